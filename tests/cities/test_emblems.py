import re
from itertools import pairwise

import pytest
from django.template import Context, Template

from cities.emblems import COLOURS, emblem, houses
from cities.models import City
from movingcities.settings import BASE_DIR

POTSDAM = [("leaf", 0, 40), ("sea", 40, 48), ("plum", 88, 56), ("leaf", 144, 32), ("sea", 176, 64)]
SLUGS = ["potsdam", "potsdam-2", "rottenburg-am-neckar", "x", "zurich"]


def drawn(slug):
    return Template("{% load cities %}{% emblem city 'big' %}").render(Context({"city": City(slug=slug)}))


def test_an_emblem_never_changes():
    assert [(colour, x, width) for colour, _shape, x, width, _top in houses("potsdam", 240)] == POTSDAM
    assert emblem("potsdam") == emblem("potsdam")


def test_cities_differ():
    assert len({drawn(slug) for slug in SLUGS}) == len(SLUGS)


@pytest.mark.parametrize("street", [240, 480])
@pytest.mark.parametrize("slug", SLUGS)
def test_houses_fill_the_street_side_by_side_and_neighbours_differ(slug, street):
    row = list(houses(slug, street))
    assert [x + width for _colour, _shape, x, width, _top in row] == [x for _c, _s, x, _w, _t in row[1:]] + [street]
    assert min(width for _colour, _shape, _x, width, _top in row) >= 32
    assert [a for (a, *_rest), (b, *_others) in pairwise(row) if a == b] == []
    assert {colour for colour, *_rest in row} <= set(COLOURS)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_emblem_is_small_and_says_nothing_aloud(slug):
    svg = drawn(slug)
    assert len(svg) < 1100
    assert svg.startswith('<svg class="emblem big" viewBox="0 0 240 160"')
    assert 'aria-hidden="true"' in svg


def test_its_colours_are_tokens_of_the_style_sheet():
    tokens = (BASE_DIR / "movingcities" / "static" / "css" / "tokens.css").read_text()
    used = {name for slug in SLUGS for name in re.findall(r"var\(--([a-z-]+)\)", drawn(slug))}
    assert {name for name in used if f"--{name}:" not in tokens} == set()
