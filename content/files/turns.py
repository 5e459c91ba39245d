"""What the threads of a process may do at once (docs/decisions/0017-what-a-process-does-at-once.md).

Slow readers of large PDFs are only waited for, and there may be hundreds. If each held a connection, PostgreSQL (100 by
default) would have none left for others; if each held a turn, no page would be made.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import close_old_connections, connection

from content.files.storage import StorageAway

#: So long somebody waits for a turn, and for their place among those who wait for stored files, in seconds.
PAGE_PATIENCE, FILE_PATIENCE = 10, 0.5
#: So many connections wait for the next turn in each process, so long after they were opened, in seconds.
MOST_SPARE, SPARE_FOR = 4, 60
_spare: list[tuple[Any, float]] = []
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
    take_spare_connection()


def give_back() -> None:
    """Let go of the turn, if this thread has one, and of the database: from now on it only waits for others."""
    if not connection.in_atomic_block:  # of whoever asks: a test
        spare_connection()
    if is_held():
        del _own.turn
        _pages.release()


def take_spare_connection() -> None:
    """Let this thread go on with a connection that another one has left, if it has none of its own."""
    own: Any = connection
    if own.connection or own.in_atomic_block:
        return
    with suppress(IndexError):
        raw, opened_at = _spare.pop()
        while not _is_young(opened_at):  # it may have lain there for hours
            raw.close()
            raw, opened_at = _spare.pop()
        own.connection, _own.opened_at = raw, opened_at
        own.get_connection_params()  # a part of what it sets stays with the wrapper: how a transaction begins
        own.autocommit, own.errors_occurred, own.close_at = True, False, _own.opened_at
        own.health_check_enabled, own.health_check_done = True, False


def spare_connection() -> None:
    """Leave the connection of this thread to the next turn, or close it."""
    opened_at = _own.__dict__.pop("opened_at", time.monotonic())
    is_wanted = _is_young(opened_at) and len(_spare) < MOST_SPARE
    if connection.connection and is_wanted and _is_sound():
        _spare.append((connection.connection, opened_at))
        connection.connection = None
    else:
        close_old_connections()


def _is_young(opened_at: float) -> bool:
    return time.monotonic() < opened_at + SPARE_FOR


def _is_sound() -> bool:
    """Whether nothing is left that the next one would notice."""
    own: Any = connection
    if own.errors_occurred or not own.autocommit:
        return False
    if own.vendor == "sqlite":
        # A query that was not read to its end would show all that follow it the content of its time. What is asked
        # after an interruption fails just as long as there is such a one.
        own.connection.interrupt()
        with suppress(own.Database.OperationalError):
            return bool(own.connection.execute("SELECT 1").fetchall())
        return False
    return True


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
