import pytest

from bench.rounds import ATTEMPTS, Spread, Watch, alternate, percentile, spread

pytestmark = pytest.mark.once


class Told(Watch):
    """A watch that is told whether others use the machine in one round after the other."""

    def __init__(self, *disturbed):
        super().__init__()
        self.seconds, total = [], 0
        for is_disturbed in disturbed:
            self.seconds += [total, total + 1_000 * is_disturbed]

    def others(self):
        return self.seconds.pop(0)


def counting():
    numbers = iter(range(1, 100))
    return lambda: {"rate": next(numbers)}


def test_a_round_that_others_disturb_is_dropped_and_repeated():
    watch = Told(True, False)
    assert watch.undisturbed(counting()) == {"rate": 2}
    assert (watch.dropped, watch.disturbed) == (1, 0)


def test_a_quiet_round_counts_at_once():
    watch = Told(False)
    assert watch.undisturbed(counting()) == {"rate": 1}
    assert (watch.dropped, watch.disturbed) == (0, 0)


def test_what_is_never_quiet_counts_as_it_is_and_is_told():
    watch = Told(*[True] * ATTEMPTS)
    assert watch.undisturbed(counting()) == {"rate": ATTEMPTS}
    assert (watch.dropped, watch.disturbed) == (ATTEMPTS - 1, 1)


def test_contenders_take_turns():
    turns = []
    rounds = {name: lambda name=name: {"rate": turns.append(name) or len(turns)} for name in "AB"}
    found = alternate(rounds, 3, Told(*[False] * 6))
    assert turns == ["A", "B", "A", "B", "A", "B"]
    assert found == {"A": {"rate": Spread(3, 1, 5)}, "B": {"rate": Spread(4, 2, 6)}}


def test_a_figure_that_some_rounds_lack_is_that_of_the_others():
    assert spread([{"rate": 1}, {"rate": 3, "saves": 2}]) == {"rate": Spread(2, 1, 3), "saves": Spread(2, 2, 2)}


@pytest.mark.parametrize(("share", "found"), [(0, 1), (0.5, 50), (0.99, 99), (0.991, 100), (1, 100)])
def test_percentiles_are_numbers_that_were_measured(share, found):
    assert percentile(reversed(range(1, 101)), share) == found


def test_the_percentile_of_one_number_is_that_number():
    assert percentile([7], 0.99) == 7
