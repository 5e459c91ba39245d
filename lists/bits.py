"""Sets of positions as integers, of which the computer counts and compares 64 at a time."""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import compress, count
from operator import and_
from typing import Self

# The binary digits of a number, as bytes that are true or false.
TRUTH = bytes.maketrans(b"01", b"\0\1")
#: A stretch with fewer than one position in so many is put together from bytes and not from digits.
SPARSE = 64


class BitSet:
    """A set of positions as an integer, without the empty bytes below the first of them.

    So an option of few neighbouring objects, like a city among 10,000, takes a few bytes and not one bit per object.
    """

    __slots__ = ("bits", "end", "start")

    def __init__(self, positions: Sequence[int]) -> None:
        self.start, self.end = min(positions) // 8, max(positions) // 8 + 1
        is_sparse = 8 * (self.end - self.start) > SPARSE * len(positions)
        self.bits = self._from_bytes(positions) if is_sparse else self._from_digits(positions)

    def _from_bytes(self, positions: Sequence[int]) -> int:
        content = bytearray(self.end - self.start)
        for position in positions:
            content[position // 8 - self.start] |= 1 << position % 8
        return int.from_bytes(content, "little")

    def _from_digits(self, positions: Sequence[int]) -> int:
        digits, last = bytearray(b"0" * 8 * (self.end - self.start)), 8 * self.end - 1
        for position in positions:
            digits[last - position] = 49  # "1"
        return int(digits, 2)

    @classmethod
    def of(cls, whole: int) -> Self:
        """The set of the bits of an integer, which has one at least."""
        new = cls.__new__(cls)
        lowest, highest = (whole & -whole).bit_length() - 1, whole.bit_length() - 1
        new.start, new.end = lowest // 8, highest // 8 + 1
        new.bits = whole >> 8 * new.start
        return new

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BitSet) and (self.start, self.bits) == (other.start, other.bits)

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __iter__(self) -> Iterator[int]:
        """The positions in it, the lowest first."""
        return compress(count(8 * self.start), truth(self.bits))

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


def intersection(sets: Iterable[int], within: int) -> int:
    return reduce(and_, sets, within)


def lowest(whole: int, number: int | None = None) -> list[int]:
    """The first positions in it, so many at most, or all."""
    found: list[int] = []
    while whole and len(found) != number:
        bit = whole & -whole
        found.append(bit.bit_length() - 1)
        whole ^= bit
    return found


def truth(whole: int) -> bytes:
    """A byte for each position up to the last one in it, true if it is in it."""
    return bin(whole)[:1:-1].encode().translate(TRUTH)
