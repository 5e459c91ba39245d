from io import BytesIO

import openpyxl
import pytest

from content.tables import as_meant, csv_lines, harmless, put_row, workbook


def test_what_we_write_others_read_as_texts_whatever_sign_they_begin_with():
    file = BytesIO()
    with workbook(file) as made:
        put_row(made.add_worksheet(), 0, ["=1+1", "-5", "http://a.example/", "007", 7, None, "a\x0bb\ufffe"])
    cells = openpyxl.load_workbook(file).active[1]
    assert [cell.value for cell in cells] == ["=1+1", "-5", "http://a.example/", "007", 7, None, "ab"]
    assert [cell.data_type for cell in cells[:4]] == ["s"] * 4
    assert [cell.hyperlink for cell in cells] == [None] * 7


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        *(("=1+1", "'=1+1"), ("-1+2", "'-1+2"), ("-5", "'-5"), ("+49 30", "'+49 30"), ("@a", "'@a"), ("\tx", "'\tx")),
        *(("\rx", "'\rx"), ("\x00=1", "'=1"), ("'=1", "''=1"), ("'a", "'a"), ("a=b", "a=b"), ("", "")),
        *((-5, -5), (-3.7, -3.7), (None, None)),
    ],
)
def test_no_cell_of_csv_is_taken_for_a_formula(value, cell):
    assert harmless(value) == cell


@pytest.mark.parametrize("text", ["=1", "-5", "-1+2", "'=1", "'''=1", "\t'=1", "'", "''", "'a", "5", "-", "+", ""])
def test_what_was_made_harmless_is_read_as_it_was(text):
    assert as_meant(harmless(text)) == text


def test_lines_of_csv_come_one_by_one_behind_the_mark_of_their_encoding():
    assert list(csv_lines([["a", "-1+2"], [-5, None]])) == ["\ufeff", "a,'-1+2\r\n", "-5,\r\n"]
