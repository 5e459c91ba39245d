"""Rounds in which contenders take turns; what was measured while others used the machine does not count."""

import os
import statistics
import time
from typing import NamedTuple

from bench.usage import busy_seconds, processor_seconds

#: So much of all processors may others use while something is measured; the kernel needs some of it.
OTHERS = 0.05
ATTEMPTS = 3


class Watch:
    """Tells how much of the machine others use. `pids` are roots of processes of ours that did not come from us."""

    def __init__(self, pids=()):
        self.pids, self.dropped, self.disturbed = [os.getpid(), *pids], 0, 0

    def others(self):
        """For how many seconds processors have worked for others, all in all."""
        return busy_seconds() - processor_seconds(self.pids)

    def undisturbed(self, measure):
        """What `measure()` gives, done anew while others use the machine; what was disturbed to the end is counted."""
        for attempt in range(ATTEMPTS):
            began, before = time.monotonic(), self.others()
            figures = measure()
            seconds = time.monotonic() - began
            if self.others() - before <= OTHERS * seconds * os.cpu_count():
                return figures
            self.dropped += attempt < ATTEMPTS - 1
        self.disturbed += 1
        return figures


class Spread(NamedTuple):
    """What became of one figure in all rounds."""

    median: float
    least: float
    most: float


def alternate(contenders, times, watch):
    """Let each of {name: function that measures one round} have its turn, so many times; {name: its figures}.

    A round gives {figure: number}; so does all of them, as {figure: Spread}.
    """
    rounds = {name: [] for name in contenders}
    for _time in range(times):
        for name, measure in contenders.items():
            rounds[name].append(watch.undisturbed(measure))
    return {name: spread(figures) for name, figures in rounds.items()}


def spread(rounds):
    """{figure: Spread} of several {figure: number}."""
    names = dict.fromkeys(name for figures in rounds for name in figures)
    columns = {name: [figures[name] for figures in rounds if name in figures] for name in names}
    return {name: Spread(statistics.median(found), min(found), max(found)) for name, found in columns.items()}


def percentile(numbers, share):
    """The smallest of the numbers that at least this share of them does not exceed."""
    ordered = sorted(numbers)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
