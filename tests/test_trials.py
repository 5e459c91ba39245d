"""What is said of the trials is true: the tests that docs/trials.md names exist, and defects can still be seeded."""

import ast
import re
from functools import cache

from tests.real_site import ROOT
from tests.trials.test_defects import DEFECTS

ROW = re.compile(r"^\| (?!what is done \|)(?!-)(.*) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
TEXT = (ROOT / "docs" / "trials.md").read_text()


@cache
def functions(path):
    file = ROOT / path
    body = ast.parse(file.read_text()).body if file.exists() else []
    return {node.name for node in body if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists():
    named = TEST.findall(TEXT)
    assert len(named) > 200
    assert [f"{path}::{name}" for path, name in named if name not in functions(path)] == []


def test_every_row_says_what_is_done_what_must_hold_and_where_that_is_tested():
    rows = [row.split(" | ") for row in ROW.findall(TEXT)]
    assert len(rows) > 80
    assert [
        row for row in rows if len(row) != 3 or not re.fullmatch(rf"{TEST.pattern}( {TEST.pattern})*", row[2])
    ] == []


def test_every_defect_can_still_be_seeded():
    assert [name for name, file, old, _new in DEFECTS if old not in (ROOT / file).read_text()] == []
