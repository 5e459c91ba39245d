"""What something is made from, noticed while it is made: what it asks the database, and what it uses that is held.

What is made from the same answers is the same. So what is kept need not be made anew where marks have changed, as long
as all that was asked of these tables is still answered alike: that is asked again in a fraction of the time.
"""

import marshal
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from hashlib import blake2b
from sys import intern
from typing import Any, Protocol

from django.apps import apps
from django.db import connection
from django.utils import timezone

from content.freshness.knowing import TODAY, Known
from content.freshness.marks import ANY, Version, Written
from content.models import ContentMark
from content.rows import ROWS_AT_A_TIME

_NAMED = re.compile(r'(?:FROM|JOIN)\s+"?(\w+)"?')
#: A version that nothing has: what is made from it is out of date at once.
NEVER = Version("never")
#: What stands for the present moment in the parameters of a query.
NOW = object()
#: What asked more than this is made anew rather than asked again.
MOST_QUESTIONS = 100


#: {table that is not as it was: what was Written, None where nobody knows that}
Changes = Mapping[str, Written | None]
#: The rows of a longer answer are not remembered one by one.
MOST_ROWS_REMEMBERED = 200


class Question(Protocol):
    """Something that was asked, of these tables."""

    @property
    def tables(self) -> Collection[str]:
        """The tables."""

    def end(self) -> None:
        """There is no more to the answer."""

    def may_differ(self, changes: Changes) -> bool:
        """Whether the answer may be another after these changes; asks nobody."""

    def is_answered_alike(self) -> bool:
        """Whether the answer is still the one that was given; asks again."""


class PastQuery:
    """A query, and a digest of the rows it gave. The moment at which it was asked is NOW in its parameters.

    `rows` are the primary keys in its answer as text, {table: them}, of the tables of which it shows that.
    """

    __slots__ = ("_hash", "answer", "params", "rows", "sql", "tables")

    def __init__(self, sql: str, params: Any, tables: frozenset[str]) -> None:
        self.sql, self.params, self.tables = intern(sql), params, tables
        self.answer, self._hash = b"", blake2b(digest_size=16)
        self.rows: dict[str, set[str]] = {}

    def hear(self, rows: Sequence[Sequence[Any]]) -> None:
        """Take some more of the rows."""
        if self.answer:
            return
        self._hash.update(b"".join(map(_as_bytes, rows)))
        for table, place in _places_of_keys(self.sql).items():
            self.rows.setdefault(table, set()).update(str(row[place]) for row in rows)

    def end(self) -> None:
        """What is fetched from now on was not wanted in time."""
        self.answer = self._hash.digest()
        del self._hash
        self.rows = {table: rows for table, rows in self.rows.items() if len(rows) <= MOST_ROWS_REMEMBERED}

    def may_differ(self, changes: Changes) -> bool:
        return any(self._may_tell(table, changes[table]) for table in self.tables & changes.keys())

    def _may_tell(self, table: str, written: Written | None) -> bool:
        """Whether the answer may tell of what was written to a table.

        It does not where no column has changed by which rows are chosen or put in order, and either no column that it
        shows, or none of a row that is in it.
        """
        if written is None or ANY in written.columns or f'"{table}"' not in self.sql:  # ours, not made by Django
            return True
        names = {f'"{column}"' for column in written.columns}
        shown, deciding = _shown(self.sql)
        if any(name in deciding for name in names):
            return True
        owners = {owner.strip('"') for owner, name in shown if name in names}
        if owners - self.tables:  # it is there under another name
            return True
        return table in owners and not self.rows.get(table, written.rows).isdisjoint(written.rows)

    def is_answered_alike(self) -> bool:
        now = _adapted_now()
        again = PastQuery(self.sql, _each(self.params, lambda value: now if value is NOW else value), self.tables)
        with connection.cursor() as cursor:
            cursor.execute(again.sql, again.params)
            while rows := cursor.fetchmany(ROWS_AT_A_TIME):
                again.hear(rows)
        again.end()
        return again.answer == self.answer


@lru_cache(maxsize=1000)
def _shown(sql: str) -> tuple[list[list[str]], str]:
    """(['"table"', '"column"'] of all that a query shows, the rest of it); ([], the query) if it shows other things."""
    head, _from, rest = sql.partition(" FROM ")
    shown = [item.partition(" AS ")[0].split(".") for item in head.removeprefix("SELECT ").split(", ")]
    is_plain = all(len(item) == 2 and item[0].strip('"').isidentifier() for item in shown)
    return (shown, rest) if is_plain else ([], sql)


@lru_cache(maxsize=1000)
def _places_of_keys(sql: str) -> dict[str, int]:
    """{table: where among what a query shows its primary keys are}."""
    return {table.strip('"'): place for place, (table, column) in enumerate(_shown(sql)[0]) if column == '"id"'}


def _each(params: Any, change: Callable[[Any], Any]) -> Any:
    """Parameters of a query, a sequence, {name: value} or None, with each value changed."""
    if isinstance(params, Mapping):
        return {name: change(value) for name, value in params.items()}
    return params if params is None else tuple(map(change, params))


def _as_bytes(row: Sequence[Any]) -> bytes:
    try:
        return marshal.dumps(tuple(row), 2)  # from version 3 on it depends on who else has the same text
    except ValueError:  # for dates and what else is not built in
        return repr(row).encode("utf-8", "surrogatepass")


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
        query = PastQuery(sql, _each(params, self._without_now), tables)
        self.add(query, versions)
        result = execute(sql, params, many, context)
        cursor = context["cursor"]
        cursor.cursor = Overheard(cursor.cursor, query)
        return result

    def _without_now(self, value: Any) -> Any:
        is_moment = type(value) is type(self.began) and self.began <= value <= _adapted_now()
        return NOW if is_moment else value

    def add(self, question: Question, versions: Mapping[str, Version]) -> None:
        """Take this as asked, of tables in these versions. What was read in two versions fits neither."""
        self.questions.append(question)
        for table, version in versions.items():
            self.versions[table] = version if self.versions.get(table, version) == version else NEVER


def _adapted_now() -> Any:
    """The present moment as it stands in the parameters of a query."""
    return connection.ops.adapt_datetimefield_value(timezone.now())


_readings: ContextVar[tuple[Reading, ...]] = ContextVar("readings", default=())


@contextmanager
def reading(known: Known) -> Iterator[Reading]:
    """Notice what is read in the block, by whatever query or from what is held; one in another notices for itself."""
    outer = _readings.get()
    new = Reading(known, outer[0].began if outer else _adapted_now())
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
