"""Tables as others send them: read in a process of its own, with limits, and refused by row where nobody can tell."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from content import limited, table_reader
from content.exchange import READER, read, written
from content.workbooks import harmless, put_row, workbook

ENTITY = b'<!DOCTYPE x [<!ENTITY a "Bern">]>'


def book(*rows):
    """The bytes of a workbook that openpyxl has written."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def with_changed_sheet(content, change):
    """The same workbook with another first sheet."""
    changed = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(changed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, change(part) if name == "xl/worksheets/sheet1.xml" else part)
    return changed.getvalue()


def rows_of(content, name="table.csv"):
    return read(SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode()))


def sentences_on(content):
    with pytest.raises(ValidationError) as refused:
        rows_of(content)
    return refused.value.messages


def test_what_we_write_others_read_as_texts_whatever_sign_they_begin_with():
    file = BytesIO()
    with workbook(file) as made:
        put_row(made.add_worksheet(), 0, ["=1+1", "-5", "http://a.example/", "007", 7, None, "a\x0bb\ufffe"])
    cells = openpyxl.load_workbook(file).active[1]
    assert [cell.value for cell in cells] == ["=1+1", "-5", "http://a.example/", "007", 7, None, "ab"]
    assert [cell.data_type for cell in cells[:4]] == ["s"] * 4
    assert [cell.hyperlink for cell in cells] == [None] * 7


def test_a_cell_is_told_by_what_it_is():
    told = limited.answer(READER, book(["a", 1, 2.5, True, None, "=1+1"], [], ["_x000D_b"]), None)
    assert told["rows"] == [["a", 1, 2.5, True, "", {"formula": None}], [], ["\rb"]]


def test_a_formula_without_its_result_and_an_error_are_refused_by_row_and_column():
    content = book(["slug", "population"], ["bern", "=1+1"], ["ulm", "#N/A"])
    assert sentences_on(content) == [
        "Row 2, column population: there is a formula without its result. Write the value itself.",
        "Row 3, column population: there is an error like #N/A. Write the value, or empty it.",
    ]


def test_a_formula_with_its_result_is_that_result():
    def with_result(part):
        return re.sub(rb"<v>\s*</v>|<v\s*/>", b"<v>2</v>", part)

    content = with_changed_sheet(book(["slug", "population"], ["bern", "=1+1"]), with_result)
    assert rows_of(content) == [{"slug": "bern", "population": "2"}]


def test_a_workbook_that_defines_entities_is_not_read():
    content = book(["slug"], ["Ulm"])
    assert rows_of(content) == [{"slug": "Ulm"}]
    spoilt = with_changed_sheet(content, lambda part: part.replace(b"<worksheet", ENTITY + b"<worksheet", 1))
    assert len(sentences_on(spoilt)) == 1


def test_a_workbook_that_unpacks_to_far_more_than_it_is_is_refused():
    content = with_changed_sheet(book(["slug"], ["Ulm"]), lambda part: part + b" " * 320_000_000)
    assert sentences_on(content) == ["Unpacked, this table is far too large. Copy just its rows into a new one."]


def test_what_no_zip_file_is_is_broken():
    assert len(sentences_on(b"PK but nothing more")) == 1


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('slug,summary_en\nbern,"open\nulm,x\n', 2),
        ('slug,summary_en\nbern,ok\nulm,"open\nrow,"x"y\n', 3),
        ('slug,summary_en\nbern,"a" b\n', 2),
        ('"slug,summary_en\nbern,ok\n', 1),
    ],
)
def test_a_quotation_mark_without_an_end_is_named_by_its_row(text, row):
    sentence = f"Row {row}: a text that begins with a quotation mark does not end with one."
    assert [said[: len(sentence)] for said in sentences_on(text)] == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        "slug;name_en\nbern;Bern\n",
        "slug\tname_en\nbern\tBern\n",
        "sep=;\r\nslug;name_en\r\nbern;Bern\r\n",
        '"slug","name_en"\r\n"bern","Bern"\r\n\r\n',
        "\ufeffslug,name_en\nbern,Bern\n",
        "slug,name_en\nbern,Bern\n".encode("utf-16"),
    ],
)
def test_tables_of_all_kinds_of_programs_are_understood(text):
    assert rows_of(text)[:1] == [{"slug": "bern", "name_en": "Bern"}]


def test_a_text_in_another_encoding_is_refused():
    assert len(sentences_on("slug,name_en\nzurich,Zürich\n".encode("cp1252"))) == 1


def test_a_very_long_text_in_a_cell_is_one():
    assert rows_of(f'slug,x\nbern,"{"a" * 200_000}"\n')[0]["x"] == "a" * 200_000


def test_a_small_file_of_many_cells_takes_no_memory_of_the_server():
    """Columns up to the last one: 16,384 in each of a few thousand rows."""
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 6001))
    sheet = f"<sheetData>{rows}</sheetData></worksheet>".encode()
    content = with_changed_sheet(book(["slug"]), lambda part: part.partition(b"<sheetData>")[0] + sheet)
    assert len(content) < 600_000
    assert len(sentences_on(content)) == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_written_is_read_as_it_was(kind):
    texts = ["=1+1", "-5", "+49 30", "@a", "a\nb", '"x"', "1.50", "'", ""]
    headers = [f"c{number}" for number in range(len(texts))]
    assert rows_of(written(headers, [texts, ["x"] * len(texts)], kind))[0] == dict(zip(headers, texts, strict=True))


@pytest.mark.parametrize(
    ("value", "cell"),
    [("=1+1", "'=1+1"), ("-5", "'-5"), ("\tx", "'\tx"), ("a=b", "a=b"), (-5, -5), (None, None), ("", "")],
)
def test_no_cell_of_csv_is_taken_for_a_formula(value, cell):
    assert harmless(value) == cell


@pytest.mark.parametrize("name", ["A1", "$XFD$1048576", "BC22"])
def test_the_place_of_a_cell(name):
    assert table_reader.place(name) == {"A1": (1, 1), "$XFD$1048576": (1048576, 16384), "BC22": (22, 55)}[name]
