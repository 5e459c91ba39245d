"""How long something computes."""

import gc
import sys
import time
from contextlib import contextmanager


@contextmanager
def at_most(seconds):
    """What is done within takes no more of the processor.

    What other tests have left in memory is left alone meanwhile: going through all of it, whenever the collector of
    garbage comes to that, takes a second of its own.
    """
    gc.freeze()
    began = time.process_time()
    try:
        yield
        taken = time.process_time() - began
    finally:
        gc.unfreeze()
    # Where lines are counted everything takes two to three times as long.
    assert taken < (3 * seconds if sys.gettrace() else seconds)
