"""The public objects of a model in an order, mended for the few that have moved after a change."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import compress
from typing import Any, Self

from django.utils.translation import get_language

from content.freshness import Changes, held
from content.languages import alphabetical, sort_key
from content.models import Publishable, PublishableQuerySet
from content.rows import raw_rows
from lists.changes import changed_pks

#: Where more objects than this have moved, all are put in order again.
MOST_TO_MOVE = 200


@dataclass(frozen=True)
class By:
    """What objects are put in order by: `values(queryset)` gives {primary key: value}, and `sort` the primary keys in
    the order of `key(value)`, those of equal ones in their own."""

    values: Callable[[PublishableQuerySet], Mapping[int, Any]]
    sort: Callable[[Mapping[int, Any]], Iterable[int]]
    key: Callable[[Any], Any]


@dataclass
class Order:
    """Primary keys in an order, which is never changed. Instead of each value it keeps a number made of it."""

    model: type[Publishable]
    by: By
    pks: array
    marks: array

    @classmethod
    def read(cls, model: type[Publishable], by: By) -> Self:
        """That of all public objects of a model."""
        values = by.values(model.objects.published())
        pks = array("q", by.sort(values))
        return cls(model, by, pks, array("q", (hash(values[pk]) for pk in pks)))

    def mended(self, changes: Changes) -> Self:
        """As it is after the changes; this one where it is the same."""
        changed = changed_pks(self.model, changes)
        if changed is None:
            return self.read(self.model, self.by)
        values = self.by.values(self.model.objects.published().filter(pk__in=changed))
        marks = {pk: mark for pk, mark in zip(self.pks, self.marks, strict=True) if pk in changed}
        moved = {pk: value for pk, value in values.items() if marks.get(pk) != hash(value)}
        leaving = {*moved, *(marks.keys() - values.keys())}
        if not leaving:
            return self
        try:
            return self._with(moved, leaving) if len(moved) <= MOST_TO_MOVE else self.read(self.model, self.by)
        except LookupError:  # one that another is compared with was deleted this moment
            return self.read(self.model, self.by)

    def _with(self, moved: Mapping[int, Any], leaving: set[int]) -> Self:
        """The order without what leaves its place, and with what moves into another, {primary key: value}."""

        @cache
        def place_of(pk: int) -> tuple[Any, int]:
            value = moved[pk] if pk in moved else self.by.values(self.model.objects.filter(pk=pk))[pk]
            return self.by.key(value), pk

        stay = [pk not in leaving for pk in self.pks]
        pks, marks = (array("q", compress(numbers, stay)) for numbers in (self.pks, self.marks))
        for pk, value in moved.items():
            place = bisect_left(pks, place_of(pk), key=place_of)
            pks.insert(place, pk)
            marks.insert(place, hash(value))
        return type(self)(self.model, self.by, pks, marks)


def _held(model: type[Publishable], name: str, by: By) -> array:
    return held(("order", model, name, get_language()), partial(Order.read, model, by), Order.mended).pks


def by_text(model: type[Publishable], field: str) -> array:
    """The primary keys of all public objects in the order of a translated field in the active language; held."""

    def texts(queryset: PublishableQuerySet) -> dict[int, str]:
        return {pk: text for pk, text, _language in queryset.as_read(field)}

    return _held(model, field, By(texts, alphabetical, sort_key))


def by_value(model: type[Publishable], field: str) -> array:
    """The primary keys of all public objects in the order of a field, the lowest first; held."""

    def values(queryset: PublishableQuerySet) -> dict[int, Any]:
        return dict(raw_rows(queryset.order_by(field, "pk"), "pk", field))

    return _held(model, field, By(values, list, lambda value: value))
