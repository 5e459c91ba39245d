"""The colours of css/tokens.css hold against each other, by day and by night (WCAG 1.4.3 and 1.4.11)."""

import re

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

TOKENS = (settings.BASE_DIR / "movingcities" / "static" / "css" / "tokens.css").read_text()
AREAS = ["sea", "vest", "leaf", "plum", "sky", "brick", "ochre"]
#: What is read on what; 4.5 for text.
TEXT = [
    ("ink", "paper"),
    ("ink", "card"),
    ("soft", "paper"),
    ("soft", "card"),
    ("soft", "ochre-pale"),
    ("sea", "paper"),
    ("sea", "card"),
    ("vest", "paper"),
    ("vest", "card"),
    ("on-water", "water"),
    ("on-sun", "sun"),
    *((area, "paper") for area in AREAS),
    *(("ink", f"{area}-pale") for area in AREAS),
    *(("paper", area) for area in AREAS),
]
#: Icons, lines and large figures; 3.
SHAPES = [
    *((area, f"{area}-pale") for area in AREAS),
    *((area, "card") for area in AREAS),
    ("vest", "ochre-pale"),
    ("sun", "water"),
    ("on-map", "water"),
    ("on-map", "paper"),
]


def colours(scheme):
    """{token: (red, green, blue)} by day or by night."""
    day, _rule, night = TOKENS.partition("@media (prefers-color-scheme: dark)")
    night = night.partition("@media")[0]
    found = dict(re.findall(r"--([a-z-]+): (#\w{3,6})\b", day + (night if scheme == "dark" else "")))
    return {name: tuple(int(part * (2 // len(part)), 16) for part in parts(value)) for name, value in found.items()}


def parts(value):
    digits = value.removeprefix("#")
    size = len(digits) // 3
    return [digits[start : start + size] for start in range(0, len(digits), size)]


def luminance(colour):
    """Relative luminance (WCAG 2.2, definition)."""
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself():
    assert contrast((0, 0, 0), (255, 255, 255)) == 21
    assert round(contrast((118, 118, 118), (255, 255, 255)), 2) == 4.54


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_read_stands_out_from_its_ground(scheme):
    tokens = colours(scheme)
    found = {pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_icons_and_large_figures_stand_out_from_their_ground(scheme):
    tokens = colours(scheme)
    found = {pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in SHAPES}
    assert {pair: ratio for pair, ratio in found.items() if ratio < 3} == {}
