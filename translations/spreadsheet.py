"""A spreadsheet with one row for each text, for those who translate without a translation program."""

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from content.numbers import number_in
from content.workbooks import Broken, TooLarge, rows_of, saved, text_cell
from translations.exchange import MAX_ENTRIES, Content, Entry, Unreadable, is_html

# In English in every file, because they are read by this program.
COLUMNS = ["no", "text", "page", "field", "from", "state", "source", "translation", "check"]
WIDTHS = [9, 12, 24, 24, 6, 12, 60, 60, 8]
LONGEST = 32_767
MAX_UNPACKED = 300 * 1024 * 1024


def written(entries, language):
    """The bytes of an XLSX file with these entries; what no cell can hold is left out, see `too_long`."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(language)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    header = [name if name != "translation" else f"translation {language}" for name in COLUMNS]
    sheet.append([_cell(sheet, name, bold=True) for name in header])
    entries = [entry for entry in entries if not too_long(entry)]
    for number, entry in enumerate(entries, 1):
        values = [
            f"{number}/{len(entries)}",
            entry.address,
            entry.page,
            entry.label,
            entry.source_language,
            entry.state,
        ]
        sheet.append([_cell(sheet, value) for value in [*values, entry.source, entry.target, entry.seen or "none"]])
    return saved(book)


def too_long(entry):
    return max(len(entry.source), len(entry.target)) > LONGEST


def _cell(sheet, value, bold=False):
    cell = text_cell(sheet, value)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def read(stream):
    """The Content of an XLSX file. Raises Unreadable with sentences that name row and column."""
    try:
        rows = rows_of(stream, MAX_UNPACKED)
        columns, language = _header(next(rows, ()))
        return _content(rows, columns, language)
    except TooLarge as error:
        raise Unreadable(
            _("Unpacked, this spreadsheet is far too large. Export it anew, and change only the translations.")
        ) from error
    except Broken as error:
        raise Unreadable(
            _("This is not a spreadsheet in the format XLSX, or it is broken. Save it as XLSX anew.")
        ) from error


def _header(cells):
    """({name: index}, language) from the first row; columns may have been moved."""
    columns, language = {}, None
    for index, cell in enumerate(cells):
        name = str(cell.value or "").strip().lower()
        if name.startswith("translation "):
            name, _blank, language = name.partition(" ")
        columns[name] = index
    if missing := [name for name in ("text", "from", "source", "translation") if name not in columns]:
        sentence = _("Row 1: the column %(names)s is missing. Export the spreadsheet anew.")
        raise Unreadable(sentence % {"names": ", ".join(f"“{name}”" for name in missing)})
    return columns, language


def _content(rows, columns, language):
    entries, problems, numbers = [], [], []
    for row_number, cells in enumerate(rows, 2):
        if len(entries) > MAX_ENTRIES:
            raise Unreadable(_("This file has more than %(number)d texts. Split it.") % {"number": MAX_ENTRIES})
        try:
            values = {name: _value(cells, index, row_number) for name, index in columns.items() if name}
            if any(values.values()):
                entries.append(_entry(values, row_number))
                numbers.append(values.get("no", ""))
        except Unreadable as error:
            problems += error.problems
    if problems:
        raise Unreadable(*problems)
    if not entries:
        raise Unreadable(_("There are no texts in this file."))
    return Content(language, entries, _missing(numbers))


def _value(cells, index, row):
    """A cell as text. Numbers are taken as they look; formulas, dates and errors are no texts."""
    cell = cells[index] if index < len(cells) else None
    value = cell.value if cell is not None else None
    if value is None:
        return ""
    if cell.data_type == "f":
        raise Unreadable(_("%(cell)s: there is a formula here. Write the text itself.") % {"cell": _name(index, row)})
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or cell.data_type == "e":
        raise Unreadable(_("%(cell)s: this is no text. Write it as text.") % {"cell": _name(index, row)})
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _name(index, row):
    return _("Row %(row)d, column %(column)s") % {"row": row, "column": get_column_letter(index + 1)}


def _entry(values, row):
    address, where = values["text"].strip(), _("Row %(row)d") % {"row": row}
    is_rich = is_html(address)
    if is_rich is None:
        raise Unreadable(_("%(where)s: there is no text “%(name)s” here.") % {"where": where, "name": address})
    seen = values.get("check") or None
    seen = "" if seen == "none" else seen
    source, target = values["source"], values["translation"]
    return Entry(address, values["from"].strip(), source, target, is_rich, seen=seen, where=where)


def _missing(numbers):
    """A remark on rows that were in the file as exported and are not any more, told by their numbers “3/17”."""
    pairs = [number.split("/") for number in numbers if number.count("/") == 1]
    pairs = [(number_in(number), number_in(total)) for number, total in pairs]
    pairs = [pair for pair in pairs if None not in pair]
    totals = {total for _number, total in pairs}
    if len(totals) != 1 or max(totals) > MAX_ENTRIES:
        return []
    gone = sorted(set(range(1, totals.pop() + 1)) - {number for number, _total in pairs})
    if not gone:
        return []
    listed = ", ".join(map(str, gone[:20])) + ("…" if len(gone) > 20 else "")
    return [
        _("Rows of the exported file that are missing: no. %(numbers)s. Their texts stay as they are.")
        % {"numbers": listed}
    ]
