"""Titles that begin like what somebody is typing."""

from typing import Any

from django.utils.translation import get_language

from search.engines import Match, engine
from search.hits import grouped_matches, public_objects, shown_title
from search.models import Document
from search.words import fold, words_in

MIN_LETTERS = 2
MAX_SUGGESTION_WORDS = 6
LOOKED_AT = 200
SHOWN = 8


def suggestions(text: str) -> list[dict[str, str]]:
    """At most eight dicts of title, language, kind and address, for readers of the active language."""
    words = [word for word in words_in(text[:100]) if fold(word)][:MAX_SUGGESTION_WORDS]
    if sum(map(len, words)) < MIN_LETTERS:
        return []
    beginning = fold(words[0])
    matches = sorted(engine().match_typed(words, LOOKED_AT), key=lambda match: _order(match, beginning))
    best = [group[0] for group in grouped_matches(matches).values()][:SHOWN]
    objects = public_objects(best)
    return [
        _shown(match, objects[match.kind, match.source_id])
        for match in best
        if (match.kind, match.source_id) in objects
    ]


def _order(match: Match, beginning: str) -> tuple:
    """Titles that begin with what is typed, then those of the reader's language, then short ones."""
    begins = fold(match.title.replace(" ", "")).startswith(beginning)
    return not begins, match.language != get_language(), len(match.title), match.document_id


def _shown(match: Match, instance: Any) -> dict[str, str]:
    title = shown_title(instance)
    same = fold(title) == fold(match.title)
    return {
        "title": str(title) if same else f"{title} ({match.title})",
        "lang": getattr(title, "language", get_language()),
        "kind": Document.Kind(match.kind).heading,
        "url": instance.get_absolute_url(),
    }
