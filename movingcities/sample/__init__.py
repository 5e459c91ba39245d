"""Makes content of what lies in the folder sample/: a module for each app, and `loading` for what they share."""
