"""Tables that leave to be read again, and those that people upload, read with limits."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from xlsxwriter.utility import xl_col_to_name

from content.files import limited
from content.tables import as_meant, csv_lines, harmless, put_table, workbook
from content.texts import filled, megabytes

TABLE_READER = limited.reader("editing.tables.reader")
MAX_TABLE_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
#: So many cells that cannot be read are named at once.
MAX_PROBLEMS = 20
#: Why a table cannot be read.
UNREAD_TABLE = {
    "slow": gettext_noop(
        "This table could not be read within %(seconds)s seconds. Choose it again in a minute; if that does not help, "
        "split it into several."
    ),
    "heavy": gettext_noop(
        "This table takes too much time or memory to read. Copy just its rows into a new one, or split it into several."
    ),
    "unpacked": gettext_noop("Unpacked, this table is far too large. Copy just its rows into a new one."),
    "broken": gettext_noop("This file cannot be read as XLSX. Open it in a spreadsheet program and save it anew."),
    "encoding": gettext_noop("This is neither XLSX nor CSV in UTF-8. Save it as one of these."),
    "quote": gettext_noop(
        "Row %(row)d: a text that begins with a quotation mark does not end with one. Put one at its end, and two for "
        "each within it."
    ),
}


def written(headers: Sequence[str], rows: Iterable[Iterable[Any]], kind: str) -> bytes:
    """The bytes of a table as "csv" or "xlsx". `read` takes both alike, and people make the one from the other, so
    texts are harmless in both."""
    if kind == "csv":
        return "".join(csv_lines([headers, *rows])).encode()
    file = BytesIO()
    with workbook(file) as book:
        put_table(book.add_worksheet(), headers, (map(harmless, row) for row in rows))
    return file.getvalue()


def read(file: File) -> list[dict[str, str]]:
    """The rows of an uploaded table as {column: text}, those without anything as {}.

    Raises ValidationError with sentences on what is wrong.
    """
    if file.size > MAX_TABLE_BYTES:
        sentence = _("This file is larger than %(limit)s MB. Split it into several.")
        raise ValidationError(filled(sentence, limit=megabytes(MAX_TABLE_BYTES)))
    content = file.read()
    head, *rows = _cells(content) or [[]]
    headers = [header.strip() for header in _texts(1, head, map(xl_col_to_name, range(len(head))))]
    if len(set(headers)) < len(headers) or not headers or not all(headers):
        raise ValidationError(_("The first row must name every column, each once."))
    if sum(map(bool, rows)) > MAX_ROWS:
        sentence = _("This table has more than %(limit)s rows. Split it into several.")
        raise ValidationError(filled(sentence, limit=MAX_ROWS))
    sentence = _("Row %d has more cells than there are columns. Put a text with commas in quotation marks.")
    too_long = [number for number, row in enumerate(rows, 2) if len(row) > len(headers)]
    if too_long and not content.startswith(b"PK"):  # notes beside the table of a workbook are none of its cells
        raise ValidationError(sentence % too_long[0])
    return _by_column(headers, rows)


def _cells(content: bytes) -> list[list[Any]]:
    """The cells of each row, as editing.tables.reader tells them."""
    told = limited.answer(TABLE_READER, content, limited.WALL_SECONDS)
    if problem := told.get("problem"):
        raise ValidationError(_(UNREAD_TABLE[problem]) % {"row": told.get("row"), "seconds": limited.WALL_SECONDS})
    return told["rows"]


def _by_column(headers: list[str], rows: list[list[Any]]) -> list[dict[str, str]]:
    read: list[dict[str, str]] = []
    problems: list[str] = []
    for number, row in enumerate(rows, 2):
        try:
            row = _texts(number, row[: len(headers)], headers)
        except ValidationError as error:
            problems += error.messages
        read.append(dict(zip_longest(headers, row, fillvalue="")) if any(row) else {})
    if problems:
        raise ValidationError(problems[:MAX_PROBLEMS])
    if not any(read):
        raise ValidationError(_("There is no row below the names of the columns."))
    return read


def _texts(number: int, row: list[Any], names: Iterable[str]) -> list[str]:
    """The cells of a row as texts. Raises ValidationError for those of which nobody knows what they say."""
    odd = [(name, cell) for name, cell in zip(names, row, strict=False) if is_odd(cell)]
    if odd:
        raise ValidationError([_sentence_on_odd(number, name, cell) for name, cell in odd])
    return list(map(_text, row))


def is_odd(cell: object) -> bool:
    """Whether a cell holds an error, or a formula without its result or with an error."""
    return isinstance(cell, dict) and ("error" in cell or cell.get("formula", "") is None)


def _sentence_on_odd(row: int, column: str, cell: dict[str, Any]) -> str:
    if "error" in cell:
        sentence = _("Row %(row)d, column %(column)s: there is an error like #N/A. Write the value, or empty it.")
    else:
        sentence = _("Row %(row)d, column %(column)s: there is a formula without its result. Write the value itself.")
    return sentence % {"row": row, "column": column}


def _text(cell: Any) -> str:
    if isinstance(cell, dict):
        return _text(next(iter(cell.values())))
    if isinstance(cell, bool) or (isinstance(cell, float) and cell.is_integer()):
        return str(int(cell))
    return as_meant(str(cell))
