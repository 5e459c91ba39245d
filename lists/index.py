"""Which objects of a list have which option, as sets of bits: counting them does not grow with the catalogue.

Why this way, with the figures: docs/decisions/0009-facets-as-bit-sets.md.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property, reduce
from itertools import compress, islice
from operator import and_

from django.utils.translation import get_language

from content import freshness
from content.models import Publishable
from lists.facets import Facet

# The binary digits of a number, as bytes that are true or false.
TRUTH = bytes.maketrans(b"01", b"\0\1")


class BitSet:
    """A set of positions as an integer, without the empty bytes below the first of them.

    So an option of few neighbouring objects, like a city among 10,000, takes a few bytes and not one bit per object.
    """

    __slots__ = ("bits", "end", "start")

    def __init__(self, positions: Sequence[int]) -> None:
        self.start, self.end = min(positions) // 8, max(positions) // 8 + 1
        content = bytearray(self.end - self.start)
        for position in positions:
            content[position // 8 - self.start] |= 1 << position % 8
        self.bits = int.from_bytes(content, "little")

    def whole(self) -> int:
        return self.bits << 8 * self.start


class Counter:
    """Counts how many of the positions in `whole` are in a BitSet."""

    def __init__(self, whole: int, size: int) -> None:
        self.whole, self.bytes = whole, whole.to_bytes(size // 8 + 1, "little")

    def count(self, bitset: BitSet) -> int:
        # Copying bytes takes longer than counting, so only short stretches are cut out.
        if bitset.end - bitset.start > 256:
            return (self.whole >> 8 * bitset.start & bitset.bits).bit_count()
        return (int.from_bytes(self.bytes[bitset.start : bitset.end], "little") & bitset.bits).bit_count()


class Index:
    """All public objects of one list as of now; a position stands for each object.

    `facets` are {name: Facet}. What depends on the language is added when somebody asks for it.
    """

    def __init__(self, model: type[Publishable], facets: Mapping[str, Facet]) -> None:
        self.pks = array("q")
        found: dict[str, dict[Hashable, array[int]]] = {name: defaultdict(lambda: array("I")) for name in facets}
        columns = list(dict.fromkeys(column for facet in facets.values() for column in facet.columns))
        read = [(found[name], facet, [columns.index(c) for c in facet.columns]) for name, facet in facets.items()]
        read = [entry for entry in read if entry[2]]
        for position, (pk, *row) in enumerate(model.objects.published().values_list("pk", *columns).iterator()):
            self.pks.append(pk)
            for sets, facet, places in read:
                for value in facet.values(*[row[place] for place in places]):
                    sets[value].append(position)
        for name, facet in facets.items():
            for pk, value in facet.pairs():
                if pk in self.positions:
                    found[name][value].append(self.positions[pk])
        self.sets = {
            name: {value: BitSet(positions) for value, positions in sets.items()} for name, sets in found.items()
        }
        self._labels: dict[tuple[str, str | None], dict[str, str]] = {}
        self._orders: dict[tuple[str, str | None], array[int]] = {}

    def __len__(self) -> int:
        return len(self.pks)

    @cached_property
    def positions(self) -> dict[int, int]:
        return {pk: position for position, pk in enumerate(self.pks)}

    @property
    def everything(self) -> int:
        return (1 << len(self)) - 1

    def labels(self, name: str, facet: Facet) -> dict[str, str]:
        """{value: label} of all options of a facet in the active language, in the order to show them."""
        key = name, get_language()
        if key not in self._labels:
            self._labels[key] = {str(value): label for value, label in facet.labels(self.sets[name]).items()}
        return self._labels[key]

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
        for pk in pks:
            if (position := self.positions.get(pk)) is not None:
                content[position // 8] |= 1 << position % 8
        return int.from_bytes(content, "little")

    def order(self, name: str, pks: Callable[[], Iterable[int]]) -> Sequence[int]:
        """The positions in the order in which `pks()` names the objects, kept for the active language."""
        key = name, get_language()
        if key not in self._orders:
            self._orders[key] = array("I", (self.positions[pk] for pk in pks() if pk in self.positions))
        return self._orders[key]

    def sorted_pks(self, whole: int, order: Sequence[int], start: int = 0, stop: int | None = None) -> list[int]:
        """The objects in the set `whole`, in this order, from the one numbered `start` to before `stop`."""
        flags = bin(whole)[:1:-1].encode().translate(TRUTH).ljust(len(self), b"\0")
        positions = islice(compress(order, map(flags.__getitem__, order)), start, stop)
        return [self.pks[position] for position in positions]


def intersection(sets: Iterable[int], within: int) -> int:
    return reduce(and_, sets, within)


def held_index(key: type, model: type[Publishable], facets: Mapping[str, Facet]) -> Index:
    """The Index of a list as of now; this process builds it anew only when the content has changed."""
    return freshness.held(key, lambda: Index(model, facets))
