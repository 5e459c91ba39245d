"""Texts out to another program and back: entries, the files they travel in, and what a file would do here."""
