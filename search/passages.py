"""Showing why something was found: a passage of its text with the words marked."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from operator import itemgetter

from django.utils.safestring import SafeString, mark_safe

from search.queries import Term, reaches_further
from search.words import WORD, forms

#: Where something begins and ends in its text.
Span = tuple[int, int]

LENGTH = 240  # characters
BEFORE = 60  # of them before the first word that was found


class Marker:
    """Finds terms of queries again in texts of one language, whatever form their words have there."""

    def __init__(self, terms: Iterable[Term], language: str) -> None:
        ways = {stems for term in terms for stems in term.stems(language)}
        self.language = language
        self.exact = {stems[0] for stems in ways if len(stems) == 1}
        self.beginnings = tuple(stems[0] for stems in ways if reaches_further(stems))
        self.phrases = [stems for stems in ways if len(stems) > 1]
        self.fits = cache(self._fits)  # texts repeat their words

    def _fits(self, word: str) -> bool:
        return any(form in self.exact or form.startswith(self.beginnings) for form in forms(word, self.language))

    def found_in(self, text: str) -> list[Span]:
        """(start, end) of each word of the text that was looked for."""
        words = [(found.span(), found.group()) for found in WORD.finditer(text)]
        within = self._in_phrases(words) if self.phrases else ()
        return [span for span, word in words if self.fits(word) or span in within]

    def _in_phrases(self, words: Iterable[tuple[Span, str]]) -> set[Span]:
        """The spans of those words that stand in one of the phrases."""
        spans, stems = [], []
        for span, word in words:
            if by_form := forms(word, self.language):
                spans.append(span)
                stems.append(by_form[0])
        found = set()
        for phrase in self.phrases:
            for start, stem in enumerate(stems):
                if stem == phrase[0] and tuple(stems[start : start + len(phrase)]) == phrase:
                    found.update(spans[start : start + len(phrase)])
        return found

    def marked(self, text: str) -> SafeString:
        """A text as HTML with the words marked; the text itself is escaped."""
        return mark_safe("".join(_pieces(text, self.found_in(text), 0, len(text))))

    def passage(self, text: str) -> SafeString:
        """The part of a text that has most of the words, as HTML with the words marked; its beginning if none is."""
        spans = self.found_in(text)
        start, end = _window(text, spans)
        pieces = "".join(_pieces(text, [span for span in spans if start <= span[0] and span[1] <= end], start, end))
        return mark_safe(f"{'… ' if start else ''}{pieces}{' …' if end < len(text) else ''}")


def _pieces(text: str, spans: Iterable[Span], start: int, end: int) -> Iterator[str]:
    for first, last in spans:
        yield f"{_html(text[start:first])}<mark>{escape(text[first:last])}</mark>"
        start = last
    yield _html(text[start:end])


def _html(text: str) -> str:
    return escape(text).replace("\n", " · ")


def _window(text: str, spans: list[Span]) -> Span:
    """Where the passage begins and ends: between words."""
    anchor = _best_start(text, spans)
    start = _after_space(text, anchor - BEFORE) if anchor > BEFORE else 0
    if len(text) - start <= LENGTH:
        return start, len(text)
    return start, text.rfind(" ", start + LENGTH // 2, start + LENGTH) if " " in text[start : start + LENGTH] else (
        start + LENGTH
    )


def _best_start(text: str, spans: list[Span]) -> int:
    """Where the first of those words stands that begin the passage with the most different words, and words at all."""
    within: Counter[str] = Counter()
    best, anchor, after = (-1, -1), 0, 0
    words = [text[first:last].casefold() for first, last in spans]
    for number, (first, _last) in enumerate(spans):
        after = max(after, number)
        while after < len(spans) and spans[after][1] <= first + LENGTH - BEFORE:
            within[words[after]] += 1
            after += 1
        found = len(within), within.total()
        best, anchor = max((best, anchor), (found, first), key=itemgetter(0))
        if after > number:
            within -= Counter([words[number]])
    return anchor


def _after_space(text: str, place: int) -> int:
    return found.end() if (found := re.compile(r"\s").search(text, place)) else place
