"""The columns that a list is filtered by, read at a stroke."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import chain, count
from typing import Any, Self, TypeVar

from django.db import connection

from content.freshness import Changes
from content.models import Publishable
from content.rows import in_chunks, raw_rows
from lists.bits import BitSet
from lists.changes import changed_pks

_Found = TypeVar("_Found")


class NumberedColumn:
    """What each object of a list has in a column: the number of a value, which are counted as they come."""

    def __init__(self, values: Iterable[Hashable] = ()) -> None:
        self._numbers = array("I")
        self.number_of: dict[Any, int] = defaultdict(count().__next__)
        self.extend(values)

    def extend(self, values: Iterable[Hashable]) -> None:
        self._numbers.extend(map(self.number_of.__getitem__, values))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NumberedColumn):
            return NotImplemented
        return self._numbers == other._numbers and list(self.number_of) == list(other.number_of)

    def values(self, places: Iterable[int] | None = None) -> list[Any]:
        """The values at these places, or all."""
        numbers = self._numbers if places is None else map(self._numbers.__getitem__, places)
        return list(map(list(self.number_of).__getitem__, numbers))

    def having(self, numbers: Iterable[int]) -> BitSet:
        """The positions of the objects that have one of the values of these numbers."""
        if len(self.number_of) > 256:
            return BitSet([position for number in numbers for position in self._positions[number]])
        digits = bytearray(b"0" * 256)
        for number in numbers:
            digits[number] = ord("1")
        return BitSet.of(int(self._bytes.translate(digits), 2))

    @cached_property
    def _bytes(self) -> bytes:
        """The number of each object as a byte, the last first, as the digits of an integer stand."""
        return bytes(reversed(self._numbers))

    @cached_property
    def _positions(self) -> list[list[int]]:
        """The positions of the objects that have the value of each number."""
        found: list[list[int]] = [[] for _value in self.number_of]
        for position, number in enumerate(self._numbers):
            found[number].append(position)
        return found


#: {key: what belongs to it}; a key is a name of a column, or several names in one, whose values are then tuples.
ByKey = dict[tuple[str, ...], _Found]


@dataclass
class Columns:
    """Raw values of all public objects of a model, in the order of the list. They are never changed."""

    model: type[Publishable]
    pks: array
    columns: ByKey[NumberedColumn]

    @classmethod
    def read(cls, model: type[Publishable], keys: Iterable[Sequence[str]]) -> Self:
        """Those of these keys, and what the objects are ordered by."""
        ordering = [[str(name).removeprefix("-")] for name in model._meta.ordering or () if name != "pk"]
        new = cls(model, array("q"), {tuple(key): NumberedColumn() for key in [*keys, *ordering] if key})
        for rows in in_chunks(model.objects.published(), "pk", *new._names):
            pks, values = new._by_key(rows)
            new.pks.extend(pks)
            for key, column in new.columns.items():
                column.extend(values[key])
        return new

    @cached_property
    def _names(self) -> list[str]:
        return list(dict.fromkeys(chain.from_iterable(self.columns)))

    def _by_key(self, rows: Sequence[Sequence[Any]]) -> tuple[Sequence[int], ByKey[Iterable[Hashable]]]:
        """The primary keys in some rows, and the values that belong to each key."""
        pks, *values = zip(*rows, strict=True) if rows else [()] * (1 + len(self._names))
        named = dict(zip(self._names, values, strict=True))
        parts = {key: [named[name] for name in key] for key in self.columns}
        return pks, {key: found[0] if len(key) == 1 else zip(*found, strict=True) for key, found in parts.items()}

    def mended(self, changes: Changes) -> Self:
        """As they are after the changes; these themselves where they are the same."""
        changed = changed_pks(self.model, changes)
        if changed is None:
            return self.read(self.model, self.columns)
        public = self.model.objects.published()
        pks, values = self._by_key(list(raw_rows(public.filter(pk__in=changed).order_by(), "pk", *self._names)))
        found = {key: dict(zip(pks, values[key], strict=True)) for key in self.columns}
        if found == self._of(changed & self.positions.keys()):
            return self
        stay = self.positions.keys() - changed | set(pks)
        ordered = array("q", (pk for (pk,) in raw_rows(public, "pk") if pk in stay))  # others came just now
        columns = {key: self._with(key, found[key], ordered) for key in self.columns}
        return type(self)(self.model, ordered, columns)

    def _of(self, pks: Collection[int]) -> ByKey[dict[int, Hashable]]:
        """{primary key: value} of some objects."""
        places = [self.positions[pk] for pk in pks]
        return {key: dict(zip(pks, column.values(places), strict=True)) for key, column in self.columns.items()}

    def _with(self, key: tuple[str, ...], found: Mapping[int, Hashable], pks: Sequence[int]) -> NumberedColumn:
        """A column with other values of some objects, of just these objects."""
        former = self.columns[key]
        values = {**dict(zip(self.pks, former.values(), strict=True)), **found}
        new = NumberedColumn(map(values.__getitem__, pks))
        return former if new == former else new

    @cached_property
    def positions(self) -> dict[int, int]:
        """{primary key: position}."""
        return dict(zip(self.pks, count()))

    def __getitem__(self, key: Sequence[str]) -> NumberedColumn:
        return self.columns[tuple(key)]

    def options(self, key: Sequence[str]) -> Iterator[tuple[int, list]]:
        """(the number of a value in a column, the value as the model has it: a part for each name in the key)."""
        reading = [_reading(self.model, name) for name in key]
        for raw, number in self[key].number_of.items():
            parts = raw if len(key) > 1 else (raw,)
            yield number, [read(part) for read, part in zip(reading, parts, strict=True)]


def _reading(model: Any, name: str) -> Callable[[Any], Any]:
    """What makes the value of a field, at the end of a path like "city__country", from what is in the database."""
    *parents, last = name.split("__")
    for parent in parents:
        model = model._meta.get_field(parent).related_model
    field = model._meta.get_field(last)
    expression = field.cached_col
    converters = [*connection.ops.get_db_converters(expression), *field.get_db_converters(connection)]
    return lambda raw: reduce(lambda value, convert: convert(value, expression, connection), converters, raw)
