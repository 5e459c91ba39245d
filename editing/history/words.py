"""What differs between two texts, word by word, however long and however different they are."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from rapidfuzz.distance import LCSseq

#: So many pairs of words are compared at the most: a bit of memory for each, 50 MB, and a tenth of a second.
MAX_PAIRS = 400_000_000
#: A kind and a text.
Piece = tuple[str, str]
#: Where something begins and ends in the old, and in the new.
Places = tuple[int, int, int, int]
PIECE = re.compile(r"\w+|\s+|[^\w\s]")
LINE = re.compile(r"[^\n]*\n|[^\n]+")
MARKS = {"same": "{}", "gone": "<del>{}</del>", "new": "<ins>{}</ins>"}
#: Words that are left beside a change where the paragraph that it stands in is shortened.
AROUND_CHANGE = 8


def word_difference(old: str, new: str) -> list[Piece]:
    """[(kind, text), …] that turns one text into the other, cut between words; `kind` is "same", "gone" or "new".

    Texts too long for that are cut between lines, and if these are too many as well, shown whole.
    """
    words = PIECE.findall(old), PIECE.findall(new)
    if _are_too_many(*words):
        words = LINE.findall(old), LINE.findall(new)
    return list(_pieces(*words))


def marked_difference(old: str, new: str) -> str:
    """Two texts as one, with what was taken out in <del> and what was put in in <ins>; "" if they are the same."""
    return "" if old == new else _marked(word_difference(old, new))


def marked_paragraphs(old: Iterable[str], new: Iterable[str]) -> str:
    """Two lists of paragraphs as one, marked likewise: <p> for each that differs, shortened to what is near a change.

    "" if they are the same.
    """
    lines: list[list[Piece]] = [[]]
    for kind, text in word_difference("\n".join(old), "\n".join(new)):
        first, *more = ([(kind, line)] if line else [] for line in text.split("\n"))
        lines[-1] += first
        lines += more
    differing = (line for line in lines if any(kind != "same" for kind, _text in line))
    return format_html_join("", "<p>{}</p>", ((_marked(map(_shortened, line)),) for line in differing))


def _marked(pieces: Iterable[Piece]) -> str:
    return format_html_join("", "{}", ((format_html(MARKS[kind], text),) for kind, text in pieces))


def _shortened(piece: Piece) -> Piece:
    kind, text = piece
    words = text.split(" ")
    if kind != "same" or len(words) <= 2 * AROUND_CHANGE + 2:
        return piece
    return kind, " ".join([*words[:AROUND_CHANGE], "…", *words[-AROUND_CHANGE:]])


def word_merge(base: str, mine: str, theirs: str) -> str:
    """A suggestion: their text with my changes put in, but for those of words that they have changed themselves."""
    old, my, their = (PIECE.findall(text) for text in (base, mine, theirs))
    by_them = [(a, b, their[c:d]) for a, b, c, d in _changes(old, their)]
    # Words stand at odd places, what is put in between them at even ones.
    replaced = {place for a, b, _words in by_them for place in range(2 * a + 1, 2 * b)}
    taken = replaced | {2 * a for a, b, _words in by_them if a == b}
    by_me = [
        (a, b, my[c:d])
        for a, b, c, d in _changes(old, my)
        if 2 * a not in replaced and taken.isdisjoint(range(2 * a + 1, 2 * b))
    ]
    return "".join(_with_changes(old, sorted([*by_them, *by_me], key=lambda change: change[:2])))


def _with_changes(base: list[str], changes: Iterable[tuple[int, int, list[str]]]) -> Iterator[str]:
    place = 0
    for a, b, words in changes:
        yield from [*base[place:a], *words]
        place = b
    yield from base[place:]


def _are_too_many(old: list[str], new: list[str]) -> bool:
    alike = _alike(old, new)
    alike += _alike(old[alike:][::-1], new[alike:][::-1])
    return (len(old) - alike) * (len(new) - alike) > MAX_PAIRS


def _alike(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((number for number, (was, is_now) in pairs if was != is_now), min(len(old), len(new)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    place = 0
    for a, b, c, d in _without_islands(_changes(old, new)):
        yield from _filled(same=new[place:c], gone=old[a:b], new=new[c:d])
        place = d
    yield from _filled(same=new[place:])


def _filled(**pieces: list[str]) -> list[Piece]:
    return [(kind, "".join(words)) for kind, words in pieces.items() if words]


def _changes(old: list[str], new: list[str]) -> list[Places]:
    """[(a, b, c, d), …]: old[a:b] has become new[c:d]; in order."""
    if _are_too_many(old, new):
        return [(0, len(old), 0, len(new))]
    same = [(block.a, block.b, block.size) for block in LCSseq.editops(old, new).as_matching_blocks()]
    gaps = [(a + n, next_a, c + n, next_c) for (a, c, n), (next_a, next_c, _n) in pairwise([(0, 0, 0), *same])]
    changes = [(a, b, c, d) for a, b, c, d in gaps if a < b or c < d]
    ends = [*(a for a, _b, _c, _d in changes[1:]), len(old)]
    return [_moved(*change, end, old, new) for change, end in zip(changes, ends, strict=False)]


def _moved(a: int, b: int, c: int, d: int, end: int, old: list[str], new: list[str]) -> Places:
    """A change; what was only put in or taken out as near to the end as it can stand, so that it begins with a word."""
    words, start, stop = (new, c, d) if a == b else (old, a, b)
    steps = 0
    if a == b or c == d:
        while b + steps < end and words[start + steps] == words[stop + steps]:
            steps += 1
    return a + steps, b + steps, c + steps, d + steps


def _without_islands(changes: Iterable[Places]) -> list[Places]:
    """Changes joined over what happens to be the same between two that are larger: so they are easier to read."""
    joined: list[Places] = []
    for change in changes:
        while joined and change[0] - joined[-1][1] <= min(_size(joined[-1]), _size(change)):
            a, _b, c, _d = joined.pop()
            change = (a, change[1], c, change[3])
        joined.append(change)
    return joined


def _size(change: Places) -> int:
    a, b, c, d = change
    return max(b - a, d - c)
