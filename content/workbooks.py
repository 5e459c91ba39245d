"""Tables for spreadsheet programs: texts that are taken for no formulas, and workbooks that are read with limits."""

from io import BytesIO
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell import WriteOnlyCell

from content.signs import storable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What a spreadsheet takes for the start of a formula, though a text may begin so.
FORMULA_SIGNS = "=+-@\t\r"
MAX_PARTS = 200


class Broken(Exception):
    """A workbook that cannot be read."""


class TooLarge(Broken):
    """A workbook that is far larger than what it holds."""


def harmless(value):
    """A value as a cell of CSV that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(tuple(FORMULA_SIGNS)) else value


def text_cell(sheet, text):
    """A cell of a workbook that holds a text, whatever sign it begins with."""
    cell = WriteOnlyCell(sheet, storable(text))
    cell.data_type = "s"
    return cell


def saved(book):
    """The bytes of a workbook."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def rows_of(stream, max_unpacked, max_rows=None, max_columns=None, **options):
    """Each row of the first sheet as a tuple of cells, one by one; `options` are those of openpyxl.load_workbook.

    Raises TooLarge of what unpacks to more bytes than `max_unpacked`, and Broken of all else that cannot be read, such
    as XML with entities, which defusedxml keeps from openpyxl.
    """
    try:
        with ZipFile(stream) as archive:
            parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > max_unpacked:
            raise TooLarge
        stream.seek(0)
        book = load_workbook(stream, read_only=True, keep_links=False, **options)
        for sheet in book.worksheets[:1]:
            sheet.reset_dimensions()  # what the file says of its size may be wrong
            yield from sheet.iter_rows(max_row=max_rows, max_col=max_columns)
    except TooLarge:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise Broken from error
