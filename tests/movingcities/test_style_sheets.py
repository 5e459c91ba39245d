"""Colours are chosen in one place, css/tokens.css."""

import re

from django.conf import settings

FOLDER = settings.BASE_DIR / "movingcities" / "static" / "css"


def numbers_in(path):
    """The colours that a style sheet names by number; an id in a selector is none, though it may look like one."""
    return re.findall(r"#[0-9a-f]{3,8}\b(?![^{};]*\{)", path.read_text(), re.IGNORECASE)


def test_only_the_tokens_name_colours_by_their_numbers():
    found = {str(path.relative_to(FOLDER)): numbers_in(path) for path in FOLDER.rglob("*.css")}
    assert len(found.pop("tokens.css")) > 40
    assert len(found) > 10
    assert {name: colours for name, colours in found.items() if colours} == {}
