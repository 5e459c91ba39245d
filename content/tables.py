"""Tables for spreadsheet programs, written row by row: CSV and XLSX, with texts that are taken for no formulas."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from content.texts import storable

MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
CONTENT_TYPES = MEDIA_TYPES | {"csv": "text/csv; charset=utf-8"}
#: Tells spreadsheets that what follows is UTF-8.
MARK = "\ufeff"
# What a spreadsheet takes for the start of a formula, though a text may begin so. With the apostrophes before it, a
# text that begins with one itself is the same again when `as_meant` has taken one away.
FORMULA = re.compile(r"'*+[=+\-@\t\r]")
#: Rows go to the disk one by one; what they hold is what it is, not what it looks like.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def harmless(value: Any) -> Any:
    """A value as a cell that no spreadsheet takes for a formula: such a text stands behind an apostrophe.

    Numbers stay numbers, -5 too; the text “-5” is none. See docs/decisions/0024-one-rule-against-formulas.md.
    """
    if not isinstance(value, str):
        return value
    text = storable(value)
    return f"'{text}" if FORMULA.match(text) else text


def as_meant(text: str) -> str:
    """The text that `harmless` made this cell from, or that somebody meant who put the apostrophe there."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


class _Echo:
    """A file for the writer of CSV, which gives what its file gives: the line."""

    @staticmethod
    def write(line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of CSV in UTF-8 for rows of values, one after the other."""
    writer = csv.writer(_Echo)
    yield MARK
    for row in rows:
        yield writer.writerow(map(harmless, row))


def workbook(file: IO[bytes]) -> Workbook:
    """A workbook that is written to `file`, row after row, within `with`."""
    return Workbook(file, OPTIONS)


def put_table(
    sheet: Worksheet,
    head: Iterable[Any],
    rows: Iterable[Iterable[Any]],
    head_form: Format | None = None,
    form: Format | None = None,
) -> None:
    """Write the names of the columns, which stay in sight, and below them the rows."""
    sheet.freeze_panes(1, 0)
    put_row(sheet, 0, head, head_form)
    for number, row in enumerate(rows, 1):
        put_row(sheet, number, row, form)


def put_row(sheet: Worksheet, number: int, values: Iterable[Any], form: Format | None = None) -> None:
    """Write a row, the first of which is 0. Texts stay texts, whatever sign they begin with."""
    for column, value in enumerate(values):
        if isinstance(value, str):
            sheet.write_string(number, column, storable(value), form)
        elif value is not None:
            sheet.write(number, column, value, form)
