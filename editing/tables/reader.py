"""The cells of a table, found in a process of its own: `python -m editing.tables.reader < file` prints one JSON object.

It has "rows", from the first one of the file on, or "problem", with "row" where that is known. A cell is a text, a
number, true or false; what is none of these is an object that names its kind: {"date": text}, {"error": text} or
{"formula": the value that was stored with it, null if none was}.
"""

import csv
import io
import re
import sys
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat
from zipfile import ZipFile

from content.files.limited import serve

MAX_PARTS = 200
MAX_UNPACKED = 300 * 1024 * 1024
SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read_cells(content: bytes) -> dict[str, Any]:
    """The table in the bytes of a file, which is a workbook if it is packed, and else CSV."""
    if content.startswith(b"PK"):
        return workbook(content)
    text = decoded(content)
    return {"problem": "encoding"} if text is None else table(text)


def decoded(content: bytes) -> str | None:
    """A text in UTF-8, or in UTF-16 as Excel writes it; None for any other, whose signs could only be guessed."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def table(text: str) -> dict[str, Any]:
    """The rows of CSV with whatever delimiter; a quotation mark that does not end as it should is a problem."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    if said := SEPARATOR.match(text):
        delimiter, text = said[1], text[said.end() :]
    csv.field_size_limit(sys.maxsize)  # the file has a limit, and a longer text is no reason to end in the middle
    rows: list[list[Any]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return {"problem": "quote", "row": len(rows) + 1}
    return {"rows": trimmed(rows)}


def workbook(content: bytes) -> dict[str, Any]:
    """The rows of the first sheet of a workbook."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    archive = ZipFile(io.BytesIO(content))
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        return {"problem": "unpacked"}
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    name = next(sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet)
    oddities = Oddities(archive.read(path_of(archive, name)))
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    cells = [[_plain(value) for value in row] for row in rows]
    oddities.put_into(cells)
    return {"rows": trimmed(cells)}


def path_of(archive: ZipFile, name: str) -> str:
    """The part of a workbook that is the sheet of this name."""
    from defusedxml.ElementTree import fromstring

    sheets = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True).iter()
    sheet = next(element for element in sheets if element.tag.endswith("}sheet") and element.get("name") == name)
    relation = next(value for key, value in sheet.items() if key.endswith("}id"))
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    target = next(element.get("Target") for element in relations if element.get("Id") == relation)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


class Oddities:
    """Where a sheet has errors and formulas; calamine, which reads the values, gives both as empty without one."""

    def __init__(self, xml: bytes) -> None:
        self.row = self.column = 0
        self.formulas: set[tuple[int, int]] = set()
        self.areas: list[str] = []
        self.errors: set[tuple[int, int]] = set()
        self.texts: set[tuple[int, int]] = set()
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._begin
        parser.StartDoctypeDeclHandler = self._refuse
        parser.Parse(xml, True)

    def _refuse(self, *declared: object) -> None:
        raise ValueError("a document type, which no workbook needs")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "c":
            self.column = place(attributes["r"])[1] if "r" in attributes else self.column + 1
            if (kind := attributes.get("t")) in {"e", "str"}:
                (self.errors if kind == "e" else self.texts).add((self.row, self.column))
        elif name == "f":
            self.formulas.add((self.row, self.column))
            if attributes.get("t") in {"array", "dataTable"}:
                self.areas.append(attributes["ref"])

    def put_into(self, rows: list[list[Any]]) -> None:
        """Say in the rows what these cells are."""
        for row, column in self.formulas:
            _reach(rows, row, column)
            value = rows[row - 1][column - 1]
            is_unknown = value == "" and (row, column) not in self.texts
            rows[row - 1][column - 1] = {"formula": None if is_unknown else value}
        for area in self.areas:
            self._put_area(rows, area)
        for row, column in self.errors:
            _reach(rows, row, column)
            rows[row - 1][column - 1] = {"error": ""}

    def _put_area(self, rows: list[list[Any]], area: str) -> None:
        """One formula fills several cells, of which only the first one names it."""
        (top, left), (bottom, right) = map(place, (area.partition(":")[0], area.rpartition(":")[2]))
        for row, cells in enumerate(rows[top - 1 : bottom], top):
            for column, cell in enumerate(cells[left - 1 : right], left):
                if cell == "" and (row, column) not in self.texts:
                    cells[column - 1] = {"formula": None}


def place(name: str) -> tuple[int, int]:
    """(row, column) of a cell, both from 1."""
    # What is no name of a cell is refused, as anything else that makes the reader stop.
    letters, digits = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", name).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits), column


def _reach(rows: list[list[Any]], row: int, column: int) -> None:
    """Make the rows so many and this one so wide that the cell is among them."""
    rows.extend([] for _missing in range(row - len(rows)))
    rows[row - 1].extend([""] * (column - len(rows[row - 1])))


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    return {"date": value.isoformat() if isinstance(value, date) else str(value)}


def trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """The rows without what is empty at their end and at the end of each."""
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


if __name__ == "__main__":
    serve(read_cells)
