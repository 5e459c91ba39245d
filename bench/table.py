"""What was measured, as Markdown to be read and JSON to be computed with."""

import json
from typing import NamedTuple

from bench.rounds import Spread

COLUMNS = {"rate": "requests/s", "p50": "median ms", "p99": "p99 ms", "cpu": "CPU µs", "database_cpu": "database µs"}
COLUMNS |= {"memory": "workers’ MB"}


class Row(NamedTuple):
    """One contender in all rounds of a part, with its ratios to others, {contender: ratio}."""

    part: str
    what: str
    contender: str
    database: str
    approaches: int | None
    figures: dict[str, Spread]
    ratios: dict[str, float] = {}

    @property
    def is_whole(self):
        """Whether every request was answered, and every save saved."""
        return self.figures["failed"].most == 0


class Goal(NamedTuple):
    """What a figure found must be at least, or else at most."""

    what: str
    database: str
    found: float
    bound: float
    is_least: bool
    unit: str = ""
    #: The rows that it is about.
    rows: tuple = ()

    @property
    def is_met(self):
        reached = self.found >= self.bound if self.is_least else self.found <= self.bound
        return reached and all(row.is_whole for row in self.rows)


def compared(rows, contender, *same):
    """The rows with the ratio of their rate to that of the contender's row that has the same of these fields."""
    others = {tuple(getattr(row, name) for name in same): row for row in rows if row.contender == contender}
    return [with_ratio(row, others.get(tuple(getattr(row, name) for name in same))) for row in rows]


def with_ratio(row, other, figure="rate"):
    """The row with the ratio of a figure to that of the other one, if there is one and it is another."""
    if other is None or other is row:
        return row
    return row._replace(
        ratios=row.ratios | {other.contender: row.figures[figure].median / other.figures[figure].median}
    )


def markdown(goals, rows, notes):
    """All of it; the goals come first."""
    table = ["what", "database", "found", "goal", "met"]
    text = [*head(table), *(line(goal_cells(goal)) for goal in goals), ""]
    table = ["part", "what", "contender", "database", "approaches", *COLUMNS.values(), "ratios"]
    return "\n".join([*text, *head(table), *(line(row_cells(row)) for row in rows), "", *notes, ""])


def head(names):
    return [line(names), line(["---"] * len(names))]


def line(cells):
    return f"| {' | '.join(cells)} |"


def goal_cells(goal):
    bound = f"at {'least' if goal.is_least else 'most'} {goal.bound:g}{goal.unit}"
    return [goal.what, goal.database, f"{goal.found:.2f}{goal.unit}", bound, "yes" if goal.is_met else "no"]


def row_cells(row):
    size = f"{row.approaches:,}" if row.approaches else ""
    figures = [shown(row.figures[name]) for name in COLUMNS]
    ratios = "; ".join(f"{ratio:.2f} × {other}" for other, ratio in row.ratios.items())
    failed = "" if row.is_whole else f"**{row.figures['failed'].most:.0f} failed in a round** "
    return [row.part, row.what, row.contender, row.database, size, *figures, failed + ratios]


def shown(spread):
    """The median, and the least and most if they differ: 1,234 (1,200–1,260)."""
    form = ",.0f" if spread.median >= 100 else ",.1f"
    median, least, most = (format(number, form) for number in spread)
    return median if least == most else f"{median} ({least}–{most})"


def as_json(goals, rows, notes):
    """The same, with all figures under their names."""
    found = {
        "goals": [of_goal(goal) for goal in goals],
        "rows": [row._asdict() | {"figures": of_figures(row.figures)} for row in rows],
        "notes": notes,
    }
    return json.dumps(found, indent=1, ensure_ascii=False)


def of_goal(goal):
    return {name: found for name, found in goal._asdict().items() if name != "rows"} | {"is_met": goal.is_met}


def of_figures(figures):
    return {name: found._asdict() for name, found in figures.items()}
