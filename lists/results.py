"""What a filtered list holds, loaded as it is asked for."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

#: So many objects are loaded at a time where all are wanted.
CHUNK = 200


class Results(Sequence):
    """The objects of a filtered list in its order, loaded from `queryset` as they are asked for."""

    def __init__(self, queryset: QuerySet, size: int, pks: Callable[[int, int | None], Sequence[int]]) -> None:
        """`pks(start, stop)` gives the primary keys of a stretch of them."""
        self.queryset, self.size, self.pks = queryset, size, pks

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return self._load(self.pks(place.start or 0, place.stop))
        return self._load(self.pks(place, place + 1))[0]

    def __iter__(self) -> Iterator[Any]:
        """All of them, a few at a time."""
        pks = self.pks(0, None)
        for start in range(0, len(pks), CHUNK):
            yield from self._load(pks[start : start + CHUNK])

    def _load(self, pks: Sequence[int]) -> list[Any]:
        found = self.queryset.in_bulk(pks)
        return [found[pk] for pk in pks if pk in found]
