from random import Random

import pytest

from lists.bits import BitSet, Counter


@pytest.mark.parametrize("size", [1, 7, 8, 9, 1000, 20_000])
def test_bit_sets_count_like_sets(size):
    random = Random(size)
    for _time in range(20):
        start = random.randrange(size)
        stretch = range(start, random.randint(start + 1, size))
        inside = set(random.sample(stretch, random.randint(1, len(stretch))))
        chosen = set(random.sample(range(size), random.randint(0, size)))
        whole = sum(1 << position for position in chosen)
        assert Counter(whole, size).count(BitSet(inside)) == len(inside & chosen)
        assert BitSet(inside).whole() == sum(1 << position for position in inside)


def test_a_set_of_neighbours_far_up_is_small():
    assert BitSet(range(800_000, 800_100)).bits.bit_length() <= 108


@pytest.mark.parametrize("positions", [[0], [7, 8], [64, 3, 3, 900], [5_000]])
def test_a_bit_set_of_an_integer_is_that_of_its_positions(positions):
    bitset = BitSet.of(sum(1 << position for position in set(positions)))
    assert bitset == BitSet(positions)
    assert (list(bitset), len(bitset), bitset.end) == (
        sorted(set(positions)),
        len(set(positions)),
        BitSet(positions).end,
    )
