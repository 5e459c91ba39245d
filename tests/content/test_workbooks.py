from io import BytesIO

import openpyxl
import pytest

from content.workbooks import harmless, put_row, workbook


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
    [("=1+1", "'=1+1"), ("-5", "'-5"), ("\tx", "'\tx"), ("a=b", "a=b"), (-5, -5), (None, None), ("", "")],
)
def test_no_cell_of_csv_is_taken_for_a_formula(value, cell):
    assert harmless(value) == cell
