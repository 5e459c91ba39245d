"""What the rows of a table would do, and doing just that."""

import hashlib
import json
import logging
import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from content.models import Addressed
from editing.models import Import

logger = logging.getLogger(__name__)
#: So many rows are compared at a time, and so many entries are still taken over as a whole.
AT_ONCE = 100
#: So many are written in one transaction where there are more; that takes well below a second.
STEP = 25
#: In seconds. Whoever waits to write to SQLite asks again every tenth of a second, and a save writes more than once.
PAUSE_FOR_OTHERS = 0.25


#: What a row of the table has done, or would do.
Told = dict[str, Any]


@dataclass
class Outcome:
    """What a run has done, or would do: row by row, with the differences or with what is wrong."""

    rows: list[Told] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(row["kind"] == "new" for row in self.rows)

    @property
    def updated(self) -> int:
        return sum(row["kind"] == "update" for row in self.rows)

    @property
    def unchanged(self) -> int:
        return sum(row["kind"] == "skip" for row in self.rows)

    @property
    def errors(self) -> list[Told]:
        return [row for row in self.rows if row["kind"] == "error"]

    @property
    def changes(self) -> list[Told]:
        return [row for row in self.rows if row["kind"] in {"new", "update"}]

    @property
    def fingerprint(self) -> str:
        """Two runs that do the same have the same one."""
        return hashlib.sha256(json.dumps(list(map(essence, self.rows))).encode()).hexdigest()


def trial_run(table: Any, rows: Iterable[dict[str, str]]) -> Generator[int, None, Outcome]:
    """What rows would do, while nothing is written and nobody has to wait.

    Gives, as a generator, how many are done, and returns the Outcome.
    """
    outcome, claims = Outcome(), Claims()
    numbered = [(number, row) for number, row in enumerate(rows, 2) if row]  # the first one names the columns
    for some in batches(numbered, AT_ONCE):
        for (number, row), result in zip(some, table.results(some, is_trial=True), strict=True):
            told = as_told(number, row, result)
            told["problems"] += claims.problems(table, number, row, result)
            outcome.rows.append(told | {"kind": "error"} if told["problems"] else told)
        if len(outcome.rows) < len(numbered):
            yield len(outcome.rows)
    return outcome


def batches(things: list[Any], size: int) -> list[list[Any]]:
    return [things[start : start + size] for start in range(0, len(things), size)]


def as_told(number: int, row: dict[str, str], result: Any) -> Told:
    """What a row has done, or would do, in plain words."""
    problems = problems_of(result)
    return {
        "number": number,
        "kind": "error" if problems else result.import_type,
        "name": result.object_repr or next(filter(None, row.values()), ""),
        "changes": [] if problems else [list(change) for change in result.diff or []],
        "problems": problems,
    }


class Claims:
    """What the rows of one table are about, so that no two are about the same; the database knows none of them yet."""

    def __init__(self) -> None:
        self.keys: dict[tuple[Any, ...], int] = {}
        self.slugs: dict[tuple[str, str], int] = {}

    def problems(self, table: Any, number: int, row: dict[str, str], result: Any) -> list[tuple[str, str]]:
        """[(column, sentence)] of what a row above has claimed."""
        if result.instance is None:
            return []
        if all(row[name] for name in table.key_columns):
            key = tuple(table.fields[name].get_value(result.instance) for name in table.key_columns)
            if (first := self.keys.setdefault(key, number)) != number:
                sentence = _("Row %d is about the same entry. Keep one of them.") % first
                return [(", ".join(table.key_columns), sentence)]
        return list(self._doubled_slugs(number, result))

    def _doubled_slugs(self, number: int, result: Any) -> Iterator[tuple[str, str]]:
        for column, scope, slug in new_slugs(result):
            if (first := self.slugs.setdefault((scope, slug), number)) != number:
                sentence = _("“%(slug)s” is the address of row %(number)d already. Choose another word.")
                yield column, sentence % {"slug": slug, "number": first}


def new_slugs(result: Any) -> Iterator[tuple[str, str, str]]:
    """(column, scope, slug) of the addresses that a row makes: new ones, and all of what is or becomes public."""
    obj, old = result.instance, result.original
    if result.import_type == result.IMPORT_TYPE_SKIP or not isinstance(obj, Addressed):
        return
    for column in obj.slug_fields():
        slug = getattr(obj, column)
        if slug and (obj.state == obj.State.PUBLISHED or slug != getattr(old, column, None)):
            yield column, str(obj.slug_scope), slug


def problems_of(result: Any) -> list[tuple[str, str]]:
    """[(column, sentence)] of what is wrong with a row; the column is empty for what concerns all of it."""
    if result.validation_error:
        messages = result.validation_error.update_error_dict({})
        return [
            ("" if column == "__all__" else column, sentence)
            for column, errors in messages.items()
            for sentence in ValidationError(errors).messages
        ]
    return [("", str(error.error)) for error in result.errors]


def taken(
    model_admin: ModelAdmin, request: HttpRequest, table: Any, kept: Import, changes: list[Told]
) -> Generator[int, None, int]:
    """Write what was shown, some entries in each transaction, so that others can save between them.

    Gives, as a generator, how many are written, and returns their number, which is less where one has changed since.
    """
    number = 0
    for some in batches(changes, STEP if len(changes) > AT_ONCE else AT_ONCE):
        if number:
            yield number
            time.sleep(PAUSE_FOR_OTHERS if connection.vendor == "sqlite" else 0)
        try:
            with transaction.atomic():
                mark(kept, is_done=number + len(some) == len(changes))
                if not is_written(model_admin, request, table, kept.rows, some):
                    transaction.set_rollback(True)
                    return number
        except DatabaseError:
            logger.exception("An import has stopped after %d entries", number)
            return number
        number += len(some)
    return number


def mark(kept: Import, is_done: bool) -> None:
    """Within a step: a table that is begun has no fingerprint, as its differences are not any more what was shown."""
    this = Import.objects.filter(pk=kept.pk)
    if is_done:
        this.delete()
    else:
        this.update(fingerprint="")


def is_written(
    model_admin: ModelAdmin, request: HttpRequest, table: Any, rows: list[dict[str, str]], shown: list[Told]
) -> bool:
    """Write some entries; whether each of them did what was shown."""
    numbered = [(row["number"], rows[row["number"] - 2]) for row in shown]
    results = table.results(numbered, is_trial=False)
    done = [as_told(number, row, result) for (number, row), result in zip(numbered, results, strict=True)]
    if list(map(essence, done)) != list(map(essence, shown)):
        return False
    for result in results:
        model_admin.log_change(request, result.instance, _("Import"))
    return True


def essence(row: Told) -> list[Any]:
    """What of a row must stay as it was shown."""
    return [row["number"], row["kind"], row["changes"]]
