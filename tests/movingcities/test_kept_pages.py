"""Pages are made once and kept until what they show is another."""

import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import brotli
import pytest
import zstandard
from django.conf import settings as site_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from accounts.models import User
from approaches.models import Approach
from cities.models import City, Network, PolicyArea
from content import freshness
from movingcities.kept import shared
from movingcities.kept.middleware import STORE
from movingcities.kept.store import Store
from news.models import NewsPost
from tests.factories import (
    make_approach,
    make_area,
    make_city,
    make_contact,
    make_edition,
    make_membership,
    make_network,
    make_page,
    make_post,
    make_term,
)
from tests.forms import form_values

pytestmark = pytest.mark.django_db

IN_TWO_LANGUAGES = {"name_de": "Bern", "languages": ["en", "de"]}
UNPACK = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
UNPACK["zstd"] = lambda content: zstandard.ZstdDecompressor().decompress(content)


def make_some_of_all():
    city, area, network = (
        make_city("Bern", is_case_study=True, **IN_TWO_LANGUAGES),
        make_area("housing"),
        make_network("Net"),
    )
    make_approach(city, [area], title_en="Homes")
    make_edition(city, 2021, languages=())
    make_post(title_en="Fresh news")
    make_page(title_en="Privacy")
    make_term()
    return city, network


PAGES = [
    *(
        "/en/",
        "/de/",
        "/en/cities/",
        "/en/cities/bern/",
        "/de/staedte/bern/",
        "/en/cities/compare/",
        "/en/approaches/?area=housing",
    ),
    *("/en/approaches/bern/homes/", "/en/approaches/matrix/", "/en/networks/", "/en/networks/net/", "/en/news/"),
    *("/en/news/fresh-news/", "/en/about/privacy/", "/en/reports/bern/", "/en/reports/bern/2021/", "/en/glossary/"),
    *("/en/search/?q=homes", "/en/search/suggestions/?q=hom", "/en/approaches/data.csv", "/en/cities/data.xlsx"),
    *("/en/cities/data.json", "/en/cities/data.geojson", "/en/news/feed.atom", "/sitemap.xml"),
    *("/sitemap-cities.xml", "/robots.txt", "/.well-known/security.txt", "/en/cities/map/?view=0,-7000,9000"),
]


def test_what_is_public_is_made_once_and_kept(client):
    make_some_of_all()
    client.force_login(User.objects.create_superuser("root"))
    client.cookies["anything"] = "mine"
    as_it_should_be = {
        "status": 200,
        "pages that are kept": 1,
        "queries of who comes next": 1,  # whether it is still the same
        "is what others get": True,
        "is told alike": True,
        "cookies": {},
        "depends on nothing of the one who asks": True,
        "nonce": False,
        "who has it already": (304, b"", True),
    }
    assert {address: seen_of(client, address) for address in PAGES} == dict.fromkeys(PAGES, as_it_should_be)


def seen_of(client, address):
    """What a page is like that is first asked for by somebody whom the site knows, and then by a visitor."""
    STORE.clear()
    first = client.get(address, headers={"accept-language": "fr", "user-agent": "mine"})
    kept = len(STORE)
    with CaptureQueriesContext(connection) as queries:
        again = Client().get(address)
    number = len(queries)  # the next request empties the list
    asked = client.get(address, headers={"if-none-match": first["ETag"]})
    return {
        "status": first.status_code,
        "pages that are kept": kept,
        "queries of who comes next": number,
        "is what others get": first.content == again.content == only_page().body("identity"),
        "is told alike": told_by(first) == told_by(again),
        "cookies": dict(first.cookies),
        "depends on nothing of the one who asks": set(first.get("Vary", "").split(", "))
        <= {"", "Accept-Encoding", "HX-Request"},
        "nonce": "nonce" in first.get("Content-Security-Policy", ""),
        "who has it already": (asked.status_code, asked.content, asked["ETag"] == first["ETag"]),
    }


def told_by(response):
    """Its headers; but when it changed, who has looked only once does not know exactly."""
    return {name: value for name, value in response.items() if name != "Last-Modified"}


def kept_addresses():
    return [*STORE._new._entries, *STORE._asked_again._entries]


def only_page():
    """The one page that is kept."""
    (address,) = kept_addresses()
    return STORE.get(address).value


def test_what_is_for_one_reader_or_not_there_is_not_kept(client, admin_client):
    make_some_of_all()
    draft = make_city("Draft", state="draft")
    for address in ["/", "/en/nothing/", f"/id/{draft.uuid}/", "/en/cities/draft/", "/de/staedte/bern"]:
        client.get(address)
    admin_client.get(reverse("admin:index"))
    assert len(STORE) == 0


CHANGES = {
    "an approach of it": (lambda city: make_approach(city, title_en="New"), True),
    "its name": (lambda city: City.objects.filter(pk=city.pk).update(name_en="Berne"), True),
    "a contact of it": (lambda city: make_contact(city=city), True),
    "a page in the menu": (lambda city: make_page(title_en="New page", in_menu=True), True),
    "the glossary": (lambda city: make_term(), False),
    "another city": (lambda city: make_city(), False),
    "an approach of another city": (lambda city: make_approach(), False),
    "a person": (lambda city: User.objects.create_user("somebody"), False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_is_made_anew_when_something_that_it_shows_has_changed(client, change):
    do, makes_it_anew = CHANGES[change]
    city, _network = make_some_of_all()
    before = client.get("/en/cities/bern/")
    kept = only_page()
    do(city)
    after = client.get("/en/cities/bern/")
    assert (only_page() is not kept) == makes_it_anew
    assert (after.content != before.content) == (after["ETag"] != before["ETag"]) == makes_it_anew


WRITES = {
    "nothing": lambda: None,
    "a name": lambda: City.objects.filter(name_en="Bern").update(name_en="Berne"),
    "a text": lambda: Approach.objects.filter(title_en="Homes").update(summary_en="For all"),
    "a number": lambda: City.objects.filter(name_en="Graz").update(population=None),
    "what is published at this moment": lambda: make_approach(make_city("Linz"), title_en="New"),
    "a draft": lambda: make_city("Draft", state="draft"),
    "a draft that is published": lambda: City.objects.filter(name_en="Draft").update(state="published"),
    "what is scheduled": lambda: make_post(publish_at=timezone.now() + timedelta(days=1)),
    "a policy area of an approach": lambda: Approach.objects.get(title_en="Homes").policy_areas.add(make_area("work")),
    "what an area is called": lambda: PolicyArea.objects.filter(slug="work").update(name_en="Labour"),
    "a member of a network": lambda: make_membership(City.objects.get(slug="graz"), Network.objects.get()),
    "the order of cities": lambda: City.objects.filter(slug="graz").update(name_en="Aachen"),
    "what is withdrawn": lambda: City.objects.filter(slug="graz").update(state="draft"),
    "what is deleted": lambda: NewsPost.objects.all().delete(),
}


SOME_PAGES = [
    *("/en/", "/de/", "/en/cities/", "/de/staedte/bern/", "/en/approaches/?area=housing", "/en/approaches/bern/homes/"),
    *("/en/approaches/matrix/", "/en/networks/net/", "/en/news/", "/en/reports/bern/", "/en/search/?q=homes"),
    *("/en/cities/data.json", "/sitemap-cities.xml"),
]


def test_what_is_kept_is_what_would_be_made_from_nothing(client, forget_pages):
    make_some_of_all()
    make_approach(make_city("Graz", population=1), title_en="Work")
    for name, write in WRITES.items():
        pages = {entry: STORE.get(entry).value for entry in kept_addresses()}
        write()
        kept = {address: client.get(address).content for address in SOME_PAGES}
        same = sum(STORE.get(entry).value is page for entry, page in pages.items())
        assert (name, not pages or same > 0) == (name, True)  # some of them are not made anew
        forget_pages()
        freshness.forget()
        for address in SOME_PAGES:
            assert (name, address, kept[address]) == (name, address, client.get(address).content)


def test_a_page_that_is_still_the_same_is_only_asked_for(client, django_assert_num_queries):
    make_some_of_all()
    client.get("/en/cities/bern/")
    for _number in range(3):
        make_city()
        with django_assert_num_queries(8):  # what has changed, in which rows, and six that read cities
            client.get("/en/cities/bern/")


def test_a_page_that_shows_nothing_of_what_was_written_asks_for_nothing(client, django_assert_num_queries):
    make_some_of_all()
    other = make_city("Graz")
    page = client.get("/en/cities/bern/")
    for number in range(3):
        City.objects.filter(pk=other.pk).update(subtitle_en=f"Subtitle {number}")
        with django_assert_num_queries(2):  # what has changed, and in which rows
            assert client.get("/en/cities/bern/").content == page.content


def test_a_page_of_what_is_withdrawn_is_gone(client):
    city, _network = make_some_of_all()
    assert client.get("/en/cities/bern/").status_code == 200
    city.state = "draft"
    city.save()
    assert client.get("/en/cities/bern/").status_code == 404
    assert "Bern" not in client.get("/en/cities/").content.decode()


def test_what_is_scheduled_and_what_ends_by_itself_shows_at_its_time(client, monkeypatch):
    city, _network = make_some_of_all()
    now = timezone.now()
    make_contact(city=city, organisation_en="Office of homes", public_until=timezone.localdate(now))
    make_approach(city, title_en="Later", publish_at=now + timedelta(hours=1))

    def shown(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        text = client.get("/en/cities/bern/").content.decode()
        return "Later" in text, "Office of homes" in text

    assert shown(now) == shown(now + timedelta(minutes=1)) == (False, True)
    hour = now + timedelta(hours=1)
    is_same_day = timezone.localdate(hour) == timezone.localdate(now)
    assert shown(hour) == (True, is_same_day)
    assert shown(now + timedelta(days=1)) == (True, False)


def test_parameters_that_count_visitors_are_left_out_of_key_and_page(client):
    make_some_of_all()
    plain = client.get("/en/approaches/?area=housing")
    counted = client.get("/en/approaches/?utm_source=letter&area=housing&fbclid=x")
    assert (counted.content, len(STORE)) == (plain.content, 1)


def test_a_page_with_unknown_parameters_is_made_and_not_kept(client):
    make_some_of_all()
    for address in ["/en/approaches/?unknown=1", "/en/cities/bern/?x=1", f"/en/approaches/?q={'x' * 600}"]:
        assert client.get(address).status_code == 200
    assert len(STORE) == 0


def test_what_a_search_server_finds_is_not_kept(client, settings):
    make_some_of_all()
    settings.SEARCH_ENGINE = "search.engines.SQLite"
    for address in ["/en/search/?q=homes", "/en/search/suggestions/?q=hom", "/en/approaches/?q=homes", "/en/search/"]:
        assert client.get(address).status_code == 200
    assert len(STORE) == 1


def test_what_changes_on_a_list_is_kept_apart_from_the_page(client):
    make_some_of_all()
    page = client.get("/en/approaches/")
    part = client.get("/en/approaches/", headers={"hx-request": "true"})
    assert len(part.content) < len(page.content)
    assert client.get("/en/approaches/").content == page.content


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_each_coding_has_the_same_content_and_an_etag_of_its_own(client, coding):
    make_some_of_all()
    plain = client.get("/en/cities/data.geojson", headers={"accept-encoding": "identity"})
    found = client.get("/en/cities/data.geojson", headers={"accept-encoding": coding})
    assert UNPACK[coding](found.content) == plain.content
    assert found.headers.get("Content-Encoding", "identity") == coding
    assert (found["ETag"] == plain["ETag"]) == (coding == "identity")
    assert (int(found["Content-Length"]), found["Vary"]) == (len(found.content), "Accept-Encoding")


@pytest.mark.parametrize("name", ["data.csv", "data.xlsx", "data.json", "data.geojson", "feed.atom"])
def test_a_file_that_says_the_same_is_the_same_byte_by_byte(client, forget_pages, name):
    """Or another process would give it another ETag."""
    made = []
    for make in [lambda: None, make_some_of_all]:
        make()
        for _time in range(2):
            made.append(client.get(f"/en/cities/{name}").content)
            forget_pages()
            if name == "data.xlsx":  # tells whole seconds
                time.sleep(1)
    assert made[0] == made[1] != made[2] == made[3]


def test_a_host_that_is_not_ours_gets_no_kept_page(client, settings):
    settings.ALLOWED_HOSTS = ["cities.example.org"]
    make_some_of_all()
    assert client.get("/en/", headers={"host": "cities.example.org"}).status_code == 200
    assert client.get("/en/", headers={"host": "evil.example.org"}).status_code == 400


def test_what_is_kept_has_the_host_of_the_site_and_not_that_of_the_request(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_some_of_all()
    for address in ["/sitemap.xml", "/sitemap-cities.xml", "/en/news/feed.atom", "/en/"]:
        text = client.get(address, headers={"host": "other.example.org"}).content.decode()
        assert "other.example.org" not in text
        assert site_settings.SITE_URL in text


def test_a_file_that_is_too_long_to_be_kept_is_sent_as_it_is_made_and_not_twice(client, monkeypatch):
    monkeypatch.setattr("movingcities.kept.pages.MOST_BYTES", 100)
    make_some_of_all()
    sent = client.get("/en/cities/data.csv", headers={"accept-encoding": "gzip"})
    text = gzip.decompress(sent.getvalue()).decode("utf-8-sig")
    assert ("Bern" in text, sent["ETag"][:3], len(STORE)) == (True, 'W/"', 0)
    asked = client.get("/en/cities/data.csv", headers={"if-none-match": sent["ETag"]})
    assert asked.status_code == 304
    City.objects.update(name_en="Berne")
    assert client.get("/en/cities/data.csv", headers={"if-none-match": sent["ETag"]}).status_code == 200


@pytest.fixture
def _pages_are_shared(monkeypatch):
    monkeypatch.setattr(shared.sharing, "is_on", True)
    monkeypatch.setattr(shared.sharing, "asked_again_at", 0)
    yield
    cache.clear()


@pytest.mark.usefixtures("_pages_are_shared")
def test_what_one_process_has_made_others_take_from_the_cache_until_it_is_another(client, forget_pages):
    city, _network = make_some_of_all()
    first = client.get("/en/cities/bern/", headers={"accept-encoding": "br"})
    forget_pages()  # as another process, which has none
    with CaptureQueriesContext(connection) as queries:
        again = client.get("/en/cities/bern/", headers={"accept-encoding": "gzip"})
    assert len(queries) == 1  # whether it is still the same
    assert gzip.decompress(again.content) == brotli.decompress(first.content)
    City.objects.filter(pk=city.pk).update(name_en="Berne")
    forget_pages()
    assert "Berne" in client.get("/en/cities/bern/").content.decode()


@pytest.mark.usefixtures("_pages_are_shared")
def test_a_cache_that_is_away_is_left_alone_for_a_while_and_hinders_nobody(client, forget_pages, monkeypatch, caplog):
    asked = []

    def fail(*_values):
        asked.append(None)
        raise ConnectionError("refused")

    make_some_of_all()
    monkeypatch.setattr(cache, "get", fail)
    for _time in range(3):
        assert client.get("/en/cities/bern/").status_code == 200
        forget_pages()
    assert (len(asked), [record.getMessage() for record in caplog.records]) == (
        1,
        ["Kept pages could not be shared: refused"],
    )


# Without a transaction around them, as in life


@pytest.fixture
def clock(monkeypatch):
    """The time, which stands still until it is set on."""

    class Clock:
        now = 1_800_000_000.1

    monkeypatch.setattr(time, "time", lambda: Clock.now)
    return Clock


@pytest.mark.django_db(transaction=True)
def test_not_modified_since_is_answered_once_the_second_of_a_change_is_past(client, clock):
    make_some_of_all()
    first = client.get("/en/")

    def status(modified):
        return client.get("/en/", headers={"if-modified-since": modified}).status_code

    assert (status(first["Last-Modified"]), first["Last-Modified"]) == (200, http_date(clock.now - 1))
    clock.now += 10
    settled = client.get("/en/")["Last-Modified"]
    assert (settled, status(settled), status(first["Last-Modified"])) == (http_date(clock.now - 10), 304, 200)
    City.objects.update(name_en="Berne")
    clock.now += 10
    assert (status(settled), client.get("/en/")["Last-Modified"]) == (200, http_date(clock.now - 1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("fraction", "last"), [(0.01, None), (0.05, 0), (0.5, 0), (0.99, 0)])
def test_nginx_may_keep_a_page_for_the_rest_of_the_second(client, clock, fraction, last):
    """It holds an answer until the second that is named is over, and then the page was seen a second ago at most."""
    make_some_of_all()
    clock.now = 1_800_000_100 + fraction
    header = client.get("/en/").headers.get("X-Accel-Expires")
    assert header == (None if last is None else f"@{1_800_000_100 + last}")


@pytest.mark.django_db(transaction=True)
def test_who_saves_sees_it_at_once(client, admin_client, clock):
    city, _network = make_some_of_all()
    client.get("/en/cities/bern/")
    form = admin_client.get(reverse("admin:cities_city_change", args=[city.pk]))
    data = form_values(form) | {"name_en": "Berne"}
    assert admin_client.post(reverse("admin:cities_city_change", args=[city.pk]), data).status_code == 302
    assert "Berne" in client.get("/en/cities/bern/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_another_process_saves_is_seen_within_a_second(client, clock):
    make_some_of_all()
    clock.now += 0.2  # the end of a quarter of a second
    client.get("/en/cities/bern/")
    City.objects.update(name_en="Berne")
    clock.now += 0.25
    assert "Berne" in client.get("/en/cities/bern/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_one_thread_makes_a_page_and_others_wait_for_it(client, monkeypatch):
    make_some_of_all()
    made, begins, may_end = [], threading.Event(), threading.Event()

    def count():
        made.append(None)
        begins.set()
        assert may_end.wait(10)

    monkeypatch.setattr(City, "next_case_study", lambda city: count())
    with ThreadPoolExecutor(5) as pool:
        answers = [pool.submit(visit, "/en/cities/bern/") for _reader in range(5)]
        assert begins.wait(10)
        time.sleep(0.2)
        may_end.set()
        contents = {answer.result() for answer in answers}
    assert (len(contents), len(made)) == (1, 1)


def visit(address):
    """What another reader sees, in a thread and with a connection of their own."""
    try:
        return Client().get(address).content
    finally:
        connection.close()


# The store


def test_what_was_asked_for_again_stays_when_a_robot_walks_through():
    store = Store(1000, lambda held: 10)
    for page in range(20):
        store.put(page, f"page {page}")
        store.get(page)
    for crossing in range(10_000):
        store.put(("robot", crossing), "crossing")
    assert [store.get(page) for page in range(20)] == [f"page {page}" for page in range(20)]
    assert store.bytes <= 1000


def test_a_store_never_holds_more_than_it_may():
    store = Store(1000, len)
    for place in range(300):
        store.put(place % 90, "x" * (place * 7 % 61))
        store.get(place * 13 % 90)
        assert store.bytes <= 1000
        assert store.bytes == sum(segment.bytes for segment in (store._new, store._asked_again))
    store.put("large", "x" * 500)
    assert store.get("large") is None


def test_a_store_of_nothing_keeps_nothing():
    store = Store(0, len)
    store.put("a", "x")
    assert (store.get("a"), len(store)) == (None, 0)
