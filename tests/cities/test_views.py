import pytest
from django.urls import reverse

from cities.models import CitySection, Takeaway
from content import freshness
from tests.factories import (
    make_approach,
    make_area,
    make_city,
    make_contact,
    make_edition,
    make_membership,
    make_network,
    make_post,
)
from tests.pages_of import links_in, main_of, paths_in, text_of, without_map

pytestmark = pytest.mark.django_db


def full_city(name, parts):
    """A case study with so many of everything it can show."""
    city = make_city(name, is_case_study=True)
    for number in range(parts):
        Takeaway.objects.create(city=city, text_en=f"Takeaway {number}", position=number)
        CitySection.objects.create(owner=city, heading_en=f"Heading {number}", body_en="<p>Text</p>", position=number)
        make_membership(city, make_network())
        make_approach(city, [make_area(f"{name}-{number}".lower())])
        make_contact(city=city)
        make_edition(city, 2019 + number)
        make_post().cities.add(city)
    return city


def test_the_list_names_public_cities_by_country(client):
    make_city("Zwolle", country="NL")
    make_city("Århus", country="DK")
    make_city("Aalborg", country="DK")
    make_city("Hidden", country="DK", state="draft")
    page = without_map(main_of(client.get("/en/cities/")))
    links = ["/en/cities/compare/", "/en/cities/aalborg/", "/en/cities/aarhus/", "/en/cities/zwolle/"]
    assert paths_in(page, "/en/cities/") == links
    assert "3 cities" in text_of(page)
    assert text_of(page).index("Denmark 2") < text_of(page).index("Netherlands 1")


def test_the_list_filters_by_country_and_network(client):
    network, draft = make_network("Solidarity Cities"), make_network("Draft", state="draft")
    member, other = make_city("Bremen"), make_city("Lyon", country="FR")
    make_membership(member, network)
    make_membership(other, draft)

    def found(query):
        links = paths_in(without_map(main_of(client.get(f"/en/cities/?{query}"))), "/en/cities/")
        return [link for link in links if link not in {"/en/cities/", "/en/cities/compare/"}]

    assert found("country=FR") == ["/en/cities/lyon/"]
    assert found("country=FR&country=DE") == ["/en/cities/lyon/", "/en/cities/bremen/"]
    assert found("network=solidarity-cities") == ["/en/cities/bremen/"]
    assert found("network=draft") == ["/en/cities/lyon/", "/en/cities/bremen/"]
    assert found("country=FR&network=solidarity-cities") == []


def test_the_page_of_a_city_carries_everything(client):
    full_city("Potsdam", 2)
    page = main_of(client.get("/en/cities/potsdam/"))
    text = text_of(page)
    for part in ["Takeaway 0 Takeaway 1", "Heading 1 Text", "City report Potsdam 2020", "Office", "office@example.org"]:
        assert part in text
    assert len(links_in(page, "/en/networks/")) == 2
    assert len(links_in(page, "/en/approaches/potsdam/")) == 2
    assert len(links_in(page, "/en/news/")) == 2


def test_the_page_of_a_city_hides_what_is_not_public(client):
    city = make_city("Potsdam")
    make_approach(city, title_en="Secret approach", state="draft")
    make_membership(city, make_network("Secret network", state="draft"))
    make_edition(city, 2026, state="draft")
    make_contact(city=city, organisation_en="Secret office", public_basis="", public_until=None)
    make_contact(city=city, organisation_en="Expired office", public_until="2020-01-01")
    make_post(title_en="Secret post", state="draft").cities.add(city)
    text = text_of(main_of(client.get("/en/cities/potsdam/")))
    assert [word for word in ["Secret", "Expired", "City report"] if word in text] == []


def test_the_page_of_a_city_says_how_to_cite_it_and_where_its_sections_are(client):
    city = make_city("Potsdam", verified_on="2026-05-12")
    section = CitySection.objects.create(owner=city, heading_en="Heading", body_en="<p>Text</p>")
    page = main_of(client.get("/en/cities/potsdam/"))
    year = city.updated_at.year
    assert f"Moving Cities ({year}): Potsdam . http://localhost:8000/id/{city.uuid}/" in text_of(page)
    assert f'href="#section-{section.pk}" aria-label="Address of the section “Heading”"' in page
    assert f'<section class="section" id="section-{section.pk}"' in page


def test_the_page_of_a_city_leads_to_the_same_elsewhere(client):
    housing, health, other = make_area("housing"), make_area("health"), make_area("other")
    city = make_city("Potsdam")
    make_approach(city, [housing])
    make_approach(city, [housing, health])
    make_approach(city, [other], state="draft")
    assert links_in(main_of(client.get("/en/cities/potsdam/")), "/en/approaches/?") == [
        "/en/approaches/?area=housing",
        "/en/approaches/?area=health",
    ]


@pytest.mark.parametrize("state", ["draft", "review", "archived"])
def test_a_city_that_is_not_published_is_not_found(client, state):
    make_city("Potsdam", state=state)
    assert client.get("/en/cities/potsdam/").status_code == 404


def test_a_former_slug_leads_to_the_present_one_in_one_step(client):
    city = make_city("Potsdam")
    for slug in ["potsdam-2", "potsdam-am-see"]:
        city.slug = slug
        city.save()
    for slug in ["potsdam", "potsdam-2", "POTSDAM"]:
        response = client.get(f"/en/cities/{slug}/?x=1")
        assert (response.status_code, response.url) == (301, "/en/cities/potsdam-am-see/?x=1")
    assert client.get("/en/cities/potsdam-am-see/").status_code == 200


def test_a_deleted_city_is_gone(client):
    make_city("Potsdam").delete()
    assert client.get("/en/cities/potsdam/").status_code == 410
    assert client.get("/en/cities/never-there/").status_code == 404


def test_the_next_case_study_goes_round(client):
    for name in ["Bern", "Potsdam"]:
        make_city(name, is_case_study=True)
    make_city("Draft", is_case_study=True, state="draft")
    make_city("Cologne")
    assert 'href="/en/cities/potsdam/"' in main_of(client.get("/en/cities/bern/"))
    assert 'href="/en/cities/bern/"' in main_of(client.get("/en/cities/potsdam/"))


def test_a_network_names_all_its_public_members(client):
    network = make_network("Solidarity Cities", description_en="<p>What it is</p>")
    make_membership(make_city("Bremen"), network, is_founder=True, joined=2018)
    make_membership(make_city("Lyon", country="FR"), network)
    make_membership(make_city("Hidden", state="draft"), network)
    text = text_of(main_of(client.get("/en/networks/solidarity-cities/")))
    assert "2 cities in this catalogue" in text
    assert "France 1 Lyon Member Germany 1 Bremen Founder 2018" in text
    assert "Hidden" not in text


def test_the_list_of_networks_counts_public_members(client):
    network = make_network("Solidarity Cities")
    make_network("Hidden", state="draft")
    make_membership(make_city("Bremen"), network)
    make_membership(make_city("Draft", state="draft"), network)
    text = text_of(main_of(client.get("/en/networks/")))
    assert "Solidarity Cities 1 city in this catalogue" in text
    assert "Hidden" not in text


@pytest.mark.parametrize(("name", "queries"), [("cities:city_list", 14), ("cities:network_list", 6)])
def test_query_counts_of_lists(client, forget_pages, django_assert_num_queries, name, queries):
    for number in [1, 2, 3]:
        make_membership(make_city(f"City {number}"), make_network(f"Network {number}"))
        if number in {1, 3}:
            freshness.forget()
            forget_pages()
            with django_assert_num_queries(queries):
                client.get(reverse(name))


def test_query_count_of_a_city(client, django_assert_num_queries):
    full_city("One", 1)
    full_city("Three", 3)
    for slug in ["one", "three"]:
        freshness.forget()
        with django_assert_num_queries(14):
            client.get(f"/en/cities/{slug}/")


def test_query_count_of_a_network(client, django_assert_num_queries):
    for name, members in [("one", 1), ("three", 3)]:
        network = make_network(name)
        for _number in range(members):
            make_membership(make_city(), network)
            make_post().networks.add(network)
        freshness.forget()
        with django_assert_num_queries(4):
            client.get(f"/en/networks/{name}/")
