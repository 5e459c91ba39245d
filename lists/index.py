"""Which objects of a list have which option, as sets of bits: counting them does not grow with the catalogue.

Why this way, with the figures: docs/decisions/0009-facets-as-bit-sets.md.
"""

import weakref
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, compress, islice
from typing import Any, Self

from django.utils.translation import get_language

from content import freshness
from content.models import Publishable
from lists.bits import BitSet, Counter, truth
from lists.columns import Columns
from lists.facets import Facet

#: {value of a facet: what objects with it have in its column, or their primary keys if it has none}.
Pairs = Mapping[Hashable, Collection]


class Index:
    """All public objects of one list as of now; a position stands for each object.

    `facets` are {name: Facet}; `pairs` {name: Pairs} of those that have them. What depends on the language is added
    when somebody asks for it. An Index is never changed; one that takes the place of a `former` one shares with it the
    sets that are the same.
    """

    def __init__(
        self, facets: Mapping[str, Facet], columns: Columns, pairs: Mapping[str, Pairs], former: Self | None = None
    ) -> None:
        is_same = former is not None and former.pks == columns.pks
        self.pks: array[int] = columns.pks
        self.positions: dict[int, int] = former.positions if former and is_same else columns.positions
        self.sets: dict[str, dict[Hashable, BitSet]] = {}
        self._made_of: dict[str, tuple] = {}
        for name, facet in facets.items():
            self._made_of[name] = columns[facet.columns] if facet.columns else None, pairs.get(name)
            if former and is_same and former._made_of[name] == self._made_of[name]:
                self.sets[name] = former.sets[name]
            else:
                bits = columns[facet.columns].having if facet.columns else BitSet
                numbers = _numbers(facet, columns, pairs.get(name))
                self.sets[name] = {value: bits(found) for value, found in numbers.items() if found}
        self._shelf = freshness.Shelf()

    def is_like(self, other: Self) -> bool:
        """Whether it shares all with another one."""
        return self.pks == other.pks and all(self.sets[name] is other.sets[name] for name in self.sets)

    def __len__(self) -> int:
        return len(self.pks)

    @property
    def everything(self) -> int:
        return (1 << len(self)) - 1

    def labels(self, name: str, facet: Facet) -> dict[str, str]:
        """{value: label} of all options of a facet in the active language, in the order to show them."""

        sets = self.sets[name]  # and not the whole Index, which goes as soon as there is another

        def make() -> dict[str, str]:
            return {str(value): label for value, label in facet.labels(sets).items()}

        return self._shelf.held(("labels", name, get_language()), make)

    def numbers(self, name: str) -> dict[Hashable, int]:
        """{value of a facet: how many objects have it}."""
        return {value: len(bitset) for value, bitset in self.sets[name].items()}

    def crossing(
        self, name: str, values: Collection[Hashable], other: str, others: Iterable[Hashable]
    ) -> dict[tuple[Hashable, Hashable], int]:
        """{(value of one facet, value of another): how many objects have both}, of these values and where there are
        any."""
        sets = self.sets[name]
        found: dict[tuple[Hashable, Hashable], int] = {}
        for second in filter(self.sets[other].__contains__, others):
            counter = Counter(self.sets[other][second].whole(), len(self))
            found |= {(value, second): counter.count(sets[value]) for value in values if value in sets}
        return {both: number for both, number in found.items() if number}

    def union(self, name: str, values: Iterable[Hashable]) -> int:
        """The positions that have at least one of these values."""
        result = 0
        for value in values:
            if value in self.sets[name]:
                result |= self.sets[name][value].whole()
        return result

    def chosen(self, pks: Iterable[int]) -> int:
        """The positions of these objects, as far as they are public."""
        content = bytearray(len(self) // 8 + 1)
        for position in self.places(pks):
            content[position // 8] |= 1 << position % 8
        return int.from_bytes(content, "little")

    def places(self, pks: Iterable[int]) -> Iterator[int]:
        """The position of each of these objects, as far as they are public, in the order in which they are named."""
        return (self.positions[pk] for pk in pks if pk in self.positions)

    def along(self, name: str, values: Iterable[Hashable]) -> Iterator[int]:
        """The positions of all objects, those of the first of these values before those of the second."""
        return chain.from_iterable(self.sets[name][value] for value in values if value in self.sets[name])

    def order(self, name: str, make: Callable[[Self], Iterable[int]]) -> Sequence[int]:
        """The positions in the order in which `make(index)` gives them, held for the active language."""
        index = weakref.proxy(self)
        return self._shelf.held(("order", name, get_language()), lambda: array("I", make(index)))

    def sorted_pks(self, whole: int, order: Sequence[int], start: int = 0, stop: int | None = None) -> list[int]:
        """The objects in the set `whole`, in this order, from the one numbered `start` to before `stop`."""
        flags = truth(whole).ljust(len(self), b"\0")
        positions = islice(compress(order, map(flags.__getitem__, order)), start, stop)
        return [self.pks[position] for position in positions]


def _numbers(facet: Facet, columns: Columns, pairs: Pairs | None) -> dict[Hashable, list[int]]:
    """{value of a facet: the numbers of what its column holds with it}; positions, if it has no column."""
    if pairs is None:
        options = columns.options(facet.columns)
        return _grouped((number, value) for number, parts in options for value in facet.values(*parts))
    number_of: Mapping[Any, int] = columns[facet.columns].number_of if facet.columns else columns.positions
    return {value: [number_of[key] for key in keys if key in number_of] for value, keys in pairs.items()}


def _grouped(pairs: Iterable[tuple[Any, Hashable]]) -> dict[Hashable, list]:
    """{value: all that is paired with it}."""
    found = defaultdict(list)
    for key, value in pairs:
        found[value].append(key)
    return found


def held_index(key: type, model: type[Publishable], facets: Mapping[str, Facet]) -> Index:
    """The Index of a list as of now; this process makes it anew only when what it was made from has changed."""

    def make() -> Index:
        return Index(facets, *parts())

    def mend(former: Index, _changes: freshness.Changes) -> Index:
        index = Index(facets, *parts(), former)
        return former if index.is_like(former) else index

    def parts() -> tuple[Columns, dict[str, Pairs]]:
        names = [facet.columns for facet in facets.values()]
        columns = freshness.held((key, "columns"), lambda: Columns.read(model, names), Columns.mended)
        paired = {name: facet for name, facet in facets.items() if facet.pairs}
        return columns, {name: freshness.held((key, name), partial(_pairs, facet)) for name, facet in paired.items()}

    return freshness.held(key, make, mend)


def _pairs(facet: Facet) -> Pairs:
    pairs = _grouped(facet.pairs() if facet.pairs else ())
    # Primary keys take a quarter of the room so; what is in a column comes up often.
    return {value: set(keys) if facet.columns else array("q", keys) for value, keys in pairs.items()}
