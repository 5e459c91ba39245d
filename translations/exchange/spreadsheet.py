"""A spreadsheet with one row for each text, for those who translate without a translation program."""

from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from xlsxwriter.utility import xl_col_to_name

from content.files import limited
from content.tables import put_table, workbook
from editing.numbers import number_in
from translations.exchange.entries import MAX_ENTRIES, TOO_HEAVY, TOO_SLOW, Content, Entry, Unreadable, is_html

# In English in every file, because they are read by this program.
COLUMNS = ["no", "text", "page", "field", "from", "state", "source", "translation", "check"]
COLUMN_WIDTHS = [9, 12, 24, 24, 6, 12, 60, 60, 8]
LONGEST = 32_767

SHEET_READER = limited.reader("editing.tables.reader")
NO_WORKBOOK = {"problem": "broken"}
UNREAD_SHEET = {
    "slow": TOO_SLOW,
    "heavy": TOO_HEAVY,
    "unpacked": gettext_noop(
        "Unpacked, this spreadsheet is far too large. Export it anew, and change only the translations."
    ),
    "broken": gettext_noop("This is not a spreadsheet in the format XLSX, or it is broken. Save it as XLSX anew."),
}


def sheet_of(entries, language):
    """The bytes of an XLSX file with these entries; what no cell can hold is left out, see `too_long`."""
    file = BytesIO()
    with workbook(file) as book:
        plain, bold = (book.add_format({"text_wrap": True, "valign": "top"} | more) for more in ({}, {"bold": True}))
        sheet = book.add_worksheet(language)
        for number, width in enumerate(COLUMN_WIDTHS):
            sheet.set_column(number, number, width)
        head = [name if name != "translation" else f"translation {language}" for name in COLUMNS]
        entries = [entry for entry in entries if not too_long(entry)]
        rows = (_values(entry, f"{number}/{len(entries)}") for number, entry in enumerate(entries, 1))
        put_table(sheet, head, rows, bold, plain)
    return file.getvalue()


def _values(entry, number):
    place = [number, entry.address, entry.page, entry.label, entry.source_language, entry.state]
    return [*place, entry.source, entry.target, entry.seen or "none"]


def too_long(entry):
    return max(len(text.encode("utf-16-le")) // 2 for text in (entry.source, entry.target)) > LONGEST


def read_sheet(stream):
    """The Content of an XLSX file. Raises Unreadable with sentences that name row and column."""
    content = stream.read()
    told = limited.answer(SHEET_READER, content, limited.WALL_SECONDS) if content.startswith(b"PK") else NO_WORKBOOK
    if problem := told.get("problem"):
        raise Unreadable(_(UNREAD_SHEET[problem]) % {"seconds": limited.WALL_SECONDS})
    head, *rows = told["rows"] or [[]]
    columns, language = _header(head)
    return _content(rows, columns, language)


def _header(cells):
    """({name: index}, language) from the first row; columns may have been moved."""
    columns, language = {}, None
    for index, cell in enumerate(cells):
        name = str(cell).strip().lower()
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
    value = cells[index] if index < len(cells) else ""
    if isinstance(value, dict) and "formula" in value:
        raise Unreadable(_("%(cell)s: there is a formula here. Write the text itself.") % {"cell": _name(index, row)})
    if isinstance(value, (dict, bool)):
        raise Unreadable(_("%(cell)s: this is no text. Write it as text.") % {"cell": _name(index, row)})
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _name(index, row):
    return _("Row %(row)d, column %(column)s") % {"row": row, "column": xl_col_to_name(index)}


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
