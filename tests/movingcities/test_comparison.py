import re

import pytest

from tests.factories import (
    make_approach,
    make_area,
    make_city,
    make_contact,
    make_edition,
    make_membership,
    make_network,
)
from tests.pages_of import links_in, main_of, text_of

pytestmark = pytest.mark.django_db


def comparison(client, *slugs, language="en"):
    response = client.get("/en/cities/compare/", {"city": slugs})
    assert response.status_code == 200
    return main_of(response)


def full_city(name):
    city = make_city(name, is_case_study=True, population=100000, population_year=2024)
    make_membership(city, make_network(f"Network of {name}"), joined=2018)
    make_approach(city, [make_area(f"area-{name.lower()}")], title_en=f"Approach of {name}")
    make_edition(city, 2021)
    make_contact(city=city, organisation_en=f"Office of {name}")
    return city


def test_cities_stand_side_by_side_in_the_order_asked(client):
    for name in ["Bremen", "Potsdam"]:
        full_city(name)
    page = comparison(client, "potsdam", "bremen")
    table = page[page.index("<table") : page.index("</table>")]
    assert table.count('<th scope="col">') == 2
    parts = ["100,000", "Area-Potsdam Area-Bremen", "Approach of Potsdam", "Network of Potsdam 2018"]
    parts += ["City report Potsdam 2021", "Office of Potsdam"]
    text = text_of(table)
    assert [part for part in parts if part not in text] == []
    assert text.index("Potsdam") < text.index("Bremen")


def test_what_is_not_public_is_not_compared(client):
    city, other = make_city("Bremen"), make_city("Lyon")
    make_approach(city, title_en="Secret approach", state="draft")
    make_membership(city, make_network("Secret network", state="draft"))
    make_edition(city, 2026, state="draft")
    make_contact(city=other, organisation_en="Secret office", public_basis="", public_until=None)
    text = text_of(comparison(client, "bremen", "lyon"))
    assert [word for word in ["Secret", "2026"] if word in text] == []


def test_without_cities_one_is_chosen(client):
    make_city("Bremen", is_case_study=True)
    make_approach(make_city("Lyon"))
    make_city("Plain")
    make_city("Draft", is_case_study=True, state="draft")
    page = comparison(client)
    assert "<table" not in page
    assert [part.split('"')[0] for part in page.split('<option value="')[1:]] == ["", "bremen", "lyon"]


def test_one_city_asks_for_another(client):
    make_city("Bremen", is_case_study=True)
    make_city("Lyon", is_case_study=True)
    page = comparison(client, "bremen")
    assert "One city alone is no comparison. Add at least one more." in text_of(page)
    assert 'type="hidden" name="city" value="bremen"' in page
    assert "<table" not in page


def test_five_cities_are_too_many_and_each_can_be_taken_away(client):
    slugs = [make_city(f"City {letter}").slug for letter in "abcde"]
    page = comparison(client, *slugs)
    assert "These are 5 cities; four fit beside each other. Remove some of them." in text_of(page)
    assert "<table" not in page
    query = "&amp;".join(f"city={slug}" for slug in slugs[1:])
    assert f'href="/en/cities/compare/?{query}"' in page


def test_unknown_and_draft_cities_are_named_and_left_out(client):
    for name in ["Bremen", "Lyon"]:
        make_city(name)
    make_city("Draft", state="draft")
    text = text_of(comparison(client, "bremen", "nowhere", "draft", "lyon"))
    assert "There are no cities “nowhere, draft” in this catalogue; they were left out." in text
    assert "Country" in text


def test_a_city_named_twice_or_by_a_former_slug_is_one(client):
    city = make_city("Bremen")
    city.slug = "bremen-hb"
    city.save()
    make_city("Lyon")
    page = comparison(client, "bremen", "bremen-hb", "lyon")
    assert page.count('<th scope="col">') == 2


def test_a_comparison_is_not_indexed_and_sets_no_cookie(client):
    make_city("Bremen")
    response = client.get("/en/cities/compare/?city=bremen")
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert response.cookies == {}


def test_query_count_of_a_comparison(client, django_assert_num_queries):
    for name in "abcd":
        full_city(f"City {name}")
    comparison(client, "city-a", "city-d")  # what is held of all cities
    for slugs in [["city-a", "city-b"], ["city-a", "city-b", "city-c", "city-d"]]:
        with django_assert_num_queries(9):
            comparison(client, *slugs)


def test_cities_are_chosen_on_their_list(client):
    for name in ["Bremen", "Lyon"]:
        make_city(name)
    page = main_of(client.get("/en/cities/"))
    assert '<form class="compare-bar" id="compare-chosen" method="get" action="/en/cities/compare/">' in page
    boxes = re.findall(r'type="checkbox" name="city" value="([a-z]+)" form="compare-chosen"', page)
    assert boxes == ["bremen", "lyon"]


def test_lists_and_pages_lead_to_the_comparison(client):
    make_city("Bremen")
    assert "/en/cities/compare/" in links_in(main_of(client.get("/en/cities/")), "/en/cities/compare/")
    assert links_in(main_of(client.get("/en/cities/bremen/")), "/en/cities/compare/") == [
        "/en/cities/compare/?city=bremen"
    ]
