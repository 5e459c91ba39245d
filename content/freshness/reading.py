"""Which tables something is made from, noticed while it is made."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.db import connection

from content.freshness.knowing import TODAY, Known
from content.freshness.marks import Version

_NAMED = re.compile(r'(?:FROM|JOIN)\s+"?(\w+)"?')
#: A version that nothing has: what is made from it is out of date at once.
NEVER = Version("never")


class Reading:
    """The versions of all that is read in a block: {table: Version}, the day among them."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self.versions = {TODAY: known.versions[TODAY]}

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        for table in tables_in(sql):
            self.add({table: self._known.versions.get(table, NEVER)})
        return execute(sql, params, many, context)

    def add(self, versions: Mapping[str, Version]) -> None:
        """Take these as read, too. What was read in two versions fits neither."""
        for table, version in versions.items():
            self.versions[table] = version if self.versions.get(table, version) == version else NEVER

    @property
    def is_lasting(self) -> bool:
        """Whether it can be seen of all that was read when it changes."""
        return NEVER not in self.versions.values()


_readings: ContextVar[tuple[Reading, ...]] = ContextVar("readings", default=())


@contextmanager
def reading(known: Known) -> Iterator[Reading]:
    """Notice what is read in the block, by whatever query or from what is held; one in another tells both."""
    new = Reading(known)
    token = _readings.set((*_readings.get(), new))
    try:
        with connection.execute_wrapper(new):
            yield new
    finally:
        _readings.reset(token)


def has_read(versions: Mapping[str, Version]) -> None:
    """Say that what was made from these versions is used."""
    for one in _readings.get():
        one.add(versions)


@lru_cache(maxsize=1000)
def tables_in(sql: str) -> frozenset[str]:
    """The tables of models that a statement reads from. Views, functions and indexes follow these."""
    return frozenset(_NAMED.findall(sql)) & _tables()


@cache
def _tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))
