"""The columns that a list is filtered by, read at a stroke."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import count
from typing import Any

from django.db import connection

from content.models import Publishable
from content.rows import in_chunks
from lists.bits import BitSet


class NumberedColumn:
    """What each object of a list has in a column: the number of a value, which are counted as they come."""

    def __init__(self) -> None:
        self._numbers = array("I")
        self.number_of: dict[Any, int] = defaultdict(count().__next__)

    def extend(self, values: Iterable[Hashable]) -> None:
        self._numbers.extend(map(self.number_of.__getitem__, values))

    @property
    def mark(self) -> int:
        """The same for the same values of the same objects."""
        return hash((self._numbers.tobytes(), tuple(self.number_of)))

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


class Columns:
    """Raw values of all public objects of a model, in the order of the list."""

    def __init__(self, model: type[Publishable], keys: Iterable[Sequence[str]]) -> None:
        """`keys` are names of columns, or several names in one, whose values are then tuples."""
        self.model, self.pks = model, array("q")
        self._columns = {tuple(key): NumberedColumn() for key in keys if key}
        names = list(dict.fromkeys(name for key in self._columns for name in key))
        for rows in in_chunks(model.objects.published(), "pk", *names):
            pks, *values = zip(*rows, strict=True)
            self.pks.extend(pks)
            self._extend(dict(zip(names, values, strict=True)))

    def _extend(self, values: Mapping[str, Collection[Hashable]]) -> None:
        for key, column in self._columns.items():
            parts = [values[name] for name in key]
            column.extend(parts[0] if len(parts) == 1 else zip(*parts, strict=True))

    @cached_property
    def positions(self) -> dict[int, int]:
        """{primary key: position}."""
        return dict(zip(self.pks, count()))

    def __getitem__(self, key: Sequence[str]) -> NumberedColumn:
        return self._columns[tuple(key)]

    def read(self, key: Sequence[str]) -> Iterator[tuple[int, list]]:
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
