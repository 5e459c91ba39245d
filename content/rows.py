"""Rows as the database has them, for where there are so many that converting each takes longer than reading it, or
where they are asked for so often that making the query does."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

#: What stands for the present moment in a statement that is made once.
SOME_TIME = datetime(9999, 1, 1, tzinfo=UTC)
#: So many rows are fetched at a time.
ROWS_AT_A_TIME = 500


def in_chunks(queryset: QuerySet, *columns: str) -> Iterator[list[tuple[Any, ...]]]:
    """Columns of all rows, a few rows at a time."""
    # Django's own values_list(): that of modeltranslation puts the columns into another order.
    try:
        sql, params = QuerySet.values_list(queryset, *columns).query.sql_with_params()
    except EmptyResultSet:  # nothing can be among no primary keys
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            yield rows


def raw_rows(queryset: QuerySet, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Columns of all rows, one row after the other."""
    return chain.from_iterable(in_chunks(queryset, *columns))


def rows_at_present(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement that was made for SOME_TIME, with the present moment in its place."""
    in_place_of, now = map(connection.ops.adapt_datetimefield_value, (SOME_TIME, timezone.now()))
    with connection.cursor() as cursor:
        cursor.execute(sql, [now if value == in_place_of else value for value in params])
        return cursor.fetchall()
