import re

import pytest

from approaches.models import ApproachSection
from approaches.reading_on import reading_on
from cities.models import Contact
from content import freshness
from tests.factories import make_approach, make_area, make_city, make_contact, make_membership, make_network
from tests.pages_of import links_in, main_of, paths_in, text_of, without_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    """Three public approaches in two countries, and two that must never show."""
    housing, health = make_area("housing"), make_area("health")
    bern, ulm = make_city("Bern", country="CH"), make_city("Ulm")
    make_approach(bern, [housing], title_en="Homes")
    make_approach(bern, [housing, health], title_en="Clinic")
    make_approach(ulm, [health], title_en="Doctors")
    make_approach(ulm, [housing, health], title_en="Draft", state="draft")
    make_approach(make_city("Hidden", state="draft"), [housing, health], title_en="Orphan")


def found(client, query=""):
    links = paths_in(without_map(main_of(client.get(f"/en/approaches/?{query}", follow=True))), "/en/approaches/")
    return [link.split("/")[-2] for link in links if link not in {"/en/approaches/", "/en/approaches/matrix/"}]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["homes", "clinic", "doctors"]),
        ("area=housing", ["homes", "clinic"]),
        ("area=health", ["clinic", "doctors"]),
        ("area=housing&area=health", ["homes", "clinic", "doctors"]),
        ("country=DE", ["doctors"]),
        ("area=housing&country=DE", []),
        ("city=bern", ["homes", "clinic"]),
        ("city=bern&city=ulm&area=health", ["clinic", "doctors"]),
        ("area=&country=", ["homes", "clinic", "doctors"]),
        ("area=nonsense", ["homes", "clinic", "doctors"]),
        ("city=hidden", ["homes", "clinic", "doctors"]),
    ],
)
def test_filters_are_or_within_a_name_and_and_across_names(client, query, titles):
    assert found(client, query) == titles


@pytest.mark.usefixtures("catalogue")
def test_active_filters_can_be_removed_one_by_one(client):
    page = without_map(main_of(client.get("/en/approaches/?area=housing&area=health&country=CH")))
    assert "2 approaches" in text_of(page)
    links = [link.replace("&amp;", "&") for link in links_in(page, "/en/approaches/?")]
    assert links == [
        "/en/approaches/?area=health&country=CH",
        "/en/approaches/?area=housing&country=CH",
        "/en/approaches/?area=housing&area=health",
    ]
    assert re.search(r"Remove filter: </span><span\s*>Housing</span>", page)


@pytest.mark.usefixtures("catalogue")
def test_an_unknown_filter_is_named_and_ignored(client):
    page = main_of(client.get("/en/approaches/", {"area": "<script>x</script>"}))
    assert "This list knows no “&lt;script&gt;x&lt;/script&gt;”; the filter was left out." in page
    assert "<script>" not in page


@pytest.mark.parametrize("page", ["2", "0", "-1", "abc", "1000000000", "%00", "1e3"])
def test_a_page_past_the_end_is_not_found(client, page):
    make_approach()
    assert client.get(f"/en/approaches/?page={page}").status_code == 404


def test_long_lists_have_pages_that_keep_the_filters(client):
    area, city = make_area(), make_city()
    for _number in range(25):
        make_approach(city, [area])
    response = client.get("/en/approaches/?area=housing")
    assert len(response.context["page"].object_list) == 24
    assert re.search(r'rel="next"\s+href="\?area=housing&amp;page=2"', response.content.decode())
    assert len(found(client, "area=housing&page=2")) == 1


def test_the_page_of_an_approach_carries_everything(client):
    city = make_city("Potsdam")
    approach = make_approach(
        city,
        [make_area("housing")],
        title_en="Office",
        summary_en="What inspires",
        lead="both",
        start_year=2018,
        end_year=2020,
    )
    ApproachSection.objects.create(owner=approach, topic="process", body_en="<p>So it works</p>")
    ApproachSection.objects.create(owner=approach, topic="other", heading_en="More", body_en="<p>Here</p>", position=1)
    ApproachSection.objects.create(
        owner=approach, body_en="<p>Well said</p>", quote_author_en="The council", position=2
    )
    approach.contacts.add(make_contact(organisation_en="Alliance"))
    page = main_of(client.get("/en/approaches/potsdam/office/"))
    text = text_of(page)
    for part in [
        "What is inspiring? What inspires",
        "How does it work? So it works",
        "More Here",
        "Well said The council",
        "Led by Municipality and civil society",
        "Start 2018 End 2020",
        "Alliance",
    ]:
        assert part in text
    assert links_in(page, "/en/approaches/?") == ["/en/approaches/?area=housing"]


def test_related_approaches_never_include_the_page_itself_or_what_is_hidden(client):
    area = make_area()
    approach = make_approach(make_city("A"), [area], title_en="Self")
    similar = make_approach(make_city("B"), [area], title_en="Similar")
    chosen = make_approach(make_city("C"), title_en="Chosen")
    hidden = make_approach(make_city("D", state="draft"), [area], title_en="Hidden")
    approach.related.add(chosen, hidden)
    assert reading_on(approach)[:3] == ([], [chosen, similar], [])
    sibling = make_approach(approach.city, [area], title_en="Sibling")
    response = client.get("/en/approaches/a/self/")
    assert response.context["siblings"] == [sibling]
    assert response.context["suggestions"] == [chosen, similar]


def test_network_neighbours_are_of_other_cities_in_a_public_network_with_this_one(client):
    safe, draft = make_network("Safe harbours"), make_network("Draft", state="draft")
    cities = {name: make_city(name) for name in ["Bern", "Athens", "Cologne", "Dublin", "Essen"]}
    for name, network in [("Bern", safe), ("Athens", safe), ("Cologne", safe), ("Bern", draft), ("Dublin", draft)]:
        make_membership(cities[name], network)
    approach = make_approach(cities["Bern"], title_en="Self")
    make_approach(cities["Bern"])
    there = {name: make_approach(cities[name]) for name in ["Athens", "Cologne", "Dublin", "Essen"]}
    make_approach(cities["Cologne"], state="draft")
    assert reading_on(approach).neighbours == [there["Cologne"], there["Athens"]]
    approach.related.add(there["Athens"])
    response = client.get("/en/approaches/bern/self/")
    assert response.context["suggestions"] == [there["Athens"]]
    assert response.context["neighbours"] == [there["Cologne"]]


def test_as_many_neighbours_are_shown_if_some_are_suggested(client):
    network, cities = make_network(), [make_city(name) for name in "ABCDEFGH"]
    for city in cities:
        make_membership(city, network)
    own, *others = [make_approach(city) for city in cities]
    own.related.add(*others[:3])
    assert reading_on(own)[:3] == ([], others[:3], others[3:6])


@pytest.mark.parametrize(("others", "links"), [(6, []), (8, ["/en/approaches/?city=bern"])])
def test_of_many_in_one_city_those_that_follow_are_shown_and_all_are_linked(client, others, links):
    city = make_city("Bern")
    first, own, *rest = [make_approach(city, title_en=f"Part {number}") for number in range(others + 1)]
    page = main_of(client.get("/en/approaches/bern/part-1/"))
    assert reading_on(own).siblings == [*rest, first][:6]
    assert links_in(page, "/en/approaches/?city=") == links
    assert ("All 9 approaches from Bern" in text_of(page)) == bool(links)


def test_each_language_has_its_own_slug(client):
    make_approach(make_city("Bern"), title_en="Homes", title_de="Häuser", summary_de="x", languages=["en", "de"])
    own, others = ["/en/approaches/bern/homes/", "/de/ansaetze/bern/haeuser/"], []
    assert [client.get(address).status_code for address in own] == [200, 200]
    for address in ["/en/approaches/bern/haeuser/", "/de/ansaetze/bern/homes/"]:
        response = client.get(address)
        others.append((response.status_code, response.url))
    assert others == [(301, address) for address in own]


def test_an_approach_moves_with_its_city_and_its_slug(client):
    approach = make_approach(make_city("Bern"), title_en="Homes")
    approach.city = make_city("Ulm")
    approach.slug_en = "houses"
    approach.save()
    city = approach.city
    city.slug = "ulm-donau"
    city.save()
    for address in ["bern/homes", "ulm/houses", "ulm-donau/houses"]:
        response = client.get(f"/en/approaches/{address}/", follow=True)
        assert response.request["PATH_INFO"] == "/en/approaches/ulm-donau/houses/"
        assert len(response.redirect_chain) == (0 if address == "ulm-donau/houses" else 1)


@pytest.mark.parametrize("hidden", ["approach", "city"])
def test_a_draft_is_not_found(client, hidden):
    city = make_city("Bern", state="draft" if hidden == "city" else "published")
    make_approach(city, title_en="Homes", state="draft" if hidden == "approach" else "published")
    assert client.get("/en/approaches/bern/homes/").status_code == 404


def test_query_counts(client, forget_pages, django_assert_num_queries):
    area, network = make_area(), make_network()
    for number in range(4):  # three are suggested, one is left to the network
        neighbour = make_approach(make_city(f"Neighbour {number}"), [area])
        make_membership(neighbour.city, network)
    for number in [1, 2, 3]:
        approach = make_approach(make_city(f"City {number}"), [area], title_en="Homes")
        make_membership(approach.city, network)
        for _part in range(number):
            ApproachSection.objects.create(owner=approach, body_en="<p>x</p>")
            approach.contacts.add(make_contact())
            make_approach(approach.city, [area])
        if number in {1, 3}:
            freshness.forget()
            forget_pages()
            with django_assert_num_queries(12):  # the sets of bits are built as well
                client.get("/en/approaches/")
            with django_assert_num_queries(3):
                client.get("/en/approaches/?area=housing&country=DE")
            with django_assert_num_queries(12):
                client.get(f"/en/approaches/city-{number}/homes/")


@pytest.mark.parametrize(
    ("offices", "website", "shown"),
    [
        (["Welcome office"], "https://bern.example/", ["Welcome office"]),
        ([], "https://bern.example/", ["Bern"]),
        ([], "", []),
    ],
)
@pytest.mark.parametrize("withheld", [{"public_basis": ""}, {"public_until": "2020-01-01"}])
def test_in_place_of_a_contact_that_may_not_be_shown_stands_the_office_of_the_city(
    client, withheld, offices, website, shown
):
    approach = make_approach(make_city("Bern", website=website))
    person = make_contact(city=approach.city, organisation_en="Team", person="Ada Silent", email="ada@example.org")
    for name in offices:
        make_contact(city=approach.city, organisation_en=name)
    make_contact(city=approach.city, organisation_en="Other person", person="Bo Other")
    approach.contacts.set([person])
    page = client.get(approach.get_absolute_url())
    assert [str(contact.t.organisation) for contact in page.context["contacts"]] == ["Team"]
    Contact.objects.filter(pk=person.pk).update(**withheld)
    page = client.get(approach.get_absolute_url())
    assert [str(contact.t.organisation) for contact in page.context["contacts"]] == shown
    assert [word for word in ["Ada Silent", "ada@example.org", "Bo Other"] if word in page.content.decode()] == []
