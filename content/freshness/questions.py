"""What was asked while something was made, and whether it would be answered alike after a change."""

import marshal
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from sys import intern
from typing import Any, Protocol

from django.db import connection
from django.utils import timezone

from content.freshness.marks import ANY, Written
from content.rows import ROWS_AT_A_TIME

#: What stands for the present moment in the parameters of a query.
NOW = object()
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

    def of_any_rows(self) -> "Question":
        """The same, without what is known of the rows in the answer, which may be others now."""

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

    def of_any_rows(self) -> "PastQuery":
        new = copy(self)
        new.rows = {}
        return new

    def may_differ(self, changes: Changes) -> bool:
        return any(self._may_tell(table, changes[table]) for table in self.tables & changes.keys())

    def _may_tell(self, table: str, written: Written | None) -> bool:
        """Whether the answer may tell of what was written to a table.

        It does not where no column has changed by which rows are chosen or put in order, and either no column that it
        shows, or none of a row that is in it.
        """
        if written is None or ANY in written.columns or f'"{table}"' not in self.sql:  # ours, not made by Django
            return True
        own = _names(self.sql, table)
        deciding = _shown(self.sql)[1]
        if any(_is_in(deciding, column, own) for column in written.columns):
            return True
        owners = {owner for column in written.columns for owner in _owners(self.sql).get(column, ())}
        if owners - self.tables:  # it is there under another name
            return True
        return table in owners and not self.rows.get(table, written.rows).isdisjoint(written.rows)

    def is_answered_alike(self) -> bool:
        now = adapted_now()
        again = PastQuery(self.sql, each_param(self.params, lambda value: now if value is NOW else value), self.tables)
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
    is_plain = all(len(item) == 2 and all(map(_is_name, item)) for item in shown)
    return (shown, rest) if is_plain else ([], sql)


@lru_cache(maxsize=1000)
def _owners(sql: str) -> Mapping[str, set[str]]:
    """{column: the tables of which a query shows it}."""
    owners = defaultdict(set)
    for table, column in _shown(sql)[0]:
        owners[column.strip('"')].add(table.strip('"'))
    return owners


@lru_cache(maxsize=2000)
def _names(sql: str, table: str) -> tuple[str, ...]:
    """What stands in a query before columns of a table: its name and its aliases, each with the dot."""
    words = [word.strip("()") for word in sql.split(" ")]
    return tuple({f"{name}." for pair in pairwise(words) if pair[0] == f'"{table}"' for name in pair})


def _is_in(deciding: str, column: str, names: tuple[str, ...]) -> bool:
    """Whether a column that goes by one of these names, or by none, is in a part of a query."""
    before = deciding.split(f'"{column}"')[:-1]
    return any(text.endswith(names) or not text.endswith(".") for text in before)


def _is_name(text: str) -> bool:
    return text == f'"{text[1:-1]}"' and text[1:-1].isidentifier()


@lru_cache(maxsize=1000)
def _places_of_keys(sql: str) -> dict[str, int]:
    """{table: where among what a query shows its primary keys are}."""
    return {table.strip('"'): place for place, (table, column) in enumerate(_shown(sql)[0]) if column == '"id"'}


def each_param(params: Any, change: Callable[[Any], Any]) -> Any:
    """Parameters of a query, a sequence, {name: value} or None, with each value changed."""
    if isinstance(params, Mapping):
        return {name: change(value) for name, value in params.items()}
    return params if params is None else tuple(map(change, params))


def _as_bytes(row: Sequence[Any]) -> bytes:
    try:
        return marshal.dumps(tuple(row), 2)  # from version 3 on it depends on who else has the same text
    except ValueError:  # for dates and what else is not built in
        return repr(row).encode("utf-8", "surrogatepass")


def adapted_now() -> Any:
    """The present moment as it stands in the parameters of a query."""
    return connection.ops.adapt_datetimefield_value(timezone.now())
