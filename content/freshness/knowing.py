"""What a process knows of the marks, and when it looks again.

Time is cut into halves of a second, beginning a little after each full second. Whoever asks first in a half looks,
with one query; what was seen may be served for less than a second from then on, so nobody is served what was replaced
more than a second ago. A process that has written looks at once.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db import Error, connection
from django.utils import timezone

from content.files import turns
from content.freshness import marks
from content.freshness.marks import Version

#: So long what was seen may be served, in seconds. A proxy may look at a clock that is a few milliseconds behind.
CLOCK_MARGIN = 0.02
GOOD_FOR = 1 - CLOCK_MARGIN
LOOKS_A_SECOND = 2
#: So long somebody waits for another thread that is looking, in seconds.
LOOK_PATIENCE = 10
#: What stands for the day in the versions: what is shown may depend on it, like the consent of a contact.
TODAY = "day"


@dataclass(frozen=True)
class Known:
    """{table: Version} as seen at `looked_at`, in seconds since 1970, and since when each is as it is."""

    versions: Mapping[str, Version]
    looked_at: float
    since: Mapping[str, float]

    @property
    def until(self) -> float:
        """How long this may be served, in seconds since 1970."""
        return self.looked_at + GOOD_FOR

    @property
    def logs(self) -> Mapping[str, marks.Logs]:
        """{table: what was written to it when its marks changed}, until these versions or later; asked for once."""
        return _logs_of(tuple(self.versions.values()))

    def changed(self, tables: Iterable[str]) -> float:
        """Since when all of these tables are as they are, as far as that was seen."""
        return max(self.since.get(table, 0) for table in tables)


@lru_cache(maxsize=4)
def _logs_of(_versions: tuple[Version, ...]) -> Mapping[str, marks.Logs]:
    return marks.logs()


NOTHING = Known({}, 0, {})
#: What is to be done before somebody looks, because its time has come; higher floors add to it.
DUE: list[Callable[[], None]] = []


def _half(moment: float) -> int:
    return int((moment - CLOCK_MARGIN) * LOOKS_A_SECOND)


def look(before: Known = NOTHING) -> Known:
    """What the database says now, with one query; `before` is what was seen last."""
    looked_at = time.time()
    versions = marks.current() | {TODAY: Version(str(timezone.localdate()))}
    same = {name: version for name, version in before.versions.items() if versions.get(name) == version}
    since = dict.fromkeys(versions, looked_at) | {name: before.since[name] for name in same}
    # Of what is the same the same objects stay, which are compared at a stroke.
    return Known(versions | same, looked_at, since)


class Looking:
    """What this process knows; one thread at a time looks."""

    def __init__(self) -> None:
        self.written_at = 0.0
        self._writes, self._seen, self._apart = 0, (-1, NOTHING), NOTHING
        self._lock, self._failed = threading.Lock(), (0.0, Error())

    def now(self) -> Known:
        """What is known, less than a second old; while one thread looks, others get what may still be served."""
        asked_at = time.time()
        if self._is_new():
            return self._seen[1]
        writes, known = self._seen
        may_be_served = writes == self._writes and asked_at < known.until
        if not self._lock.acquire(timeout=0 if may_be_served else LOOK_PATIENCE):
            return known if may_be_served else look()
        try:
            return self._look(asked_at)
        finally:
            self._lock.release()

    def apart(self) -> Known:
        """What a transaction sees."""
        self._apart = look(self._apart)
        return replace(self._apart, looked_at=0)

    def _is_new(self) -> bool:
        """Whether it was looked at in this half of a second, and not written by this process since then."""
        writes, known = self._seen
        return writes == self._writes and _half(known.looked_at) == _half(time.time())

    def _look(self, asked_at: float) -> Known:
        if self._is_new():
            return self._seen[1]
        failed_at, failure = self._failed
        if failed_at >= asked_at:  # those who waited need not try a database that is away, one after the other
            raise failure
        writes = self._writes  # what is written from here on may not be in what is read
        turns.take_spare_connection()
        try:
            for do in DUE:
                do()
            found = look(self._seen[1])
        except Error as error:
            self._failed = time.time(), error
            raise
        self._seen = writes, found
        return found

    def again(self) -> None:
        """Trust nothing that was seen so far: this process has written."""
        self._writes += 1
        self.written_at = time.time()


looking = Looking()
_as_of: ContextVar[Known | None] = ContextVar("as_of", default=None)


def known_now() -> Known:
    """What is known of the content. What a transaction sees, nobody else may be served: it is as if seen long ago."""
    if known := _as_of.get():
        return known
    return looking.apart() if connection.in_atomic_block else looking.now()


def attend() -> None:
    """Do what is due and look again where it is time, for those who need not know what is found."""
    if not connection.in_atomic_block:
        looking.now()


@contextmanager
def as_of(known: Known) -> Iterator[None]:
    """In the block this is what is known, whatever happens meanwhile."""
    token = _as_of.set(known)
    try:
        yield
    finally:
        _as_of.reset(token)


def look_again() -> None:
    """Say that this process has written: from now on it serves nothing that it has seen before."""
    looking.again()
