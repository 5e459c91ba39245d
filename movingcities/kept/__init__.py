"""Public pages, lists, files, feeds and sitemaps are made once and kept until what they show is another.

Why this way, and what it promises: docs/decisions/0026-pages-are-made-once.md.
"""
