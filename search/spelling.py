"""What a mistyped word may have meant: a word of our own documents that finds something public."""

from collections.abc import Iterable
from itertools import chain

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from search.engines import engine
from search.models import Word
from search.queries import Query
from search.words import fold

MAX_UNKNOWN = 3  # words to correct in one search
CANDIDATES = 5
FEW = 2  # documents: a word that stands in no more may be mistyped in them
MANY_MORE = 5  # times as many documents make another spelling worth naming
COUNTED = FEW * MANY_MORE + 1


def corrected(query: Query) -> str | None:
    """The text of a Query with better words in place of those that find nothing or little; None if there are none."""
    doubtful = {word: number for word in query.words if (number := _documents_with(word)) <= FEW}
    if not 0 < len(doubtful) <= MAX_UNKNOWN:
        return None
    better = {word: other for word, number in doubtful.items() if (other := _better(word, number))}
    return query.with_words(better) if better else None


def _documents_with(word: str) -> int:
    """In how many public documents a word stands, in any form; more than COUNTED are not told apart."""
    return len(engine().match(Query(word), COUNTED))


def _better(word: str, number: int) -> str | None:
    """The nearest word that is found in many more documents; of two as near the more frequent one."""
    found = [(changes, -_documents_with(other), other) for other, changes in _candidates(fold(word))]
    return next((other for _changes, count, other in sorted(found) if -count > number * MANY_MORE), None)


def _candidates(folded: str) -> Iterable[tuple[str, int]]:
    """(word as written, changes) for what is near enough, and for what goes on where a word breaks off."""
    allowed = max_changes(folded)
    near = dict(Word.objects.resembling(folded, allowed).values_list("folded", "written")) if allowed else {}
    near.pop(folded, None)
    nearest = extract(folded, list(near), scorer=OSA.distance, score_cutoff=allowed, limit=CANDIDATES)
    longer = Word.objects.beginning_with(folded).values_list("written", flat=True)[:CANDIDATES] if allowed else []
    return chain(((near[other], changes) for other, changes, _place in nearest), ((other, 2) for other in longer))


def max_changes(folded: str) -> int:
    """How many letters may be wrong, missing, too many or in the wrong order: short words are soon other words."""
    return 0 if len(folded) < 4 else 1 if len(folded) < 8 else 2
