"""Tables for spreadsheet programs: texts that are taken for no formulas."""

from xlsxwriter import Workbook

from content.texts import storable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What a spreadsheet takes for the start of a formula, though a text may begin so.
FORMULA_SIGNS = "=+-@\t\r"
#: Rows go to the disk one by one; what they hold is what it is, not what it looks like.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def harmless(value):
    """A value as a cell of CSV that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(tuple(FORMULA_SIGNS)) else value


def workbook(file):
    """A workbook that is written to `file`, row after row, within `with`."""
    return Workbook(file, OPTIONS)


def put_row(sheet, number, values, form=None):
    """Write a row, the first of which is 0. Texts stay texts, whatever sign they begin with."""
    for column, value in enumerate(values):
        if isinstance(value, str):
            sheet.write_string(number, column, storable(value), form)
        elif value is not None:
            sheet.write(number, column, value, form)
