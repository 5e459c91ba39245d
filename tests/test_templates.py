"""Templates can be read: no line is longer than a line of code, but for a tag that has no place to break."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
MOST = 120
TAG_ALONE = re.compile(r"\s*\{%(?:(?!%\}).)*%\}")


def too_long(source):
    return [line for line in source.splitlines() if len(line) > MOST and not TAG_ALONE.fullmatch(line)]


def test_no_line_of_a_template_is_too_long():
    found = {str(path.relative_to(TEMPLATES)): too_long(path.read_text()) for path in TEMPLATES.rglob("*.html")}
    assert len(found) > 100
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("line", "is_too_long"),
    [
        ("x" * 120, False),
        ("x" * 121, True),
        ('  {% translate "' + "x" * 121 + '" %}', False),
        ('<p>{% translate "' + "x" * 121 + '" %}</p>', True),
        ('{% translate "' + "x" * 121 + '" %}{% endblock %}', True),
    ],
)
def test_only_a_tag_alone_on_its_line_may_be_longer(line, is_too_long):
    assert bool(too_long(f"<div>\n{line}\n</div>\n")) == is_too_long
