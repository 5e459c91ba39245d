from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from content.workbooks import Broken, TooLarge, harmless, rows_of, saved, text_cell

ENTITY = b'<!DOCTYPE x [<!ENTITY a "Bern">]>'


def workbook(*rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([text_cell(sheet, text) for text in row])
    return saved(book)


def with_entity(content):
    """The same workbook with a document type in its first sheet, which parsers accept."""
    changed = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(changed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start, end = part.index(b"<worksheet"), part.index(b"<worksheet") + len(b"<worksheet")
                part = part[:start] + ENTITY + b"<worksheet" + part[end:].replace(b"Ulm", b"&a;")
            target.writestr(name, part)
    return changed.getvalue()


def values(content, **limits):
    return [[cell.value for cell in row] for row in rows_of(BytesIO(content), **{"max_unpacked": 10**6} | limits)]


def test_texts_come_back_as_texts_whatever_sign_they_begin_with():
    assert values(workbook(["=1+1", "-5"], ["a\x0bb"])) == [["=1+1", "-5"], ["ab"]]
    assert [[cell.data_type for cell in row] for row in rows_of(BytesIO(workbook(["=1+1"])), 10**6)] == [["s"]]


def test_only_so_many_rows_are_read():
    assert values(workbook(["1"], ["2"], ["3"]), max_rows=2) == [["1"], ["2"]]


def test_a_workbook_that_defines_entities_is_not_read():
    content = workbook(["Bern"], ["Ulm"])
    assert values(content) == [["Bern"], ["Ulm"]]
    with pytest.raises(Broken):
        values(with_entity(content))


def test_a_workbook_that_unpacks_to_more_than_allowed_is_not_read():
    with pytest.raises(TooLarge):
        values(workbook(["Bern"]), max_unpacked=100)


def test_what_no_zip_file_is_is_broken():
    with pytest.raises(Broken):
        values(b"PK but nothing more")


@pytest.mark.parametrize(
    ("value", "cell"),
    [("=1+1", "'=1+1"), ("-5", "'-5"), ("\tx", "'\tx"), ("a=b", "a=b"), (-5, -5), (None, None), ("", "")],
)
def test_no_cell_of_csv_is_taken_for_a_formula(value, cell):
    assert harmless(value) == cell
