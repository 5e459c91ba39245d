"""What the threads of a process may do at once (docs/decisions/0017-what-a-process-does-at-once.md).

Slow readers of large PDFs are only waited for, and there may be hundreds. If each held a connection, PostgreSQL (100 by
default) would have none left for others; if each held a turn, no page would be made.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections, connection

from content.files.storage import StorageAway

#: So long somebody waits for a turn, and for their place among those who wait for stored files, in seconds.
PAGE_PATIENCE, FILE_PATIENCE = 10, 0.5
_pages, _files = threading.BoundedSemaphore(24), threading.BoundedSemaphore(32)
_own = threading.local()


class Busy(Exception):
    """There was no turn for too long."""


def is_held() -> bool:
    """Whether this thread has a turn: the site asks itself whether an address leads somewhere."""
    return hasattr(_own, "turn")


def take() -> None:
    """Wait for one of the turns in which pages are made. Raises Busy."""
    if not _pages.acquire(timeout=PAGE_PATIENCE):
        raise Busy("no turn became free")
    _own.turn = True


def give_back() -> None:
    """Let go of the turn, if this thread has one, and of the database: from now on it only waits for others."""
    if not connection.in_atomic_block:  # of whoever asks: a test
        close_old_connections()
    if is_held():
        del _own.turn
        _pages.release()


@contextmanager
def waiting_for_a_file() -> Iterator[None]:
    """In the block the place of stored files may be asked, which may hang: no turn is held, and only few wait at once.

    Raises StorageAway where so many wait already that it has to be taken for gone.
    """
    give_back()
    if not _files.acquire(timeout=FILE_PATIENCE):
        raise StorageAway("too many are waiting for files already")
    try:
        yield
    finally:
        _files.release()
