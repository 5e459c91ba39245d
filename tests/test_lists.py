"""What holds for all filtered lists and the files beside them."""

import csv
import io
import json
import re
from datetime import timedelta
from itertools import product
from random import Random
from urllib.parse import urlencode
from xml.etree import ElementTree

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import override

from approaches.filters import ApproachFilter
from movingcities.kept.middleware import STORE
from tests.catalogue import LISTS, Oracle, make_catalogue
from tests.factories import make_approach, make_area, make_city, make_membership, make_network, make_post
from tests.pages_of import main_of, text_of

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def body(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content


def ids_in_csv(content):
    return [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))][1:]


def ids_in_xlsx(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active
    return [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]


def ids_in_json(content):
    return [item["id"] for item in json.loads(content)["items"]]


def ids_in_geojson(content):
    return [feature["id"] for feature in json.loads(content)["features"]]


def ids_in_atom(content):
    entries = ElementTree.fromstring(content).iter(f"{ATOM}entry")
    return [entry.findtext(f"{ATOM}id").removeprefix("urn:uuid:") for entry in entries]


IDS_IN = {
    "data.csv": ids_in_csv,
    "data.xlsx": ids_in_xlsx,
    "data.json": ids_in_json,
    "data.geojson": ids_in_geojson,
    "feed.atom": ids_in_atom,
}


def counts_on(page):
    """{name: {value: number}} of the options on a page."""
    counts = {}
    box, count = r'name="(\w+)" value="([^"]*)" id="[^"]*"[^>]*>', r'<span class="option-count">(\d+)<'
    for name, value, number in re.findall(rf"{box}\s+<span[^>]*>.*?</span>\s+{count}", page):
        counts.setdefault(name, {})[value] = int(number)
    return counts


def compare(client, name, times):
    """How many random filters of a list count or give out something else than plain reading finds."""
    make_catalogue()
    oracle, random, wrong = Oracle(name), Random(name), []
    for _time in range(times):
        chosen = oracle.random_filter(random)
        sort = random.choice(list(oracle.filterset.sorts))
        query = urlencode([*((n, v) for n, values in chosen.items() for v in values), ("sort", sort)])
        STORE.clear()  # what is kept has no context
        response = client.get(f"{oracle.address}?{query}")
        expected, page = oracle.found(chosen), response.context["page"]
        shown = [str(thing.uuid) for thing in page.object_list]
        files = [ids_in(body(client, f"{oracle.address}{file}?{query}")) for file, ids_in in IDS_IN.items()]
        is_right = (
            page.paginator.count == len(expected)
            and counts_on(main_of(response)) == oracle.counts(chosen)
            and all(ids == files[0] for ids in files)
            and (set(files[0]), len(files[0]), files[0][: len(shown)]) == (expected, len(expected), shown)
        )
        wrong += [] if is_right else [query]
    return wrong


@pytest.mark.parametrize("name", LISTS)
def test_random_filters_count_and_give_out_what_reading_finds(client, name):
    """`make trials` tries 200."""
    assert compare(client, name, 6) == []


HOSTILE = [
    "\x00",
    "%00",
    "\ud800",
    "'; DROP TABLE cities_city; --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "%s%n{0.__class__}",
    "../../etc/passwd",
    "a" * 10_000,
    "ﷺ" * 50,
    "\u202etxt",
    "１",
    "nan",
    "1e309",
    "-1",
    "9" * 5000,
    "\r\nSet-Cookie: a=b",
    "[]",
    "None",
    "true",
]


NAMES = ["area", "country", "city", "q", "sort", "page", "verified", "area[]", "x" * 300]
PATHS = [address for _model, _filterset, address, _values in LISTS.values()]


def hostile_addresses():
    for path, name, value in product(PATHS, NAMES, HOSTILE):
        query = urlencode({name: value.encode("utf-8", "surrogatepass")})
        yield from (f"{path}?{query}", f"{path}data.json?{query}")


def test_hostile_values_are_answered_and_never_executed(client):
    """`make trials` tries all."""
    make_catalogue()
    statuses = set()
    for address in Random(26).sample(list(hostile_addresses()), 50):
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
        statuses.add(response.status_code)
        assert b"<script>alert" not in content or not response.headers["Content-Type"].startswith("text/html")
        assert "Set-Cookie" not in response.headers
    assert statuses == {200, 400, 404}  # 400 are files of what there is not


def test_many_values_are_one_answer_with_the_usual_queries(client, forget_pages):
    make_catalogue()
    client.get("/en/approaches/")
    forget_pages()
    with CaptureQueriesContext(connection) as usual:
        client.get("/en/approaches/")
    known = [("area", "housing")] * 100 + [("city", f"unknown-{n}") for n in range(100)]
    with CaptureQueriesContext(connection) as many:
        response = client.get(f"/en/approaches/?{urlencode(known)}")
    assert response.status_code == 200
    assert len(many) == len(usual)
    assert response.context["filters"].query == "area=housing"
    assert "unknown-0, unknown-1, unknown-2, unknown-3, unknown-4, …" in text_of(main_of(response))
    assert client.get(f"/en/approaches/?{urlencode([('area', n) for n in range(6000)])}").status_code == 400


def test_empty_parameters_are_taken_out_of_the_address(client):
    make_approach(areas=[make_area("housing")])
    response = client.get("/en/approaches/?q=&area=housing&sort=&country=&area=")
    assert (response.status_code, response.url) == (302, "/en/approaches/?area=housing")
    response = client.get("/en/approaches/?q=&sort=")
    assert (response.status_code, response.url) == (302, "/en/approaches/")
    assert client.get("/en/approaches/?area=housing&sort=title").status_code == 200


def test_htmx_gets_what_changes_and_the_tidy_address(client):
    make_approach(areas=[make_area("housing")])
    response = client.get("/en/approaches/?q=&area=housing&sort=", headers={"HX-Request": "true"})
    html = response.content.decode()
    assert response.headers["HX-Push-Url"] == "/en/approaches/?area=housing"
    assert "HX-Request" in response.headers["Vary"]
    assert "<html" not in html
    assert html.count("data-hx-swap-oob") == 2 + len(response.context["filters"].shown_facets)
    assert "<title>Housing – Approaches – Moving Cities</title>" in html
    assert "HX-Request" in client.get("/en/approaches/").headers["Vary"]


def test_an_option_says_what_it_gives_along_with_the_filters_of_other_names(client):
    housing, health, empty = make_area("housing"), make_area("health"), make_area("empty")
    make_approach(make_city("Bern", country="CH"), [housing])
    make_approach(make_city("Ulm"), [housing, health])
    make_approach(make_city("Kiel", state="draft"), [housing, health, empty])
    page = main_of(client.get("/en/approaches/?area=housing&country=CH"))
    counts = counts_on(page)
    assert counts["area"] == {"housing": 1, "health": 0, "empty": 0}
    assert counts["country"] == {"CH": 1, "DE": 1}
    assert re.search(r'<label class="has-none"><input type="checkbox"\s+name="area" value="health"', page)
    assert "0 means that nothing fits both." in page


def test_a_list_without_results_says_what_each_filter_keeps_out(client):
    housing, health = make_area("housing"), make_area("health")
    bern = make_city("Bern", country="CH")
    for areas in [[housing], [housing], [health]]:
        make_approach(bern, areas)
    make_approach(make_city("Ulm"))
    page = main_of(client.get("/en/approaches/?area=housing&country=DE"))
    assert "0 approaches" in text_of(page)
    assert "Without “Housing” 1" in text_of(page)
    assert "Without “Germany” 2" in text_of(page)
    assert 'href="/en/approaches/?country=DE">Without' in page


def test_a_long_facet_shows_what_has_most_results_and_what_is_chosen(client):
    for number in range(60):
        city = make_city(f"City {number:02}", country="FR" if number < 5 else "DE")
        for _time in range(1 if number < 8 else 2):
            make_approach(city)
    options = counts_on(main_of(client.get("/en/approaches/")))["city"]
    assert len(options) == 50
    assert set(range(8, 60)) > {int(slug[5:]) for slug, number in options.items() if number == 2} - {0}
    response = client.get("/en/approaches/?city=city-00")
    assert "city-00" in counts_on(main_of(response))["city"]
    assert "9 more with fewer results appear when you choose in the other groups." in text_of(main_of(response))
    assert set(counts_on(main_of(client.get("/en/approaches/?country=FR")))["city"]) > {f"city-0{n}" for n in range(5)}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Åland A", "Ärzte A", "Łódź A", "Zürich A"]),
        ("sort=title", ["Åland A", "Ärzte A", "Łódź A", "Zürich A"]),
        ("sort=newest", ["Zürich A", "Łódź A", "Ärzte A", "Åland A"]),
    ],
)
def test_lists_are_sorted_as_readers_expect(client, query, names):
    for day, name in enumerate(["Åland", "Ärzte", "Łódź", "Zürich"], 1):
        make_approach(make_city(name), title_en=f"{name} A", publish_at=f"2026-01-0{day}T00:00Z")
    page = client.get(f"/en/approaches/?{query}").context["page"]
    assert [str(approach.t.title) for approach in page.object_list] == names


@pytest.mark.parametrize("name", ["data.csv", "data.json", "feed.atom"])
def test_a_file_stays_in_the_language_it_was_asked_for_in_while_it_is_sent(client, name):
    make_city("Cologne", name_de="Köln", languages=["en", "de"])
    with override("de"):
        address = reverse("cities:city_list") + name
    texts = []
    for around in ["de", "en"]:
        response = client.get(address)
        with override(around):
            texts.append(response.getvalue().decode())
    assert (texts[0] == texts[1], "Köln" in texts[0]) == (True, True)


def test_the_order_and_the_labels_are_those_of_the_language(client):
    make_city("Cologne", name_de="Köln", languages=["en", "de"])
    make_city("Hamburg")
    make_city("Vienna", name_de="Wien", languages=["en", "de"], country="AT")
    for language, names in [("en", ["Vienna", "Cologne", "Hamburg"]), ("de", ["Hamburg", "Köln", "Wien"])]:
        with override(language):
            response = client.get(reverse("cities:city_list"))
            assert [str(city.t.name) for city in response.context["page"].object_list] == names
    countries = [option.label for option in response.context["filters"].shown_facets[0].options]
    assert countries == ["Deutschland", "Österreich"]


def test_what_is_scheduled_appears_in_its_time_without_being_written(client, monkeypatch):
    now = timezone.now()
    make_city("Now")
    make_city("Later", publish_at=now + timedelta(hours=1))
    assert "1 city" in text_of(main_of(client.get("/en/cities/")))
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2))
    assert "2 cities" in text_of(main_of(client.get("/en/cities/")))


def test_what_is_hidden_again_disappears_at_once(client):
    city = make_city("Bern")
    make_city("Ulm")
    for state, number in [("published", 2), ("archived", 1), ("published", 2)]:
        type(city).objects.filter(pk=city.pk).update(state=state)
        assert client.get("/en/cities/").context["page"].paginator.count == number


def test_words_filter_a_list_best_first(client):
    housing = make_area("housing")
    for title in ["A clinic", "Homes", "Another clinic"]:
        make_approach(make_city("Bern"), [housing] if title != "A clinic" else [], title_en=title)
    make_approach(title_en="A hidden clinic", state="draft")

    def titles(query):
        return [str(approach.t.title) for approach in client.get(query).context["page"].object_list]

    assert titles("/en/approaches/?q=clinics") == ["A clinic", "Another clinic"]
    assert titles("/en/approaches/?q=clinic&sort=title") == ["A clinic", "Another clinic"]
    assert titles("/en/approaches/?q=clinic&area=housing") == ["Another clinic"]
    page = main_of(client.get("/en/approaches/?q=clinic"))
    assert re.search(r"Remove filter: </span><span\s*>clinic</span>", page)
    assert counts_on(page)["area"] == {"housing": 1}
    assert "noindex" in client.get("/en/approaches/?q=clinic").content.decode()
    assert len(ids_in_json(body(client, "/en/approaches/data.json?q=clinic"))) == 2
    assert "Without “%00” 3" in text_of(main_of(client.get("/en/approaches/?q=%2500")))


@pytest.mark.parametrize(
    "name", ["cities:city_list", "approaches:approach_list", "cities:network_list", "news:post_list"]
)
def test_every_language_switch_keeps_the_filters_and_leads_back(client, name):
    make_catalogue()
    query = {"cities:city_list": "country=DE&sort=name", "news:post_list": "year=2024"}.get(
        name, "country=DE&status=ended"
    )
    start = f"{reverse(name)}?{query}"
    html = client.get(start).content.decode().replace("&amp;", "&")
    for language in ["de", "fr", "es", "it", "pl", "el"]:
        with override("en"):
            address = translate_url(start, language)
        assert f'href="{address}" lang="{language}"' in html
        response = client.get(address)
        assert (response.status_code, response.context["filters"].query) == (200, query)
        assert f'href="{start}" lang="en"' in response.content.decode().replace("&amp;", "&")
        assert response.cookies == {}


@pytest.mark.parametrize(
    ("query", "is_indexable"),
    [
        ("", True),
        ("?area=housing", True),
        ("?area=housing&country=DE", False),
        ("?area=housing&area=health", False),
        ("?sort=title", False),
        ("?page=2", False),
    ],
)
def test_one_filter_may_be_indexed_and_no_more(client, query, is_indexable):
    areas = [make_area("housing"), make_area("health")]
    for _number in range(25):
        make_approach(make_city(), areas)
    html = client.get(f"/en/approaches/{query}").content.decode()
    assert ('rel="canonical"' in html, 'content="noindex"' in html) == (is_indexable, not is_indexable)


def test_files_and_feed_are_named_in_the_head_and_beside_the_number(client):
    make_approach(areas=[make_area("housing")])
    html = client.get("/de/ansaetze/?area=housing").content.decode()
    for file, kind in [("data.csv", "text/csv"), ("feed.atom", "application/atom+xml")]:
        assert f'<link rel="alternate" type="{kind}" title="Housing (de) – Ansätze' in html
        assert f'href="http://localhost:8000/de/ansaetze/{file}?area=housing">' in html
        assert f'href="/de/ansaetze/{file}?area=housing">' in main_of(client.get("/de/ansaetze/?area=housing"))
    assert html.count("hreflang") == 8 + 2 * 7  # in the head, and twice for readers


@pytest.mark.parametrize("name", IDS_IN)
def test_a_file_says_its_filter_and_its_licence(client, name):
    make_approach(make_city("Bern", country="CH"), [make_area("housing", name_de="Wohnen")])
    response = client.get(f"/de/ansaetze/{name}?area=housing&country=CH&page=7&utm_source=post&fbclid=1")
    content = response.content
    assert f'filename="moving-cities-ansaetze-wohnen-schweiz.{name[-4:].lstrip(".")}' in response.headers[
        "Content-Disposition"
    ].replace("geojson", "json")
    assert response.headers["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Content-Language"] == "de"
    if name == "data.xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert book.properties.title == "Wohnen, Schweiz – Ansätze"
        content = "".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row).encode()
    else:
        assert name == "data.csv" or "Wohnen, Schweiz – Ansätze" in content.decode()
    assert "https://creativecommons.org/licenses/by/4.0/" in content.decode()


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_spreadsheet_takes_a_text_for_a_formula(client, sign):
    make_city("Bern", summary_en=f"{sign}1+1", longitude="-3.7")
    rows = list(csv.DictReader(io.StringIO(body(client, "/en/cities/data.csv").decode("utf-8-sig"), newline="")))
    assert (rows[0]["summary"], rows[0]["longitude"]) == (f"'{sign}1+1", "-3.7")
    assert body(client, "/en/cities/data.csv").startswith(b"\xef\xbb\xbf")
    sheet = openpyxl.load_workbook(io.BytesIO(body(client, "/en/cities/data.xlsx"))).active
    cell = next(cell for cell in sheet[2] if str(cell.value).endswith("1+1"))
    assert cell.data_type == "s"


def test_a_feed_has_what_the_standard_asks_for(client):
    post = make_post(title_en="A & B <c>", title_de="Ä", teaser_de="Kurz", languages=["en", "de"])
    feed = ElementTree.fromstring(body(client, "/de/aktuelles/feed.atom"))
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost:8000/de/aktuelles/feed.atom"
    assert links["alternate"] == "http://localhost:8000/de/aktuelles/"
    for element in ["id", "title", "updated", "author"]:
        assert len(feed.findall(f"{ATOM}{element}")) == 1
    entry = feed.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{post.uuid}"
    assert (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary")) == ("Ä", "Kurz")
    assert entry.find(f"{ATOM}title").get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    again = ElementTree.fromstring(body(client, "/de/aktuelles/feed.atom"))
    assert again.findtext(f"{ATOM}id") == feed.findtext(f"{ATOM}id")


def test_places_are_points_on_the_map(client):
    bern, ulm = make_city("Bern", latitude="46.9", longitude="7.4"), make_city("Ulm", latitude="48.4", longitude="10.0")
    make_approach(bern)
    network, _lonely = make_network("A"), make_network("B")
    for city in [bern, ulm, make_city("Hidden", state="draft")]:
        make_membership(city, network)
    make_post().cities.add(ulm)

    def geometries(path):
        return [feature["geometry"] for feature in json.loads(body(client, path))["features"]]

    assert geometries("/en/approaches/data.geojson") == [{"type": "Point", "coordinates": [7.4, 46.9]}]
    assert geometries("/en/news/data.geojson") == [{"type": "Point", "coordinates": [10.0, 48.4]}]
    several, none = geometries("/en/networks/data.geojson")
    assert (several["type"], sorted(several["coordinates"]), none) == ("MultiPoint", [[7.4, 46.9], [10.0, 48.4]], None)


@pytest.mark.parametrize("name", IDS_IN)
@pytest.mark.parametrize(
    ("query", "sentences"),
    [
        ("area=hosing", ["The filter “area” has no value “hosing”. It has: housing, health."]),
        (
            "area=housing&area=x&sort=size",
            [
                "The filter “area” has no value “x”. It has: housing, health.",
                "The filter “sort” has no value “size”. It has: city, title, newest.",
            ],
        ),
        ("contry=DE&country=DE", ["This list has no filter “contry”. It has: {names}."]),
        ("contry=", ["This list has no filter “contry”. It has: {names}."]),
        ("area=housing&amp;country=DE", ["This list has no filter “amp;country”. It has: {names}."]),
        ("AREA=housing&utm_x=1", ["This list has no filter “AREA”. It has: {names}."]),
        (f"area={'<b>' * 99}%00", [f"The filter “area” has no value “{'<b>' * 13}<…”. It has: housing, health."]),
    ],
)
def test_a_file_of_what_there_is_not_is_refused_with_its_name(client, name, query, sentences):
    for slug in ["housing", "health"]:
        make_approach(make_city("Bern", country="DE"), [make_area(slug)])
    names = ", ".join(["q", "sort", *ApproachFilter.base_filters])
    response = client.get(f"/en/approaches/{name}?{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    *said, last = response.content.decode().splitlines()
    assert said == [sentence.format(names=names) for sentence in sentences]
    assert last == "The page of this list shows what can be chosen: http://localhost:8000/en/approaches/"


def test_a_file_of_an_endless_mistake_names_a_few(client):
    make_approach()
    query = urlencode([*((f"x{n}", 1) for n in range(400)), *(("area", n) for n in range(400))])
    assert len(client.get(f"/en/approaches/data.csv?{query}").content.decode().splitlines()) == 11


@pytest.mark.parametrize("path", PATHS)
def test_every_list_refuses_files_of_an_unknown_country_and_its_page_leaves_it_out(client, path):
    make_catalogue()
    assert [client.get(f"{path}{name}?country=XX").status_code for name in IDS_IN] == [400] * 5
    response = client.get(f"{path}?country=XX&colour=red")
    assert (response.status_code, response.context["filters"].query) == (200, "")
    named = "This list knows no “XX”; the filter was left out." in text_of(main_of(response))
    assert named == ("country" in response.context["filters"].facets)


@pytest.mark.parametrize("counter", ["utm_campaign=x", "fbclid=x", "gclid=x", "mc_cid=x", "_hsenc=x", "page=2", "q="])
def test_what_mail_programs_add_to_an_address_is_no_filter(client, counter):
    approach = make_approach()
    items = json.loads(body(client, f"/en/approaches/data.json?{counter}"))["items"]
    assert [item["id"] for item in items] == [str(approach.uuid)]


def test_a_file_of_another_name_is_not_found(client):
    for path in PATHS:
        assert client.get(f"{path}data.exe").status_code == 404
        assert client.get(f"{path}data.csv/").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_the_queries_of_a_list_and_its_files_do_not_grow(client, forget_pages, path):
    counts = []
    for seed in [1, 2]:
        make_catalogue(seed)
        for address in [path, f"{path}?country=DE", f"{path}data.json", f"{path}feed.atom"]:
            client.get(address)
            forget_pages()
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address)
                list(response)
            counts.append(len(queries))
    assert counts[:4] == counts[4:]
