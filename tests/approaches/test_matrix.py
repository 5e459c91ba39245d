import re

import pytest

from content import freshness
from tests.factories import make_approach, make_area, make_city
from tests.pages_of import links_in, main_of, text_of

pytestmark = pytest.mark.django_db


def matrix(client, query=""):
    return main_of(client.get(f"/en/approaches/matrix/{query}"))


def cells(page):
    """{address: number} of the cells that lead to approaches."""
    return dict(re.findall(r'<td.*?href="([^"]+)"[^>]*>(\d+)</a>', page))


def test_cells_count_public_approaches_and_lead_to_them(client):
    housing, health = make_area("housing"), make_area("health")
    bern, lyon = make_city("Bern", country="CH"), make_city("Lyon", country="FR")
    make_approach(bern, [housing, health])
    make_approach(bern, [housing])
    make_approach(lyon, [health])
    make_approach(lyon, [])
    make_approach(lyon, [housing], state="draft")
    make_approach(make_city("Draft", state="draft"), [housing])
    make_city("Without approaches")
    page = matrix(client)
    assert cells(page) == {
        "/en/approaches/?city=bern&amp;area=housing": "2",
        "/en/approaches/?city=bern&amp;area=health": "1",
        "/en/approaches/?city=bern": "2",
        "/en/approaches/?city=lyon&amp;area=health": "1",
        "/en/approaches/?city=lyon": "2",
    }
    assert links_in(page, "/en/cities/") == ["/en/cities/lyon/", "/en/cities/bern/"]


def test_the_number_of_a_cell_is_what_its_link_finds(client):
    housing = make_area("housing")
    bern = make_city("Bern")
    for _number in range(3):
        make_approach(bern, [housing, make_area(f"other-{_number}")])
    for address, number in cells(matrix(client)).items():
        assert f"{number} approach" in text_of(main_of(client.get(address.replace("&amp;", "&"))))


def test_rows_stand_under_their_country(client):
    area = make_area()
    for name, country in [("Zwolle", "NL"), ("Århus", "DK"), ("Aalborg", "DK")]:
        make_approach(make_city(name, country=country), [area])
    text = text_of(matrix(client))
    names = ["Denmark", "Aalborg", "Århus", "Netherlands", "Zwolle"]
    assert sorted(names, key=text.index) == names


def test_without_approaches_it_says_so(client):
    make_area()
    assert "There are no approaches yet." in text_of(matrix(client))


def test_query_count_of_the_matrix(client, forget_pages, django_assert_num_queries):
    for number in [1, 2, 3]:
        make_approach(make_city(f"City {number}"), [make_area(f"area-{number}")])
        if number in {1, 3}:
            freshness.forget()
            forget_pages()
            with django_assert_num_queries(9):
                matrix(client)


def test_the_list_of_approaches_leads_to_the_matrix(client):
    assert "/en/approaches/matrix/" in links_in(main_of(client.get("/en/approaches/")), "/en/approaches/matrix/")


def test_crawlers_are_kept_out_of_the_crossings_of_filters(client):
    make_approach(make_city("Bern", country="CH"), [make_area("housing")])
    cell, total = re.findall(r'<a ([^>]*href="[^"]*city=[^>]*)>', matrix(client))
    (mark,) = re.findall(r"<a ([^>]*data-place=[^>]*)>", main_of(client.get("/en/approaches/?area=housing")))
    assert ["nofollow" in link for link in (cell, mark, total)] == [True, True, False]
