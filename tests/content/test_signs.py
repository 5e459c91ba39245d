"""Signs that XML cannot hold: they get in by no door, and no file breaks on one that did."""

import csv
import io
import json
from xml.etree import ElementTree

import openpyxl
import pytest
from django.apps import apps
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from cities.models import City
from content.fields import JSONField, RichTextField, StorableMixin
from content.texts import storable
from editing.addresses import admin_address
from editing.history.recording import versions_of
from editing.models import Import
from editing.tables.reading import read, written
from tests.factories import make_approach, make_city, make_network, make_post, make_user
from tests.forms import form_values
from tests.test_lists import PATHS
from tests.translations.test_desk import seen_in
from translations.exchange import spreadsheet, xliff
from translations.exchange.entries import entries_of
from translations.models import Text

pytestmark = pytest.mark.django_db

OURS = {"content", "translations", "cities", "approaches", "reports", "news", "pages", "search"}
BAD = "Woh\ufffe\nnung\x0b \x1f\uffff\ud800gut"
GOOD = "Wohnung gut"
#: What no door lets in, but a database may hold; PostgreSQL holds all but U+0000.
STORED = "Woh\ufffenung\x0b \x1f\uffffgut"
TEXTS = {"CharField", "TextField", "SlugField", "URLField", "EmailField"}


def test_every_text_column_of_ours_keeps_them_out():
    fields = [
        field
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.local_fields
        if field.get_internal_type() in {*TEXTS, "JSONField"}
    ]
    ours = (StorableMixin, RichTextField, JSONField)
    known = {"LanguagesField"}  # whose values are codes
    assert [f for f in fields if not isinstance(f, ours) and type(f).__name__ not in known] == []
    assert len(fields) > 100


@pytest.mark.parametrize("sign", [chr(code) for code in [0, 8, 11, 12, 14, 31, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF]])
def test_a_sign_that_xml_cannot_hold_is_taken_out(sign):
    assert storable(f"a{sign}b") == "ab"


def test_all_others_stay():
    text = "\t\n\r \x7f\x85\xad\u200b\u2028\ufffd\ufeff\U0001f30d\U0001fffe"
    assert storable(text) == text
    assert ElementTree.fromstring(f"<a>{text}</a>") is not None


def created(client):
    return make_city(summary_en=BAD)


def updated(client):
    city = make_city()
    City.objects.filter(pk=city.pk).update(summary_en=BAD)
    return city


def made_in_bulk(client):
    return City.objects.bulk_create([City(name_en="x", slug="x", latitude=1, longitude=1, summary_en=BAD)])[0]


def changed_in_bulk(client):
    city = make_city()
    city.summary_en = BAD
    City.objects.bulk_update([city], ["summary_en"])
    return city


def loaded(client):
    city = make_city()
    data = json.loads(serializers.serialize("json", [city]))
    data[0]["fields"]["summary_en"] = BAD.replace("\ud800", "")
    for row in serializers.deserialize("json", json.dumps(data)):
        row.save()
    return city


def typed(client):
    city = make_city()
    form = form_values(client.get(admin_address(city)))
    assert client.post(admin_address(city), form | {"summary_en": TYPED}).status_code == 302
    return city


def copied(client):
    city = make_city()
    form = form_values(client.get(admin_address(city))) | {"summary_en": TYPED, "_copy": "yes"}
    client.post(admin_address(city), form)
    seen = client.get(admin_address(city, "working-copy")).context["seen"]
    client.post(admin_address(city, "working-copy"), {"seen": seen, "publish": "yes"})
    return city


def imported(client):
    city = make_city()
    table = written(["slug", "summary_en"], [[city.slug, TYPED]], "csv")
    address = reverse("admin:cities_city_import")
    b"".join(client.post(address, {"table": SimpleUploadedFile("t.csv", table)}))
    b"".join(client.post(address, {"take_over": Import.objects.get().pk}))
    return city


def translated(client):
    city = make_city(summary_de="Eins", source_language="de", languages=["de", "en"], name_de="x")
    desk = reverse("translations:desk", args=["cities.city", city.pk, "en"]) + "?field=summary"
    client.post(desk, {"action": "save", "text": TYPED} | seen_in(client.get(desk)))
    return city


#: What a browser can send: no half of a pair.
TYPED = BAD.replace("\ud800", "")
DOORS = [created, updated, made_in_bulk, changed_in_bulk, loaded, typed, copied, imported, translated]


@pytest.mark.parametrize("door", DOORS)
def test_they_get_in_by_no_door(client, door):
    client.force_login(make_user(is_superuser=True))
    city = City.objects.get(pk=door(client).pk)
    assert city.summary_en == GOOD
    assert [version.data["fields"]["summary_en"] for version in versions_of(city)[:1]] in [[], [GOOD]]


def test_data_has_none_in_its_texts_either():
    kept = Import.objects.create(user=make_user(), kind="x", rows=[{"a\x00": ["b\x00\ufffe", 1, None]}])
    kept.refresh_from_db()
    assert kept.rows == [{"a": ["b", 1, None]}]


def spoil(thing, *columns):
    """Puts them into the database past all doors."""
    table = connection.ops.quote_name(thing._meta.db_table)
    for column in columns:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {connection.ops.quote_name(column)} = %s", [STORED])


@pytest.fixture
def spoilt():
    """One thing of each list, with such signs in all that its files say of it."""
    city = make_city("Bern", languages=["en"])
    spoil(make_network(), "name_en", "description_en", "website")
    spoil(make_approach(city, short_title_en="x"), "title_en", "summary_en", "short_title_en")
    spoil(make_post(), "title_en", "teaser_en", "author")
    spoil(city, "name_en", "summary_en", "subtitle_en", "website")
    return city


def test_they_are_really_there(spoilt):
    spoilt.refresh_from_db(from_queryset=City.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_en FROM cities_city")
        assert cursor.fetchone() == (STORED,)


@pytest.mark.parametrize("path", PATHS)
def test_no_file_of_a_list_breaks_on_one(client, spoilt, path):
    files = {name: b"".join(client.get(f"{path}{name}")) for name in ["data.csv", "data.json", "data.geojson"]}
    [row] = csv.DictReader(io.StringIO(files["data.csv"].decode("utf-8-sig")))
    [item] = json.loads(files["data.json"])["items"]
    [feature] = json.loads(files["data.geojson"])["features"]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{path}data.xlsx")))).active
    cells = [cell.value for cell in sheet[2]]
    feed = ElementTree.fromstring(b"".join(client.get(f"{path}feed.atom")))
    texts = [*row.values(), *item.values(), *feature["properties"].values(), *cells, *feed.itertext()]
    assert sum(GOOD in text for text in texts if isinstance(text, str)) >= 10
    assert [text for text in texts if isinstance(text, str) and storable(text) != text] == []
    assert client.get(path).status_code == 200


def test_no_feed_breaks_on_one_in_the_name_of_its_filter(client, spoilt):
    feed = ElementTree.fromstring(b"".join(client.get(f"/en/approaches/feed.atom?city={spoilt.slug}")))
    assert feed.findtext("{http://www.w3.org/2005/Atom}title") == f"{GOOD} – Approaches – Moving Cities"


def test_no_file_for_translators_or_editors_breaks_on_one(client, spoilt):
    texts = [text for text in entries_of(Text.objects.present(), "pl") if GOOD in storable(text.source)]
    assert len(texts) >= 3
    read_back = xliff.read_xliff(io.BytesIO(xliff.xliff_of(texts, "en", "pl")))
    assert {entry.source for entry in read_back.entries} == {GOOD}
    read_back = spreadsheet.read_sheet(io.BytesIO(spreadsheet.sheet_of(texts, "pl")))
    assert {entry.source for entry in read_back.entries} == {GOOD}
    client.force_login(make_user(is_superuser=True))
    for kind in ["csv", "xlsx"]:
        content = client.get(reverse("admin:cities_city_export", args=[kind])).content
        assert [row["summary_en"] for row in read(SimpleUploadedFile(f"t.{kind}", content))] == [GOOD]


@pytest.mark.parametrize(
    "address",
    [
        *("/en/cities/?country=%00", "/en/cities/?q=%00", "/en/search/?q=a%00b", "/en/search/suggest/?q=%00"),
        *("/en/search/?q=a&kind=%00", "/en/cities/compare/?city=%00", "/en/cities/a%00b/", "/preview/%00/"),
        *("/en/approaches/?q=a%EF%BF%BE", "/en/news/?sort=%00", "/en/glossary/?q=%00"),
    ],
)
def test_no_address_with_one_is_an_error(client, address):
    make_city("ab")
    assert client.get(address).status_code in {200, 400, 404}


@pytest.mark.parametrize(
    "address",
    [
        "/admin/cities/city/?q=a%00b",
        "/admin/cities/city/?country=%00",
        "/admin/autocomplete/?app_label=cities&model_name=membership&field_name=network&term=%00",
        "/admin/translations/?q=%00",
        "/admin/translations/?language=%00",
        "/admin/login/?next=%00",
        "/admin/accounts/user/?q=%00",
    ],
)
def test_no_address_of_the_admin_with_one_is_an_error(client, address):
    client.force_login(make_user(is_superuser=True))
    assert client.get(address).status_code in {200, 302, 400, 404}
