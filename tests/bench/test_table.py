import json

import pytest

from bench.rounds import Spread
from bench.table import Goal, Row, as_json, compared, markdown, shown

pytestmark = pytest.mark.once


def row(contender, rate, failed=0, database="SQLite"):
    figures = dict.fromkeys(["p50", "p99", "cpu", "database_cpu", "memory"], Spread(1, 1, 1))
    figures |= {"rate": Spread(rate, rate, rate), "failed": Spread(failed, 0, failed)}
    return Row("kept", "city", contender, database, 10_000, figures)


@pytest.mark.parametrize(
    ("found", "is_least", "is_met"),
    [(1, True, True), (0.99, True, False), (1, False, True), (1.01, False, False)],
)
def test_a_goal_is_met_at_its_bound(found, is_least, is_met):
    assert Goal("kept to hello", "SQLite", found, 1, is_least).is_met == is_met


def test_a_goal_is_not_met_where_a_request_failed():
    assert not Goal("kept to hello", "SQLite", 2, 1, True, rows=(row("kept", 2, failed=1),)).is_met


def test_rows_are_compared_with_the_contender_of_the_same_database():
    rows = [row("Wagtail", 50), row("Wagtail", 25, database="PostgreSQL"), row("kept", 100)]
    assert [found.ratios for found in compared(rows, "Wagtail", "database")] == [{}, {}, {"Wagtail": 2}]


@pytest.mark.parametrize(
    ("spread", "text"),
    [
        (Spread(1234.4, 1200, 1260), "1,234 (1,200–1,260)"),
        (Spread(2, 2, 2), "2.0"),
        (Spread(99.96, 9.5, 2345), "100.0 (9.5–2,345.0)"),
    ],
)
def test_a_figure_shows_its_median_and_its_spread(spread, text):
    assert shown(spread) == text


def test_table_and_json_tell_the_same():
    rows = [row("kept", 100, failed=3)._replace(ratios={"hello": 1.5})]
    goals = [Goal("kept to hello", "SQLite", 1.5, 1, True, " ×", tuple(rows))]
    table, found = markdown(goals, rows, ["2 processors"]), json.loads(as_json(goals, rows, ["2 processors"]))
    assert "| kept to hello | SQLite | 1.50 × | at least 1 × | no |" in table
    assert "**3 failed in a round** 1.50 × hello" in table
    assert (found["goals"][0]["is_met"], found["rows"][0]["figures"]["rate"]["median"]) == (False, 100)
