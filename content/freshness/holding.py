"""What a process holds of what it has made from the content."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from content.freshness.knowing import Known, as_of, known_now, looking
from content.freshness.marks import Version
from content.freshness.reading import NEVER, has_read, reading

_Made = TypeVar("_Made")


@dataclass
class Held:
    """A value, the versions of the tables it was made from, and when it was last seen to be of the content as it is."""

    versions: Mapping[str, Version]
    value: Any
    known: Known

    def is_of(self, known: Known) -> bool:
        """Whether it is what would be made now."""
        if not self.versions.items() <= known.versions.items():
            return False
        if known.looked_at >= self.known.looked_at:
            self.known = known
        return True

    @cached_property
    def changed(self) -> float:
        """When what it was made from changed last, as far as this process saw, in seconds since 1970.

        That stays as it is: with another version it is not served any more.
        """
        return max(self.known.since.get(table, 0) for table in self.versions)

    @property
    def may_be_served(self) -> bool:
        """Whether it may be served while it is made anew: for less than a second, and not by who has replaced it."""
        return time.time() < self.known.until and self.known.looked_at > looking.written_at


class Shelf:
    """What is held together: all by a process, or what belongs to a thing that is itself held."""

    def __init__(self) -> None:
        self._held: dict[Hashable, Held] = {}
        self._locks: dict[Hashable, threading.RLock] = defaultdict(threading.RLock)

    def held(self, key: Hashable, make: Callable[[], _Made], mend: Callable[[_Made], _Made] | None = None) -> _Made:
        """What `make()` gives, kept until something that it was made from is another.

        One thread makes it; meanwhile others get what was held, as long as it may be served, or wait. `mend(old)` makes
        it from what was held, which others may still be using.
        """
        known, kept = known_now(), self._held.get(key)
        if kept is None or not kept.is_of(known):
            may_be_served = kept is not None and kept.may_be_served
            if self._locks[key].acquire(blocking=not may_be_served):
                try:
                    kept = self._made(key, make, mend, known)
                finally:
                    self._locks[key].release()
        assert kept is not None
        has_read(kept.versions)
        return kept.value

    def _made(self, key: Hashable, make: Callable, mend: Callable | None, known: Known) -> Held:
        kept = self._held.get(key)
        if kept and kept.is_of(known):  # another thread has made it meanwhile
            return kept
        with as_of(known), reading(known) as read:
            value = mend(kept.value) if mend and kept else make()
        if mend and kept:  # what is mended is as it would be if all had been read again
            read.add({table: known.versions.get(table, NEVER) for table in kept.versions})
        made = Held(read.versions, value, known)
        is_for_all = known.looked_at or not kept or not kept.known.looked_at
        if read.is_lasting and is_for_all:  # what a transaction sees takes the place only of such
            self._held[key] = made
        return made

    def forget(self) -> None:
        """Let nothing be held any more."""
        self._held.clear()


_shelf = Shelf()
held, forget = _shelf.held, _shelf.forget
