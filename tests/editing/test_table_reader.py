import re
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from xlsxwriter import Workbook

from content.files import limited
from editing.tables import reader

pytestmark = pytest.mark.once

READER = limited.reader("editing.tables.reader")
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def read(content):
    return limited.answer(READER, content, limited.WALL_SECONDS)


def rows(content):
    return read(content)["rows"]


def book(fill):
    """A workbook of which `fill(sheet, format of days)` writes the first sheet."""
    file = BytesIO()
    with Workbook(file) as made:
        fill(made.add_worksheet(), made.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    return file.getvalue()


def changed(content, part, change):
    """The same workbook with another XML in one of its parts."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(file, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(source.read(name)) if name == part else source.read(name))
    return file.getvalue()


def all_kinds(sheet, day):
    sheet.write_row("A1", ["text", 1.5, True, "007"])
    sheet.write_datetime("A2", date(2026, 5, 1), day)
    sheet.write_datetime("B2", datetime(2026, 5, 1, 12, 30), day)
    sheet.write_formula("A3", "=1+1", None, "")
    sheet.write_formula("B3", "=1+1", None, 2)
    sheet.write_formula("C3", "=NA()", None, "#N/A")
    sheet.write_formula("D3", '=A1&""', None, "text")
    sheet.write_formula("C5", "=1+1", None, "")


KINDS = [
    ["text", 1.5, True, "007"],
    [{"date": "2026-05-01"}, {"date": "2026-05-01T12:30:00"}],
    [{"formula": None}, {"formula": 2}, {"error": ""}, {"formula": "text"}],
    [],
    ["", "", {"formula": None}],
]


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml,
        lambda xml: re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x="),
        lambda xml: re.sub(rb' r="[A-D][1-3]"', b"", xml),
    ],
    ids=["as written", "prefixed", "cells without their place"],
)
def test_formulas_and_errors_are_told_from_what_is_empty(change):
    assert rows(changed(book(all_kinds), SHEET, change)) == KINDS


def test_a_formula_whose_result_is_an_empty_text_has_a_result():
    empty = b'<c r="A1" t="str"><f>""</f><v></v></c>'
    content = book(lambda sheet, day: sheet.write_formula("A1", '=""', None, 1))
    assert rows(changed(content, SHEET, lambda xml: re.sub(rb"<c .*</c>", empty, xml))) == [[{"formula": ""}]]


def test_a_formula_that_fills_several_cells_is_found_in_each():
    def fill(sheet, day):
        sheet.write_array_formula("A1:A3", "{=C1:C3}", None, 1)
        sheet.write_column("B1", "xyz")

    emptied = changed(book(fill), SHEET, lambda xml: re.sub(rb'<c r="A[23]"><v>0</v></c>', b"", xml))
    assert rows(emptied) == [[{"formula": 1}, "x"], [{"formula": None}, "y"], [{"formula": None}, "z"]]


def test_rich_texts_and_escaped_signs_are_the_text_that_is_seen():
    def fill(sheet, day):
        sheet.write_rich_string("A1", "he", day, "ll", "o")
        sheet.write_string("B1", "x_000D_y_x000D_")

    assert rows(book(fill)) == [["hello", "x_000D_y_x000D_"]]
    inline = b'<c r="A1" t="inlineStr"><is><t>one_x000D_\ntwo</t></is></c>'
    other = changed(book(fill), SHEET, lambda xml: re.sub(rb"<c .*</c>", inline, xml))
    assert rows(other) == [["one\r\ntwo"]]


def test_formatted_cells_without_anything_are_no_table():
    def fill(sheet, day):
        sheet.write_column("A1", "xy")
        sheet.write_blank(1_048_575, 16_383, None, day)

    assert rows(book(fill)) == [["x"], ["y"]]


ENTITY = b'<!DOCTYPE x [<!ENTITY a "Bern">]>'


@pytest.mark.parametrize(("part", "root"), [(SHEET, b"<worksheet"), (STRINGS, b"<sst"), ("xl/workbook.xml", b"<workb")])
def test_a_workbook_that_defines_entities_is_not_read(part, root):
    def add(xml):
        return xml.replace(root, ENTITY + root, 1).replace(b"<t>Bern", b"<t>&a;")

    content = book(lambda sheet, day: sheet.write("A1", "Bern"))
    assert rows(content) == [["Bern"]]
    assert read(changed(content, part, add)) == ({"problem": "broken"} if part != STRINGS else read(b"PK"))


def bomb():
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"xl/part{number}.xml", b" " * 80 * 1024 * 1024)
    return file.getvalue()


def one_text_in_many_cells(sheet, day):
    for row in range(2000):
        sheet.write(row, 0, "x" * 32_767)


def two_corners(sheet, day):
    sheet.write(0, 0, "here")
    sheet.write(1_048_575, 16_383, "far away")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (lambda: b"PK but nothing more", "broken"),
        (bomb, "unpacked"),
        (lambda: book(one_text_in_many_cells), "heavy"),
        (lambda: book(two_corners), "heavy"),
        (lambda: b"\n" * 10_000_000, "heavy"),
        (lambda: b"slug\n\xe4\n", "encoding"),
        (lambda: "slug\nŁódź\n".encode("cp1250"), "encoding"),
        (lambda: "slug\nΑθήνα\n".encode("iso-8859-7"), "encoding"),
        (lambda: "slug\nUlm\n".encode("utf-16-le"), "encoding"),
        (lambda: b"slug\na\0b\n", "encoding"),
    ],
    ids=["broken", "bomb", "one text", "far", "lines", "latin", "polish", "greek", "unmarked UTF-16", "NUL"],
)
def test_what_cannot_or_should_not_be_read_has_a_problem(content, problem):
    assert read(content()) == {"problem": problem}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_of_any_program_is_read(delimiter, encoding, end):
    text = f'slug{delimiter}name{end}x{delimiter}"Αθήνα, {delimiter} ""κέντρο"""{end}y{delimiter}5" pipe{end}'
    assert rows(text.encode(encoding)) == [["slug", "name"], ["x", f'Αθήνα, {delimiter} "κέντρο"'], ["y", '5" pipe']]


def test_a_first_line_that_names_the_delimiter_is_none_of_the_rows():
    assert rows(b"\xef\xbb\xbfsep=;\r\nslug;name\r\nx;a,b,c\r\n") == [["slug", "name"], ["x", "a,b,c"]]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('slug,name\nx,y\n\nz,"open\na,b\n', 4),
        ('slug,name\nx,"open\na,"b"\n', 2),
        ('slug,name\n"a\nb",c\nx,"y"z\n', 3),
        ('slug,name\nx,"open\n' + "a,b\n" * 100_000, 2),
    ],
    ids=["to the end", "to the next mark", "text behind the mark", "long"],
)
def test_a_quotation_mark_that_does_not_end_is_named_with_its_row(text, row):
    assert read(text.encode()) == {"problem": "quote", "row": row}


def test_a_long_text_in_csv_is_no_reason_to_refuse_it():
    assert rows(b'slug,name\nx,"' + b"a" * 200_000 + b'"\n')[1][1] == "a" * 200_000


def test_a_small_file_of_many_cells_takes_no_memory_of_the_server():
    """Something in the last of 16,384 columns, in each of a few thousand rows."""
    last = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 6001)).encode()
    content = book(lambda sheet, day: sheet.write("A1", 1))
    content = changed(content, SHEET, lambda xml: re.sub(rb"<row .*</row>", last, xml))
    assert len(content) < 600_000
    assert read(content) == {"problem": "heavy"}


@pytest.mark.parametrize("name", ["A1", "$XFD$1048576", "BC22"])
def test_the_place_of_a_cell(name):
    assert reader.place(name) == {"A1": (1, 1), "$XFD$1048576": (1048576, 16384), "BC22": (22, 55)}[name]
