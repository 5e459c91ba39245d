"""What a process holds of what it has made from the content."""

import threading
import time
import weakref
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar

from django.utils.translation import get_language, override

from content.freshness.knowing import TODAY, Known, as_of, known_now, looking
from content.freshness.marks import Version, written_since
from content.freshness.questions import Changes, Question
from content.freshness.reading import MOST_QUESTIONS, NEVER, Reading, has_asked, reading

_Made = TypeVar("_Made")


@dataclass
class Held:
    """A value, the versions of the tables it was made from, and when it was last seen to be of the content as it is.

    `questions` are all that was asked of these tables, None where that is not known. `changed` is when what it was made
    from changed last, as far as this process saw, in seconds since 1970.
    """

    versions: Mapping[str, Version]
    value: Any
    known: Known
    changed: float
    questions: Sequence[Question] | None = None

    @classmethod
    def of(cls, read: Reading, value: Any, known: Known) -> Self:
        """What was made while `read` took notice."""
        questions = read.questions if len(read.questions) <= MOST_QUESTIONS else None
        return cls(read.versions, value, known, known.changed(read.versions), questions)

    def is_of(self, known: Known) -> bool:
        """Whether it is what would be made now."""
        if not self.versions.items() <= known.versions.items():
            return False
        if known.looked_at >= self.known.looked_at:
            self.known = known
        return True

    def renewed(self, known: Known, may_ask: bool = True) -> Self | None:
        """The same, of what is known now, if it would be made alike: asks again what may tell of changes, if it may."""
        differing = self._differing(known)
        if self.questions is None or not all(self._moves_only_by_hand(table, known) for table in differing):
            return None
        changes = self.changes(known)
        asked = [question for question in self.questions if question.may_differ(changes)]
        if asked and not (may_ask and all(question.is_answered_alike() for question in asked)):
            return None
        # It may have been made from what was written before this process knew of that; so it counts as changed.
        versions = {table: known.versions[table] for table in self.versions}
        return replace(self, versions=versions, known=known, changed=known.changed(versions))

    def changes(self, known: Known) -> Changes:
        """What was written to the tables since then; of what changes by itself nobody knows the rows."""
        return {
            table: written_since(known.logs[table], self.versions[table])
            if self._moves_only_by_hand(table, known)
            else None
            for table in self._differing(known)
        }

    def _differing(self, known: Known) -> set[str]:
        """The tables that are not as they were."""
        return {table for table, version in self.versions.items() if known.versions.get(table) != version}

    def _moves_only_by_hand(self, table: str, known: Known) -> bool:
        """Whether the time that has passed has changed nothing in a table."""
        old, new = self.versions[table], known.versions.get(table)
        return new == old if new is None or table == TODAY else new.until == old.until

    @property
    def asked(self) -> int:
        """How many questions it remembers."""
        return len(self.questions or ())

    @property
    def is_lasting(self) -> bool:
        """Whether it can be seen of all that it was made from when it changes."""
        return NEVER not in self.versions.values()

    @property
    def may_be_served(self) -> bool:
        """Whether it may be served while it is made anew: for less than a second, and not by who has replaced it."""
        return time.time() < self.known.until and self.known.looked_at > looking.written_at


@dataclass
class Thing(Held):
    """What lies on a Shelf, how it is made and in which language; as long as it is the same it has the same `token`."""

    make: Callable[[], Any] = tuple
    mend: Callable[[Any, Changes], Any] | None = None
    language: str | None = field(default_factory=get_language)
    token: object = field(default_factory=object)

    def made_now(self, known: Known) -> Self:
        """The same thing, of what is known now: renewed, mended or made."""
        with as_of(known), reading(known) as read:
            if renewed := self.renewed(known, may_ask=not self.mend):
                return renewed
            mend = self.mend if self.versions else None
            value = mend(self.value, self.changes(known)) if mend else self.make()
        token = self.token if value is self.value else object()
        made = Held.of(read, value, known)
        return replace(self, **vars(self._whole(made) if mend else made), token=token)

    def _whole(self, mended: Held) -> Held:
        """What was mended, with all that it was made from; for mending just a part of that was asked."""
        versions = {**{table: mended.known.versions[table] for table in self.versions}, **mended.versions}
        if self.questions is None or mended.questions is None:
            return replace(mended, versions=versions, changed=mended.known.changed(versions), questions=None)
        tables = {table for question in self.questions for table in question.tables}
        others = [question for question in mended.questions if not tables.issuperset(question.tables)]
        questions = [question.of_any_rows() for question in (*self.questions, *others)]
        return replace(mended, versions=versions, changed=mended.known.changed(versions), questions=questions)


class Use:
    """A question: whether the thing on a shelf that was used is still the same."""

    __slots__ = ("key", "shelf", "tables", "token")

    def __init__(self, shelf: "Shelf", key: Hashable, thing: Thing) -> None:
        # A page that is never asked for again must not hold what it was made from.
        self.shelf, self.key, self.token, self.tables = weakref.ref(shelf), key, thing.token, thing.versions.keys()

    def end(self) -> None:
        pass

    def of_any_rows(self) -> "Use":
        return self

    def may_differ(self, changes: Changes) -> bool:
        shelf = self.shelf()
        is_untouched = changes.keys().isdisjoint(self.tables)
        return not is_untouched and (shelf is None or shelf.present_token(self.key) is not self.token)

    def is_answered_alike(self) -> bool:
        shelf = self.shelf()
        try:
            return shelf is not None and shelf.token(self.key) is self.token
        except ReferenceError:  # what the shelf belongs to has gone meanwhile
            return False


class Shelf:
    """What is held together: all by a process, or what belongs to a thing that is itself held."""

    def __init__(self) -> None:
        self._held: dict[Hashable, Thing] = {}
        self._locks: dict[Hashable, threading.RLock] = defaultdict(threading.RLock)

    def held(
        self, key: Hashable, make: Callable[[], _Made], mend: Callable[[_Made, Changes], _Made] | None = None
    ) -> _Made:
        """What `make()` gives, kept until something that it was made from is another.

        One thread makes it; meanwhile others get what was held, as long as it may be served, or wait. What takes its
        place is made by `mend(old, changes)`, if there is that: from what was held, which others may still be using,
        and which rows have changed. It gives `old` itself where that is still right.
        """
        thing = self._present(key, make, mend)
        has_asked(Use(self, key, thing), thing.versions)
        return thing.value

    def token(self, key: Hashable) -> object | None:
        """What stands for the thing as it is now; None where that is not held."""
        if thing := self._held.get(key):
            with override(thing.language):  # and not that of who asks, who may be there before a language is chosen
                self._present(key, thing.make, thing.mend)
        return self.present_token(key)

    def present_token(self, key: Hashable) -> object | None:
        """What stands for the thing, if it is known to be as it would be made now; asks nobody."""
        thing = self._held.get(key)
        return thing.token if thing and thing.is_of(known_now()) else None

    def _present(self, key: Hashable, make: Callable, mend: Callable | None) -> Thing:
        known, thing = known_now(), self._held.get(key)
        if thing is None or not thing.is_of(known):
            may_be_served = thing is not None and thing.may_be_served
            if self._locks[key].acquire(blocking=not may_be_served):
                try:
                    thing = self._made(key, make, mend, known)
                finally:
                    self._locks[key].release()
        assert thing is not None
        return thing

    def _made(self, key: Hashable, make: Callable, mend: Callable | None, known: Known) -> Thing:
        thing = self._held.get(key)
        if thing and thing.is_of(known):  # another thread has made it meanwhile
            return thing
        made = (thing or Thing({}, None, known, 0, make=make, mend=mend)).made_now(known)
        is_for_all = known.looked_at or not thing or not thing.known.looked_at
        if made.is_lasting and is_for_all:  # what a transaction sees takes the place only of such
            self._held[key] = made
        return made

    def forget(self) -> None:
        """Let nothing be held any more."""
        self._held.clear()


_shelf = Shelf()
held, forget = _shelf.held, _shelf.forget
