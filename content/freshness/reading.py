"""What something is made from, noticed while it is made: what it asks the database, and what it uses that is held.

What is made from the same answers is the same. So what is kept need not be made anew where marks have changed, as long
as all that was asked of these tables is still answered alike: that is asked again in a fraction of the time.
"""

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
from content.freshness.questions import NOW, PastQuery, Question, adapted_now, each_param
from content.models import ContentMark

_NAMED = re.compile(r'(?:FROM|JOIN)\s+"?(\w+)"?')
#: A version that nothing has: what is made from it is out of date at once.
NEVER = Version("never")
#: What asked more than this is made anew rather than asked again.
MOST_QUESTIONS = 100


class Overheard:
    """A cursor of which a PastQuery hears the rows as they are fetched."""

    def __init__(self, cursor: Any, query: PastQuery) -> None:
        self._cursor: Any = cursor._cursor if isinstance(cursor, Overheard) else cursor
        self._query = query

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchone, None)

    def fetchone(self) -> Any:
        row = self._cursor.fetchone()
        self._query.hear([] if row is None else [row])
        return row

    def fetchmany(self, *size: int) -> Any:
        return self._heard(self._cursor.fetchmany(*size))

    def fetchall(self) -> Any:
        return self._heard(self._cursor.fetchall())

    def _heard(self, rows: Any) -> Any:
        self._query.hear(rows)
        return rows


class Reading:
    """What is read in a block: `versions`, {table: Version}, the day among them, and the questions that were asked."""

    def __init__(self, known: Known, began: Any) -> None:
        self._known, self.began = known, began
        self.versions = {TODAY: known.versions[TODAY]}
        self.questions: list[Question] = []

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        tables = tables_in(sql)
        if not tables or _readings.get()[-1] is not self:  # a block in this one notices it, and will be used
            return execute(sql, params, many, context)
        asks = sql.lstrip("( \n")[:6].upper().startswith(("SELECT", "WITH"))
        versions = {table: self._known.versions.get(table, NEVER) if asks else NEVER for table in tables}
        query = PastQuery(sql, each_param(params, self._without_now), tables)
        self.add(query, versions)
        result = execute(sql, params, many, context)
        cursor = context["cursor"]
        cursor.cursor = Overheard(cursor.cursor, query)
        return result

    def _without_now(self, value: Any) -> Any:
        is_moment = type(value) is type(self.began) and self.began <= value <= adapted_now()
        return NOW if is_moment else value

    def add(self, question: Question, versions: Mapping[str, Version]) -> None:
        """Take this as asked, of tables in these versions. What was read in two versions fits neither."""
        self.questions.append(question)
        for table, version in versions.items():
            self.versions[table] = version if self.versions.get(table, version) == version else NEVER


_readings: ContextVar[tuple[Reading, ...]] = ContextVar("readings", default=())


@contextmanager
def reading(known: Known) -> Iterator[Reading]:
    """Notice what is read in the block, by whatever query or from what is held; one in another notices for itself."""
    outer = _readings.get()
    new = Reading(known, outer[0].began if outer else adapted_now())
    token = _readings.set((*outer, new))
    try:
        with connection.execute_wrapper(new):
            yield new
    finally:
        _readings.reset(token)
        for question in new.questions:
            question.end()


def has_asked(question: Question, versions: Mapping[str, Version]) -> None:
    """Say that something is used that was made from these versions."""
    if readings := _readings.get():
        readings[-1].add(question, versions)


@lru_cache(maxsize=1000)
def tables_in(sql: str) -> frozenset[str]:
    """The tables of models that a statement reads from. Views, functions and indexes follow these."""
    return frozenset(_NAMED.findall(sql)) & _tables()


@cache
def _tables() -> frozenset[str]:
    # Nothing is made from the marks themselves.
    models = set(apps.get_models(include_auto_created=True)) - {ContentMark}
    return frozenset(model._meta.db_table for model in models)
