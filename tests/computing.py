"""How long something computes."""

import gc
import sys
import time
from contextlib import contextmanager

#: What a fixed sum takes of the processor of a machine like those that the bounds were set on, in seconds.
USUAL = 0.015


def slowness():
    """How many times slower this machine is at the moment, and never less than 1: others may be using it."""
    began = time.process_time()
    sum(number * number for number in range(200_000))
    return max(1, (time.process_time() - began) / USUAL)


@contextmanager
def at_most(seconds):
    """What is done within takes no more of the processor, as fast as that is before or afterwards.

    What other tests have left in memory is left alone meanwhile: going through all of it, whenever the collector of
    garbage comes to that, takes a second of its own.
    """
    gc.freeze()
    before, began = slowness(), time.process_time()
    try:
        yield
        taken = time.process_time() - began
    finally:
        gc.unfreeze()
    # Where lines are counted everything takes two to three times as long.
    assert taken < max(before, slowness()) * (3 * seconds if sys.gettrace() else seconds)
