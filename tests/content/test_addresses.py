import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils.translation import override

from content.addresses import path_to

APPROACH = "approaches:approach_detail"


@pytest.mark.parametrize("code", ["en", "de", "el"])
@pytest.mark.parametrize("slugs", [("bern", "homes"), ("place-1-of-a-slug", "place-0-of-a-slug"), ("A_b", "-")])
def test_a_path_is_what_reverse_gives(code, slugs):
    with override(code):
        assert path_to(APPROACH, *slugs) == path_to(APPROACH, *slugs) == reverse(APPROACH, args=slugs)


def test_what_is_no_slug_has_no_path():
    for slug in ["", "ä", "a/b", "{}"]:
        with pytest.raises(NoReverseMatch):
            path_to(APPROACH, "bern", slug)


def test_a_path_lies_below_that_of_the_site():
    assert path_to("cities:city_detail", "bern") == "/en/cities/bern/"
    try:
        set_script_prefix("/catalogue/")
        assert path_to("cities:city_detail", "bern") == "/catalogue/en/cities/bern/"
    finally:
        set_script_prefix("/")
