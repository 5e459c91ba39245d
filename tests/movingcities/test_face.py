"""What gives the site its face on every page: icons, share pictures, the head, the drawings, compressed answers."""

import gzip
import re

import brotli
import pytest
from django.conf import settings
from django.template import Context, Template
from django.urls import reverse
from django.utils.translation import override

from cities.models import PolicyArea
from movingcities.views import server_error
from tests.content.test_pictures import with_picture
from tests.factories import PASSWORD, make_approach, make_area, make_city, make_network, make_page, make_post, make_user
from tests.pages_of import main_of, text_of

CODES = [code for code, _name in settings.LANGUAGES]
STATIC = settings.BASE_DIR / "movingcities" / "static"


def rendered(source, **context):
    return Template("{% load content %}" + source).render(Context(context))


def metas(response):
    """{name or property: content} of the head."""
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', response.content.decode()))


def test_every_icon_to_choose_is_drawn():
    drawn = re.findall(r'<symbol id="([a-z]+)"', (STATIC / "images" / "icons.svg").read_text())
    assert set(PolicyArea.Icon.values) - set(drawn) == set()
    assert len(drawn) == len(set(drawn))


def test_an_icon_is_silent_beside_its_words():
    svg = re.sub(r"icons\.\w+\.svg", "icons.svg", rendered('{% icon "house" %}'))
    use = '<use href="/static/images/icons.svg#house"/>'
    assert svg == f'<svg class="icon" width="24" height="24" aria-hidden="true">{use}</svg>'


def test_what_is_kept_is_rendered_once_and_escaped_once():
    source = "{% keep title %} {{ word }} {% endkeep %}<title>{{ title }}</title><b>{{ title }}</b>"
    assert rendered(source, word="A & B") == "<title>A &amp; B</title><b>A &amp; B</b>"


@pytest.mark.django_db
def test_the_icon_and_colour_of_an_area_stand_on_door_chip_and_card(client):
    make_approach(make_city("Bern"), [make_area("housing", icon="house", colour="ochre")], title_en="Homes")
    for path in ["/en/", "/en/approaches/", "/en/approaches/bern/homes/"]:
        page = main_of(client.get(path))
        assert len(re.findall(r'data-colour="ochre"[^>]*><svg class="icon".*?#house"', page)) == 1


@pytest.mark.django_db
def test_every_page_says_how_it_wants_to_be_shown_where_it_is_shared(client):
    city = with_picture(name="Bern", summary_en="Why it is here", picture_is_decorative=False, picture_alt_en="A bear")
    head = metas(client.get("/en/cities/bern/"))
    assert {name: head[name] for name in head if name.startswith("og:")} == {
        "og:site_name": "Moving Cities",
        "og:type": "article",
        "og:url": "http://localhost:8000/en/cities/bern/",
        "og:title": "Bern",
        "og:description": "Why it is here",
        "og:image": f"http://localhost:8000{city.picture.url}",
        "og:image:width": "1200",
        "og:image:height": "800",
        "og:image:alt": "A bear",
    }
    assert (head["description"], head["twitter:card"]) == ("Why it is here", "summary_large_image")


@pytest.mark.django_db
def test_no_page_is_without_description_and_share_picture(client):
    city, network = make_city("Bern"), make_network(description_en="<p>What <b>it</b> is</p>")
    things = [city, network, make_approach(city), make_post(), make_page()]
    paths = [thing.get_absolute_url() for thing in things]
    paths += [reverse(name) for name in ["home", "cities:city_list", "approaches:approach_list", "cities:network_list"]]
    for path in paths:
        head = metas(client.get(path))
        assert len(head["description"]) >= len("What it is")
        assert "<" not in head["description"]
        assert re.fullmatch(r"http://localhost:8000/static/images/share\S*\.png", head["og:image"])


@pytest.mark.parametrize("code", CODES)
@pytest.mark.django_db
def test_an_error_page_leads_to_every_language(client, code):
    response = client.get(f"/{code}/nowhere/")
    assert response.status_code == 404
    doors = re.findall(r'<a href="([^"]+)" lang="(\w+)" hreflang="\w+"', response.content.decode())
    assert set(doors) == {(f"/{other}/" if other != code else f"/{code}/nowhere/", other) for other in CODES}


@pytest.mark.parametrize("code", CODES)
def test_the_page_for_our_own_errors_needs_no_database_and_leads_to_every_language(rf, code):
    with override(code):
        page = server_error(rf.get(f"/{code}/")).content.decode()
    assert f'<html lang="{code}">' in page
    assert set(re.findall(r'class="chip"[^>]*href="([^"]+)"', page)) == {f"/{other}/" for other in CODES}


@pytest.mark.django_db
def test_the_page_of_components_is_for_staff(client):
    make_approach(make_city("Bern", is_case_study=True), [make_area()])
    assert client.get("/admin/components/").status_code == 302
    client.login(username=make_user("Editor").username, password=PASSWORD)
    page = main_of(client.get("/admin/components/"))
    assert "Every part that pages are made of." in text_of(page)
    assert [colour for colour in PolicyArea.Colour.values if f'data-colour="{colour}"' not in page] == []
    assert [icon for icon in PolicyArea.Icon.values if f"#{icon}" not in page] == []


@pytest.mark.django_db
def test_public_pages_are_compressed_and_the_admin_is_not(client):
    make_city("Bern")
    plain = client.get("/en/cities/").content
    for accepted, encoding, decompress in [("gzip, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)]:
        page = client.get("/en/cities/", headers={"Accept-Encoding": accepted})
        assert (page.headers["Content-Encoding"], decompress(page.content)) == (encoding, plain)
        assert page.headers["Content-Length"] == str(len(page.content))
        assert "Accept-Encoding" in page.headers["Vary"]
        assert "Content-Encoding" not in client.get("/admin/login/", headers={"Accept-Encoding": accepted}).headers


@pytest.mark.django_db
def test_pictures_are_not_compressed_again(client):
    response = client.get(with_picture().picture.url, headers={"Accept-Encoding": "gzip"})
    assert len(b"".join(response.streaming_content)) == int(response.headers["Content-Length"])
    assert "Content-Encoding" not in response.headers
    response.close()
