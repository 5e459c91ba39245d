import errno
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse, translate_url
from django.utils.translation import gettext, override

from cities.models import CitySection
from content import freshness
from movingcities.middleware import NAMED
from tests.factories import (
    make_approach,
    make_area,
    make_city,
    make_edition,
    make_membership,
    make_network,
    make_page,
    make_post,
)
from tests.pages_of import links_in, main_of, text_of

pytestmark = pytest.mark.django_db
CODES = [code for code, _name in settings.LANGUAGES]


def alternates(response):
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)"\s+href="([^"]+)"', response.content.decode()))


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de-AT,en;q=0.5", "de"), ("el", "el"), ("gr", "en"), ("ja", "en"), ("", "en"), ("x" * 9999, "en")],
)
def test_only_the_front_door_asks_for_the_language_of_the_browser(client, accepted, language):
    response = client.get("/", headers={"Accept-Language": accepted})
    assert (response.status_code, response.url) == (302, f"/{language}/")
    assert response.headers["Vary"] == "Accept-Language"
    deep = client.get("/en/cities/", headers={"Accept-Language": accepted})
    assert (deep.status_code, deep.headers["Content-Language"]) == (200, "en")


def test_home_counts_what_is_public(client):
    area, draft_city = make_area("housing"), make_city("Draft", state="draft")
    city = make_city("Bern", is_case_study=True)
    make_approach(city, [area])
    make_approach(city, [area], state="draft")
    make_approach(draft_city, [area])
    make_network()
    make_network(state="review")
    make_post(title_en="Fresh news")
    text = text_of(main_of(client.get("/en/")))
    for part in ["1 city", "1 approach", "1 network", "1 Housing", "Bern", "Fresh news"]:
        assert part in text
    assert links_in(main_of(client.get("/en/")), "/en/approaches/?") == ["/en/approaches/?area=housing"]


def test_query_count_of_home(client, forget_pages, django_assert_num_queries):
    for number in [1, 2, 3]:
        city = make_city(f"City {number}", is_case_study=True)
        make_approach(city, [make_area(f"area-{number}")])
        make_post()
        if number in {1, 3}:
            freshness.forget()
            for queries in (14, 5, 1):  # the first visit of a process, another one, and one that finds it kept
                forget_pages() if queries > 1 else None
                with django_assert_num_queries(queries):
                    client.get("/en/")


def test_a_permanent_address_leads_to_the_page_in_the_language_of_the_browser(client):
    things = [make_city("Bern"), make_network(), make_post(), make_page(), make_approach(), make_edition()]
    for thing in things:
        response = client.get(f"/id/{thing.uuid}/", headers={"Accept-Language": "en"})
        assert (response.status_code, response.url) == (302, thing.get_absolute_url())
        assert "Accept-Language" in response.headers["Vary"]
    assert client.get(f"/id/{make_city(state='draft').uuid}/").status_code == 404


def test_a_page_that_is_not_ready_is_shown_in_its_source_language_and_says_so(client):
    city = make_city("Kiel", name_de="Kiel", subtitle_de="Am Wasser", source_language="de", languages=["de"])
    CitySection.objects.create(owner=city, body_de="<p>Text auf Deutsch</p>", topic="focus")
    response = client.get("/en/cities/kiel/")
    page = main_of(response)
    assert "This page is not there in English yet. You are reading it in German." in text_of(page)
    assert '<div class="prose" lang="de"><p>Text auf Deutsch</p></div>' in page
    assert '<h1 lang="de">Kiel</h1>' in page
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert set(alternates(response)) == {"de", "x-default"}
    with override("de"):
        german = client.get(city.get_absolute_url())
    assert "noindex" not in german.content.decode()
    assert "lang=" not in re.sub(r'hreflang="\w+"', "", main_of(german))


def test_lists_tag_what_is_in_another_language(client):
    make_city("Kiel", name_de="Kiel", source_language="de", languages=["de"])
    assert "Kiel in German" in text_of(main_of(client.get("/en/cities/")))


def test_a_page_with_gaps_says_so(client):
    city = make_city("Bern", languages=["en", "fr"], name_fr="Berne")
    CitySection.objects.create(owner=city, body_en="<p>Only English</p>")
    with override("fr"):
        page = main_of(client.get(city.get_absolute_url()))
    assert "Certaines parties de cette page n’existent qu’en anglais." in text_of(page)
    assert '<div class="prose" lang="en"><p>Only English</p></div>' in page


def test_the_language_switch_stays_on_the_object_and_keeps_filters(client):
    make_area("housing")
    approach = make_approach(title_de="Häuser", summary_de="x", languages=["en", "de"])
    page = client.get(approach.get_absolute_url()).content.decode()
    with override("de"):
        german = approach.get_absolute_url()
    assert f'href="{german}" lang="de" hreflang="de"' in page
    filtered = client.get("/en/approaches/?area=housing&q=x").content.decode()
    path = translate_url("/en/approaches/", "el")
    assert f'href="{path}?area=housing&amp;q=x" lang="el" hreflang="el"' in filtered


def test_every_page_names_its_ready_languages_and_itself(client):
    approach = make_approach(title_de="Häuser", summary_de="x", languages=["en", "de"])
    response = client.get(approach.get_absolute_url())
    with override("de"):
        german = approach.get_absolute_url()
    assert alternates(response) == {
        "en": settings.SITE_URL + approach.get_absolute_url(),
        "de": settings.SITE_URL + german,
        "x-default": f"{settings.SITE_URL}/id/{approach.uuid}/",
    }
    assert (
        f'<link rel="canonical" href="{settings.SITE_URL}{approach.get_absolute_url()}">' in response.content.decode()
    )
    assert set(alternates(client.get("/en/cities/"))) == {*CODES, "x-default"}


def test_the_sitemap_holds_what_is_public_in_its_ready_languages(client):
    city, draft = make_city("Bern", languages=["en", "fr"]), make_city("Draft", state="draft")
    make_approach(city, title_en="Homes")
    make_approach(draft, title_en="Orphan")
    make_network("Hidden", state="draft")
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    sections = [element.text.removeprefix(settings.SITE_URL) for element in index.iter() if element.tag.endswith("loc")]
    urls = [
        element.text.removeprefix(settings.SITE_URL)
        for section in sections
        for element in ElementTree.fromstring(client.get(section).content).iter()
        if element.tag.endswith("loc")
    ]
    with override("fr"):
        french = reverse("cities:city_detail", args=["bern"])
    assert [url for url in urls if "bern" in url] == ["/en/cities/bern/", french, "/en/approaches/bern/homes/"]
    assert [url for url in urls if "draft" in url or "hidden" in url or "orphan" in url] == []
    assert len([url for url in urls if url.count("/") == 2]) == len(CODES)


@pytest.mark.parametrize("code", CODES)
def test_not_found_speaks_the_language_of_the_address(client, code):
    response = client.get(f"/{code}/no-such-page/at/all/")
    with override(code):
        assert gettext("This door is not here") in response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{code}"' in response.content.decode()


@pytest.mark.parametrize("code", CODES)
def test_a_server_error_speaks_the_language_of_the_address_without_a_database(client, code, monkeypatch, settings):
    def broken(*_arguments):
        raise RuntimeError("broken")

    monkeypatch.setattr("pages.models.PageQuerySet.in_navigation", broken)
    client.raise_request_exception = False
    response = client.get(f"/{code}/")
    assert response.status_code == 500
    assert f'<html lang="{code}"' in response.content.decode()
    assert "RuntimeError" not in response.content.decode()


@pytest.mark.parametrize("code", CODES)
def test_a_full_disk_is_answered_with_what_to_do(client, code, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pages.models.PageQuerySet.in_navigation", full)
    client.raise_request_exception = False
    response = client.get(f"/{code}/")
    with override(code):
        assert gettext("There is no room left") in response.content.decode()
    assert response.status_code == 507


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_does_not_answer_is_told_in_the_language_of_the_address(client, code, error, monkeypatch):
    def away(*_arguments):
        raise error("server closed the connection unexpectedly")

    monkeypatch.setattr("pages.models.PageQuerySet.in_navigation", away)
    client.raise_request_exception = False
    response = client.get(f"/{code}/")
    with override(code):
        assert gettext("The site is away for a moment") in response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "10")


def test_a_form_without_its_token_is_refused_with_a_sentence():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {})
    assert (response.status_code, "This door is closed to you" in response.content.decode()) == (403, True)


def test_too_many_fields_are_refused_with_a_sentence(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    response = client.post("/admin/login/", {f"field-{number}": "x" for number in range(4)})
    assert (response.status_code, "This request cannot be read" in response.content.decode()) == (400, True)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/potsdam", "/en/cities/potsdam/"),
        ("/en/potsdam", "/en/cities/potsdam/"),
        ("/de/potsdam-2", "/de/{cities}/potsdam/"),
        ("/gr/potsdam", "/el/{cities}/potsdam/"),
        ("/gr", "/el/"),
        ("/de/{approaches}/wohnen", "/de/{approaches}/?area=housing"),
        ("/approaches/housing", "/en/approaches/?area=housing"),
        ("/de/{cities}/deutschland", "/de/{cities}/?country=DE"),
        ("/featured-cities", "/en/cities/"),
        ("/potsdam/homes", "/en/approaches/potsdam/homes/"),
        ("/en/potsdam/homes-3", "/en/approaches/potsdam/homes/"),
        ("/nowhere", None),
        ("/de/hidden", None),
        ("/a/b/c/d", None),
    ],
)
def test_addresses_of_the_original_site_lead_to_where_things_are_now(client, path, target):
    make_area("housing", name_de="Wohnen")
    make_approach(make_city("Potsdam"), title_en="Homes")
    make_city("Hidden", state="draft")
    words = {}
    if target and target[1:3] != "en":
        with override(target[1:3]):
            words = {
                "cities": reverse("cities:city_list").split("/")[2],
                "approaches": reverse("approaches:approach_list").split("/")[2],
            }
    response = client.get(path.format(**words), follow=True)
    if target is None:
        assert response.status_code == 404
    else:
        assert {status for _url, status in response.redirect_chain} == {301}
        assert response.redirect_chain[-1][0] == target.format(**words)
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "target"),
    [
        ("/en/Cities/?country=DE", 301, "/en/cities/?country=DE"),
        ("/EN/cities/Bern/", 301, "/en/cities/bern/"),
        ("/De/Staedte/BERN/", 301, "/de/staedte/bern/"),
        ("/en/Nowhere/", 404, None),
        ("/en/cities/Ulm/", 404, None),
        ("/Admin/", 301, "/admin/"),
        ("/admin/Nowhere/", 302, "/admin/login/?next=/admin/Nowhere/"),
    ],
)
def test_an_address_in_the_wrong_case_leads_to_the_right_one(client, path, status, target):
    make_city("Bern")
    response = client.get(path)
    assert (response.status_code, response.headers.get("Location")) == (status, target)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/de/cities/?country=CH", "/de/staedte/?country=CH"),
        ("/de/cities/bern/", "/de/staedte/bern/"),
        ("/en/staedte/bern/", "/en/cities/bern/"),
        ("/cities/bern/", "/en/cities/bern/"),
        ("/staedte/bern/", "/de/staedte/bern/"),
        ("/fr/cities/compare/?city=bern", "/fr/villes/comparaison/?city=bern"),
        ("/de/search/?q=a", "/de/suche/?q=a"),
        ("/de/cities/ulm/", None),
        ("/de/cities/secret/", None),
    ],
)
def test_an_address_in_the_words_of_another_language_leads_to_the_right_one(client, path, target):
    make_city("Bern")
    make_city("Secret", state="draft")
    response = client.get(path)
    assert response.headers.get("Location") == target
    assert response.status_code == (301 if target else 404)


@pytest.mark.parametrize("view", NAMED)
def test_a_thing_that_is_not_there_is_not_looked_for_at_other_addresses(client, view):
    with override("de"):
        path = reverse(view, args=["nothing"])
    assert client.get(path.replace("/de/", "/fr/")).status_code == 404
    assert client.get(path.replace("nothing", "Nothing").replace("/de/", "/De/")).status_code == 404


def test_no_public_page_sets_a_cookie_or_varies_by_one(client):
    city = make_city("Bern", is_case_study=True)
    make_membership(city, make_network("Net"))
    make_edition(city)
    approach, post, page = make_approach(city), make_post(), make_page()
    paths = [
        "/",
        "/en/",
        "/en/cities/",
        "/en/approaches/",
        "/en/networks/",
        "/en/news/",
        "/en/reports/bern/",
        "/en/nope/",
    ]
    for path in [*paths, *(thing.get_absolute_url() for thing in [city, approach, post, page])]:
        response = client.get(path)
        assert response.cookies == {}
        assert "Cookie" not in response.headers.get("Vary", "")


def test_every_answer_carries_the_strict_policy(client):
    for path in ["/en/", "/en/nope/", "/admin/login/", "/"]:
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy


def test_robots_stay_out_until_the_site_is_in_production(client, settings, forget_pages):
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n\n"
    settings.IS_HTTPS = True
    forget_pages()
    assert "Disallow: /admin/\nSitemap: http://localhost:8000/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_whom_to_tell_of_a_weakness(client):
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())
    assert set(lines) == {"Contact", "Preferred-Languages", "Canonical", "Expires"}


def test_the_licence_of_the_content_stands_on_every_page(client, settings):
    settings.CONTENT_LICENCE = "CC0 1.0"
    assert "Texts and data: CC0 1.0" in text_of(client.get("/en/").content.decode())


def test_pages_answer_only_safe_methods(client):
    assert client.post("/en/").status_code == 405
