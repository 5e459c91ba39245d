import pytest
from django.urls import reverse

from cities import map_names, maps
from cities.maps import EUROPE, View, draw, public_places
from cities.models import City
from content import freshness
from tests.factories import make_approach, make_area, make_city, make_membership, make_network
from tests.pages_of import main_of

pytestmark = pytest.mark.django_db

BERN = {"latitude": "46.948", "longitude": "7.447", "country": "CH"}
OSLO = {"latitude": "59.913", "longitude": "10.739", "country": "NO"}
REUNION = {"latitude": "-20.88", "longitude": "55.45", "country": "FR"}


def drawn(view=None):
    return draw(public_places(), view)


def places_in(page):
    """The slugs of the marks on a page, in order."""
    return [part.split('"')[0] for part in page.split('data-place="')[1:]]


def test_each_public_city_has_a_mark_that_leads_to_it():
    make_city("Bern", **BERN)
    make_city("Oslo", is_case_study=True, **OSLO)
    make_city("Draft", state="draft")
    found = drawn()
    assert {mark.city.name: mark.url for mark in found.marks} == {
        "Bern": "/en/cities/bern/",
        "Oslo": "/en/cities/oslo/",
    }
    assert [mark.city.slug for mark in found.case_studies] == ["oslo"]
    assert [mark.city.slug for mark in found.dots] == ["bern"]


def test_marks_lie_where_the_projection_puts_them():
    make_city("Bern", **BERN)
    [mark] = drawn(EUROPE).marks
    # EPSG:3035 of Bern is 4126.5, 2651.6 km: shares of the 4,120 km from 2,470 to the east and from 5,450 down.
    assert (mark.x, mark.y) == ("40.21%", "67.92%")


def test_the_view_fits_what_is_shown_with_room_around():
    make_city("Bern", **BERN)
    make_city("Oslo", **OSLO)
    view = drawn().view
    shares = [mark.share for mark in drawn().marks]
    assert all(0.05 < share < 0.95 for pair in shares for share in pair)
    assert view.size == pytest.approx(1446 * (1 + 2 * maps.ROOM_AROUND), rel=0.01)


def test_one_city_alone_is_shown_with_the_land_around_it():
    make_city("Bern", **BERN)
    assert drawn().view.size == maps.SMALLEST_VIEW
    assert [mark.share for mark in drawn().marks] == [pytest.approx((0.5, 0.5), abs=0.01)]


def test_an_empty_list_shows_europe():
    assert (drawn().view, drawn().marks) == (EUROPE, [])


def test_what_lies_beyond_the_land_is_counted_and_not_shown():
    make_city("Bern", **BERN)
    make_city("Saint-Denis", **REUNION)
    assert [mark.city.slug for mark in drawn().marks] == ["bern"]
    assert drawn().outside == 1


def test_too_many_near_each_other_become_one_with_their_number(monkeypatch):
    monkeypatch.setattr(maps, "MOST_MARKS", 3)
    for number in range(3):
        make_city(f"Bern {number}", **BERN)
    make_city("Oslo", **OSLO)
    found = drawn(EUROPE)
    assert [(group.count, group.countries) for group in found.groups] == [(3, ["CH"])]
    assert [mark.city.slug for mark in found.dots] == ["oslo"]
    close = found.groups[0].view
    assert [mark.city.slug for mark in drawn(close).marks] == ["bern-0", "bern-1", "bern-2"]


def test_names_stand_where_there_is_room_and_never_upon_each_other():
    for number in range(6):
        make_city(f"A rather long name {number}", latitude="50", longitude=str(4 + number), is_case_study=True)
    named = [mark for mark in drawn(EUROPE).marks if mark.anchor]
    boxes = [map_names._name_box(mark, map_names.DESK, mark.anchor) for mark in named]
    assert 1 <= len(boxes) < 6
    assert [pair for pair in ((a, b) for a in boxes for b in boxes if a is not b) if map_names._overlap(*pair)] == []


@pytest.mark.parametrize("text", ["", "1,2", "1,2,3,4", "a,b,c", "1,2,0", "1,2,-5", "nan,1,1", "1,inf,1"])
def test_a_view_that_is_none_is_refused(client, text):
    assert client.get(reverse("cities:map"), {"view": text}).status_code == 404
    assert client.get(reverse("approaches:map"), {"view": text}).status_code == 404


def test_a_part_of_the_map_holds_what_the_filters_let_through(client):
    make_city("Bern", **BERN)
    make_city("Oslo", **OSLO)
    make_city("Draft", state="draft", **BERN)
    page = client.get(reverse("cities:map"), {"view": "2470,-5450,4120", "country": "CH"}).content.decode()
    assert places_in(page) == ["bern"]


def test_groups_lead_to_their_countries_without_script(client, monkeypatch):
    monkeypatch.setattr(maps, "MOST_MARKS", 1)
    for number in range(2):
        make_city(f"Bern {number}", **BERN)
    page = client.get("/en/cities/").content.decode()
    assert 'href="/en/cities/?country=CH"' in page
    assert 'data-marks="/en/cities/map/"' in page


def test_the_map_of_cities_follows_the_filters(client):
    make_city("Bern", **BERN)
    make_city("Oslo", **OSLO)
    network = make_network("Solidarity Cities")
    make_membership(City.objects.get(slug="oslo"), network)
    assert sorted(set(places_in(main_of(client.get("/en/cities/"))))) == ["bern", "oslo"]
    assert set(places_in(main_of(client.get("/en/cities/?network=solidarity-cities")))) == {"oslo"}


def test_the_map_of_approaches_shows_their_cities_and_leads_to_them(client):
    housing = make_area("housing")
    make_approach(make_city("Bern", **BERN), [housing])
    make_approach(make_city("Oslo", **OSLO), [make_area("health")])
    make_approach(make_city("Ghent", country="BE"), [housing], state="draft")
    page = main_of(client.get("/en/approaches/?area=housing"))
    assert set(places_in(page)) == {"bern"}
    assert 'href="/en/approaches/?area=housing&amp;city=bern"' in page


def test_the_map_of_home_shows_every_public_city(client):
    make_city("Bern", **BERN)
    make_city("Oslo", is_case_study=True, **OSLO)
    make_city("Draft", state="draft", is_case_study=True, **OSLO)
    assert set(places_in(main_of(client.get("/en/")))) == {"bern", "oslo"}


def test_a_name_in_another_language_says_so(client):
    make_city("Bern", name_de="Berne", source_language="de", languages=["de"], **BERN)
    assert ' lang="de"><title>Berne</title>' in main_of(client.get("/en/"))


def test_query_count_of_a_map(django_assert_num_queries):
    for number in [1, 2, 3]:
        make_city(f"City {number}")
        if number in {1, 3}:
            freshness.forget()
            for queries in (4, 2):  # the first map, and those that follow
                with django_assert_num_queries(queries):
                    drawn()


def test_a_view_reads_what_the_map_asks():
    assert View.parse("2470.0,-5450.5,4120") == View(2470, -5450.5, 4120)
