"""Keeps the table of texts in step with the content, in the transaction of every save, whoever makes it.

The rule is one: a translation is up to date if its text has been right for the present source text before, or is new.
"""

from translations.tracking.authors import AuthorMiddleware, writing
from translations.tracking.listening import listen, paused, refresh
from translations.tracking.texts import (
    item_address,
    model_of,
    page_model,
    page_models,
    part_models,
    text_fields,
    translated_models,
)

__all__ = [
    "AuthorMiddleware",
    "item_address",
    "listen",
    "model_of",
    "page_model",
    "page_models",
    "part_models",
    "paused",
    "refresh",
    "text_fields",
    "translated_models",
    "writing",
]
