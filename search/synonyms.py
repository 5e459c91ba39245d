"""Other words for what somebody typed: those that the glossary has for the same, in all languages."""

from collections.abc import Iterator

from content import freshness
from content.languages import CODES
from search.queries import Query, Term
from search.words import fold, forms, is_stop_word, words_in
from translations.models import Term as GlossaryTerm

#: The language and the words of what something is called.
Wording = tuple[str, tuple[str, ...]]


def widened(query: Query) -> Query | None:
    """A Query that is content with other words for the terms of the glossary that a Query names; None if it names none.

    Terms may be typed in any language and in any form of their words. What is quoted or left out stays as it was typed.
    """
    terms = list(_widened(query.terms, freshness.held("glossary words", _glossary)))
    return query.with_terms(terms) if terms != query.terms else None


def _widened(terms: list[Term], glossary: dict[Wording, list[Wording]]) -> Iterator[Term]:
    """The terms of a query with one in place of those that are a term of the glossary together, the longest first."""
    place = 0
    while place < len(terms):
        runs = (terms[place:end] for end in range(len(terms), place, -1))
        run = next((run for run in runs if _others(run, glossary)), terms[place : place + 1])
        others = _others(run, glossary)
        yield Term(tuple(word for term in run for word in term.words), others=others) if others else run[0]
        place += len(run)


def _others(terms: list[Term], glossary: dict[Wording, list[Wording]]) -> tuple[Wording, ...]:
    """What else the words of these terms are called together: (language, words) pairs."""
    if any(term.is_excluded or term.is_quoted for term in terms):
        return ()
    words = [word for term in terms for word in term.words]
    stems = [(code, tuple(forms(word, code)[0] for word in words)) for code in CODES]
    return tuple(dict.fromkeys(other for key in stems for other in glossary.get(key, ())))


def _glossary() -> dict[Wording, list[Wording]]:
    """{(language, stems): what else that is called} of all words of the glossary."""
    found: dict[Wording, list[Wording]] = {}
    for term in GlossaryTerm.objects.published():
        wordings = [(code, tuple(filter(fold, words_in(text)))) for code in CODES for text in term.words(code)]
        wordings = [(code, words) for code, words in wordings if words]
        for code, words in wordings:
            for stems in Term(_telling(words)).stems(code):
                found.setdefault((code, stems), []).extend(wordings)
    return found


def _telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without the words that a Query leaves out."""
    return tuple(word for word in words if not is_stop_word(word)) or words
