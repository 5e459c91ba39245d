import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from cities.models import CitySection
from content.languages import CODES
from editing.links.internal import addresses_of, pages_linking_to
from news.models import NewsSection
from tests.factories import (
    make_approach,
    make_area,
    make_city,
    make_contact,
    make_edition,
    make_network,
    make_page,
    make_post,
    make_user,
)

pytestmark = pytest.mark.django_db


def link(address):
    return f'<p>See <a href="{address}">there</a>.</p>'


def linking_post(address, column="body_en", **values):
    """A news post with a section that links to an address."""
    post = make_post(**values)
    NewsSection.objects.create(owner=post, **{column: link(address)})
    return post


def test_the_addresses_of_a_page_are_those_in_all_languages_and_the_permanent_one():
    post = make_post(title_en="Homes", title_de="Häuser")
    with override("de"):
        german = post.get_absolute_url()
    addresses = addresses_of(post)
    assert len(addresses) == len(CODES) + 1
    assert {"/en/news/homes/", german, f"/id/{post.uuid}/"} <= set(addresses)


def test_the_files_of_an_edition_have_addresses_too():
    edition = make_edition(languages=["de", "en"])
    with override("pl"):
        polish = {file.get_absolute_url() for file in edition.files.all()}
    assert len(polish) == 2
    assert {*polish, f"/id/{edition.uuid}/"} <= set(addresses_of(edition))


def test_what_has_no_page_has_no_address():
    assert [addresses_of(make_area()), addresses_of(make_contact())] == [[], []]
    assert pages_linking_to([]) == []


@pytest.mark.parametrize("column", [f"body_{code}" for code in CODES])
def test_a_link_is_found_in_the_text_of_a_section_in_every_language(column):
    post = linking_post("/en/cities/bern/", column)
    make_post()
    with override("fr"):
        assert pages_linking_to(["/en/cities/bern/"]) == [post]


@pytest.mark.parametrize(
    "address",
    [
        "/en/cities/bern/",
        "/en/cities/bern",
        "/en/Cities/Bern/",
        "/en/cities/bern/#section-1",
        "/en/cities/bern/?a=b&amp;c=d",
        "https://example.org/en/cities/bern/",
    ],
)
def test_a_link_is_found_however_it_is_written(address):
    post = linking_post(address)
    assert pages_linking_to(["/de/staedte/bern/", "/en/cities/bern/"]) == [post]


@pytest.mark.parametrize("address", ["/en/cities/bern-2/", "/en/cities/bern/more/", "/en/cities/", "/de/cities/bern/"])
def test_an_address_that_only_begins_alike_is_no_link(address):
    linking_post(address)
    assert pages_linking_to(["/en/cities/bern/"]) == []


def test_an_address_with_a_dot_is_taken_literally():
    linking_post("/en/reports/bern/2021/dexpdf")
    post = linking_post("/en/reports/bern/2021/de.pdf")
    assert pages_linking_to(["/en/reports/bern/2021/de.pdf"]) == [post]


def test_every_kind_of_text_and_link_is_searched_and_each_page_named_once():
    city, network = make_city(), make_network(description_el=link("/en/news/a/"))
    for _section in range(2):
        CitySection.objects.create(owner=city, body_en=link("/en/news/a/"), body_de=link("/en/news/a/"))
    contact = make_contact(website="https://example.org/en/news/a/")
    found = pages_linking_to(["/en/news/a/"])
    assert (len(found), set(found)) == (3, {city, network, contact})


@pytest.mark.parametrize("number", [1, 3])
def test_the_search_takes_a_fixed_number_of_queries(number, django_assert_num_queries):
    for _number in range(number):
        linking_post("/en/news/a/")
    make_network(description_en=link("/en/news/a/"))
    addresses = [f"/en/news/{name}/" for name in ["a", *range(2000)]]
    with django_assert_num_queries(8):
        assert len(pages_linking_to(addresses)) == number + 1


HEADING = "These pages link here. Their links will lead nowhere:"


@pytest.fixture
def confirm(client):
    """The page on which somebody of a group confirms a deletion."""

    def ask(group, obj):
        client.force_login(make_user(group))
        name = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_delete"
        return client.get(reverse(name, args=[obj.pk])).content.decode()

    return ask


def test_deleting_says_what_links_there(confirm):
    post = make_post()
    CitySection.objects.create(owner=make_city("Other"), body_en="<p>No link</p>")
    city = make_city("Bern")
    CitySection.objects.create(owner=city, body_de=link(f"/id/{post.uuid}/"))
    NewsSection.objects.create(owner=post, body_en=link(post.get_absolute_url()))
    html = confirm("Administrator", post)
    shown = html.partition(HEADING)[2].partition("</ul>")[0]
    assert shown.count("<li>") == 1
    assert f'<a href="{reverse("admin:cities_city_change", args=[city.pk])}">Bern</a>' in shown
    assert "Are you sure you want to delete" in html


def test_deleting_an_edition_says_what_links_to_its_files(confirm):
    edition = make_edition()
    city = make_city("Bern")
    CitySection.objects.create(owner=city, body_en=link(edition.files.get().get_absolute_url()))
    assert f'<a href="{reverse("admin:cities_city_change", args=[city.pk])}">Bern</a>' in confirm(
        "Report staff", edition
    )


def test_who_may_not_see_a_page_hears_only_that_it_links_here(confirm):
    edition = make_edition()
    page = linking_post(f"/id/{edition.uuid}/", title_en="Secret draft", state="draft")
    html = confirm("Report staff", edition)
    assert f"<li>news post {page.pk}</li>" in html
    assert "Secret draft" not in html


def test_what_nothing_links_to_is_deleted_without_the_list(confirm):
    linking_post("/en/news/other/")
    assert HEADING not in confirm("Administrator", make_page())


def test_deleting_several_says_what_links_to_any_of_them_and_stays(client):
    first, second, third = make_approach(), make_approach(), make_approach()
    page = linking_post(second.get_absolute_url(), title_en="Stays")
    linking_post(third.get_absolute_url(), title_en="Links elsewhere")
    client.force_login(make_user("Administrator"))
    url = reverse("admin:approaches_approach_changelist")
    choice = {"action": "delete_selected", "_selected_action": [first.pk, second.pk]}
    html = client.post(url, choice).content.decode()
    shown = html.partition(HEADING)[2].partition("</ul>")[0]
    assert f'<a href="{reverse("admin:news_newspost_change", args=[page.pk])}">Stays</a>' in shown
    assert "Links elsewhere" not in html
    client.post(url, choice | {"post": "yes", "seen": re.search(r'name="seen" value="(\w+)"', html)[1]})
    assert list(type(first).objects.all()) == [third]


def test_who_may_not_delete_is_not_offered_it(client):
    make_page()
    client.force_login(make_user("Translator"))
    assert "delete_selected" not in client.get(reverse("admin:pages_page_changelist")).content.decode()
