"""Limits in sentences: from their constants, as the language of the reader writes numbers."""

import pytest
from django.utils.translation import gettext_lazy, override

from content.texts import filled, filled_lazy, grouped


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("en", ["200", "2,000", "20,000"]),
        ("de", ["200", "2.000", "20.000"]),
        ("fr", ["200", "2\xa0000", "20\xa0000"]),
        ("es", ["200", "2000", "20\xa0000"]),
        ("it", ["200", "2.000", "20.000"]),
        ("pl", ["200", "2000", "20\xa0000"]),
        ("el", ["200", "2.000", "20.000"]),
    ],
)
def test_thousands_are_set_apart_as_in_the_language(code, texts):
    with override(code):
        assert [grouped(number) for number in (200, 2_000, 20_000)] == texts


def test_a_limit_is_said_in_the_language_of_whoever_reads_it():
    sentence = gettext_lazy("This PDF has more than %(pages)s pages. Split it and choose one part.")
    lazily = filled_lazy(sentence, pages=2_000)
    with override("de"):
        assert str(lazily) == filled(sentence, pages=2_000)
        assert str(lazily) == "Dieses PDF hat mehr als 2.000 Seiten. Teilen Sie es auf und wählen Sie einen Teil aus."
    with override("en"):
        assert str(lazily) == "This PDF has more than 2,000 pages. Split it and choose one part."


def test_a_migration_holds_no_number():
    with override(None, deactivate=True):
        assert str(filled_lazy(gettext_lazy("%(limit)s rows"), limit=2_000)) == "%(limit)s rows"
