"""From what somebody typed to what is looked for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from typing import NamedTuple, Self

from content.languages import CODES
from search.words import PREFIX_FROM, fold, forms, is_stop_word, words_in

MAX_QUERY_CHARACTERS = 300
MAX_WORDS = 12

QUOTES = str.maketrans(dict.fromkeys("„“”«»‟″", '"') | dict.fromkeys("−–—", "-"))
PART = re.compile(r'(?:(?<=\s)|^)(-?)"([^"]*)"?|(?:(?<=\s)|^)(-?)([^\s"]+)|([^\s"]+)')


class Term(NamedTuple):
    """A word, or several in a row, that must or must not be there.

    `others` may be there in its place: (language, words) pairs, each for texts of its language.
    """

    words: tuple[str, ...]
    is_excluded: bool = False
    is_quoted: bool = False
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def stems(self, language: str) -> list[tuple[str, ...]]:
        """The ways in which the term may stand in a text of a language: tuples of stems in a row."""
        wordings = [self.words, *(words for code, words in self.others if code == language)]
        return list(dict.fromkeys(stems for words in wordings for stems in _stems(words, language)))

    def alternatives(self) -> dict[str, list[tuple[str, ...]]]:
        """{language: its stems}"""
        return {language: self.stems(language) for language in CODES}


def _stems(words: Sequence[str], language: str) -> list[tuple[str, ...]]:
    if len(words) > 1:
        return [tuple(forms(word, language)[0] for word in words)]
    return [(form,) for form in forms(words[0], language)]


def reaches_further(stems: Sequence[str]) -> bool:
    """Whether stems in a row also find the words that begin with them: a single long one does."""
    return len(stems) == 1 and len(stems[0]) >= PREFIX_FROM


class Query:
    """What somebody looks for: words in all their forms, “phrases”, and -what must not be there."""

    def __init__(self, text: str) -> None:
        """Any text; of a very long one only the beginning counts, which `is_cut` tells."""
        self.text = " ".join(text.replace("\0", " ").split())
        self.is_cut = len(self.text) > MAX_QUERY_CHARACTERS
        terms = list(self._parts(self.text[:MAX_QUERY_CHARACTERS].translate(QUOTES)))
        self.terms = list(self._limited(self._telling(terms)))

    @staticmethod
    def _parts(text: str) -> Iterator[Term]:
        for minus, phrase, minus_word, word, rest in PART.findall(text):
            words = tuple(filter(fold, words_in(phrase or word or rest)))
            if phrase and words:
                yield Term(words, bool(minus), is_quoted=True)
            else:
                yield from (Term((word,), bool(minus_word)) for word in words)

    @staticmethod
    def _telling(terms: list[Term]) -> list[Term]:
        """Without words that stand everywhere, unless there are no others."""
        telling = [term for term in terms if len(term.words) > 1 or not is_stop_word(term.words[0])]
        return telling if any(not term.is_excluded for term in telling) else terms

    def _limited(self, terms: Iterable[Term]) -> Iterator[Term]:
        left = MAX_WORDS
        for term in dict.fromkeys(terms):
            left -= len(term.words)
            if left < 0:
                self.is_cut = True
                return
            yield term

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.is_excluded]

    @property
    def excluded(self) -> list[Term]:
        return [term for term in self.terms if term.is_excluded]

    @property
    def words(self) -> list[str]:
        """The words that must be there, as they were typed."""
        return [word for term in self.wanted for word in term.words]

    def __bool__(self) -> bool:
        return bool(self.wanted)

    def with_terms(self, terms: list[Term]) -> Self:
        """A Query of the same text that looks for other terms."""
        other = copy(self)
        other.terms = terms
        return other

    def with_words(self, replaced: dict[str, str]) -> str:
        """The typed text with some words in place of others: {typed: better}."""
        pattern = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in replaced))
        return pattern.sub(lambda found: replaced[found.group()], self.text) if replaced else self.text
