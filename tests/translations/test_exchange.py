import re
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from translate.storage.xliff2 import Xliff2File

from cities.models import City, CitySection
from tests.factories import make_city, make_user
from tests.pages_of import text_of
from tests.translations.test_rights import make_translator
from tests.translations.test_tracking import state_of
from translations.exchange import plans, spreadsheet, xliff
from translations.exchange.entries import entries_of
from translations.models import Delivery, Text
from translations.tracking import item_address

pytestmark = pytest.mark.django_db

RICH = '<p>Eins &amp; <strong>zwei <em>drei</em></strong></p><ul><li><p><a href="https://x.org/?a=1&amp;b=2">vier</a></p></li></ul>'


def entries(language="pl"):
    return entries_of(Text.objects.present(), language)


def as_file(form, texts, language="pl", source="en"):
    content = spreadsheet.sheet_of(texts, language) if form == "xlsx" else xliff.xliff_of(texts, source, language)
    return SimpleUploadedFile(f"texts.{form}", content)


def send(client, file, follow=True):
    return client.post(reverse("translations:exchange"), {"file": file}, follow=follow)


def problems(response):
    return response.context["problems"]


@pytest.fixture
def city():
    city = make_city("Ulm", summary_en="One", name_pl="Ulm", summary_pl="Raz")
    CitySection.objects.create(owner=city, body_en=RICH, heading_en="=1+1")
    return city


@pytest.fixture
def anna(client):
    user = make_translator("pl")
    client.force_login(user)
    return user


@pytest.mark.parametrize("form", ["xlsx", "xlf"])
def test_what_comes_back_is_shown_first_and_saved_on_a_yes(client, anna, city, form):
    section, texts = city.sections.get(), entries()
    for entry in texts:
        if entry.label != "name":
            entry.target = RICH.replace("Eins", "Jeden") if entry.is_html else f"{entry.source} (pl)"
    response = send(client, as_file(form, texts))
    plan = response.context["plan"]
    assert sorted((change.entry.label, change.old) for change in plan.changes) == [
        ("heading", ""),
        ("summary", "Raz"),
        ("text", ""),
    ]
    assert (plan.same, plan.refused) == (1, [])
    assert City.objects.get(pk=city.pk).summary_pl == "Raz"
    client.post(response.request["PATH_INFO"], {"action": "apply"})
    city.refresh_from_db()
    section.refresh_from_db()
    assert (city.summary_pl, section.heading_pl) == ("One (pl)", "=1+1 (pl)")
    assert section.body_pl == RICH.replace("Eins", "Jeden")
    assert state_of(section, "body", "pl") == "current"
    assert Text.objects.get(item=item_address(section), field="body", language="pl", is_present=True).changed_by == anna
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize("form", ["xlsx", "xlf"])
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"summary_en": "Two"}, "The source text has changed since the file was made."),
        ({"summary_pl": "Dwa"}, "The translation has been changed here since the file was made."),
    ],
    ids=["source", "translation"],
)
def test_texts_that_have_moved_on_are_refused_by_name_and_the_rest_goes_in(client, anna, city, form, change, reason):
    texts = entries()
    for entry in texts:
        entry.target = "<p>N</p>" if entry.is_html else "New"
    file = as_file(form, texts)
    for column, text in change.items():
        setattr(city, column, text)
    city.save()
    response = send(client, file)
    assert [(entry.label, why) for entry, why in response.context["plan"].refused] == [("summary", reason)]
    assert reason in text_of(response.content.decode())
    client.post(response.request["PATH_INFO"], {"action": "apply"})
    city.refresh_from_db()
    assert (city.name_pl, city.summary_pl) == ("New", change.get("summary_pl", "Raz"))


def test_a_real_translation_library_reads_what_we_write_and_we_read_what_it_writes(client, anna, city):
    store = Xliff2File.parsestring(xliff.xliff_of(entries(), "en", "pl"))
    assert (store.sourcelanguage, store.targetlanguage) == ("en", "pl")
    found = {unit.source: unit.target for unit in store.units}
    assert (found["One"], found["=1+1"]) == ("Raz", None)
    assert sorted(source[:6] for source in found if "Eins" in source) == ["Eins &"]
    for unit in store.units:
        if unit.source == "=1+1":
            unit.target = "Tytuł"
    response = send(client, SimpleUploadedFile("back.xlf", bytes(store)))
    assert [change.new for change in response.context["plan"].changes] == ["Tytuł"]


def sheet(change):
    """An exported spreadsheet after somebody has worked in it: `change(sheet)`."""
    book = load_workbook(BytesIO(spreadsheet.sheet_of(entries(), "pl")))
    change(book.worksheets[0])
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("texts.xlsx", stream.getvalue())


def copy_row(sheet, source, target):
    for column in range(1, 10):
        sheet.cell(target, column).value = sheet.cell(source, column).value


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda s: s.__setitem__("H2", "=A1"), "Row 2, column H: there is a formula here. Write the text itself."),
        (lambda s: s.__setitem__("H3", True), "Row 3, column H: this is no text. Write it as text."),
        (lambda s: copy_row(s, 2, 6), "Row 6: this text stands in Row 2 already. Keep one of them."),
        (
            lambda s: s.__setitem__("B4", "cities.city/1/nonsense"),
            "Row 4: there is no text “cities.city/1/nonsense” here.",
        ),
        (lambda s: s.__setitem__("B4", "cities.city/999/name"), "Row 4: there is no text “cities.city/999/name” here."),
        (lambda s: s.delete_cols(7), "Row 1: the column “source” is missing. Export the spreadsheet anew."),
        (lambda s: s.__setitem__("H1", "translation xx"), "“xx” is not a language of this site."),
        (
            lambda s: s.__setitem__("H1", "translation de"),
            "This file is in German, which is not a language that you translate.",
        ),
        (lambda s: s.delete_rows(2, 9), "There are no texts in this file."),
        (lambda s: s.__setitem__("H2", "x" * 401), "Row 2: Ensure this value has at most 100 characters (it has 401)."),
    ],
    ids=["formula", "no-text", "doubled", "field", "object", "column", "language", "right", "empty", "long"],
)
def test_a_spoilt_spreadsheet_is_refused_by_row_and_column_and_changes_nothing(client, anna, city, change, sentence):
    assert problems(send(client, sheet(change))) == [sentence]
    assert Delivery.objects.count() == 0


def test_every_problem_of_a_spreadsheet_is_named_at_once(client, anna, city):
    def spoil(sheet):
        sheet["H2"], sheet["H4"] = "=A1", "=A2"

    assert len(problems(send(client, sheet(spoil)))) == 2


def test_rows_that_were_moved_are_found_and_missing_ones_are_named(client, anna, city):
    def shuffle(sheet):
        copy_row(sheet, 2, 7)
        sheet.delete_rows(2)
        sheet.delete_rows(2)
        sheet.move_range("A2:I8", cols=1)
        sheet.move_range("A1:I1", cols=1)
        sheet["I2"] = "Nowe"

    response = send(client, sheet(shuffle))
    assert response.context["remarks"] == [
        "Rows of the exported file that are missing: no. 2. Their texts stay as they are."
    ]
    assert len(response.context["plan"].changes) == 1


def with_bomb():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"xl/part{number}.xml", b" " * 80 * 1024 * 1024)
    return stream.getvalue()


XLIFF = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="{}" srcLang="en" trgLang="{}">'
    '<file id="f">{}</file></xliff>'
)
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
SEGMENT = '<unit id="u1" name="{}"><segment><source>One</source>{}</segment></unit>'


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"no zip", "This is not a spreadsheet in the format XLSX, or it is broken. Save it as XLSX anew."),
        (
            "a.xlsx",
            with_bomb,
            "Unpacked, this spreadsheet is far too large. Export it anew, and change only the translations.",
        ),
        ("a.xlf", b"<xliff", "Line 1, column 1: this is not well-formed XML. Export the file anew."),
        ("a.xlf", b"", "Line 1, column 1: this is not well-formed XML. Export the file anew."),
        (
            "a.xlf",
            BOMB + XLIFF.format("2.0", "pl", ""),
            "This file declares entities or a document type, which XLIFF does not need. Remove them.",
        ),
        ("a.xlf", "<html></html>", "This is not an XLIFF 2 file."),
        ("a.xlf", XLIFF.format("1.2", "pl", ""), "This is not an XLIFF 2 file."),
        ("a.xlf", XLIFF.format("2.0", "pl", ""), "There are no texts in this file."),
        ("a.xlf", XLIFF.format("2.1", "pl", SEGMENT.format("x/1/y", "")), "Unit “u1”: there is no text “x/1/y” here."),
        (
            "a.xlf",
            XLIFF.format("2.0", "ja", SEGMENT.format("cities.city/1/name", "")),
            "“ja” is not a language of this site.",
        ),
        (
            "a.xlf",
            XLIFF.format(
                "2.0", "pl", SEGMENT.format("cities.city/1/name", '<target><ph id="c9" dataRef="d9"/></target>')
            ),
            "Unit “u1”: nothing is known of the code “c9”. Keep the codes of the source.",
        ),
        ("a.txt", b"anything", "Line 1, column 1: this is not well-formed XML. Export the file anew."),
    ],
    ids=[
        "xlsx",
        "zip-bomb",
        "broken",
        "empty",
        "entities",
        "html",
        "old",
        "no-text",
        "foreign",
        "language",
        "code",
        "txt",
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(client, anna, name, content, sentence):
    content = content() if callable(content) else content
    content = content.encode() if isinstance(content, str) else content
    assert problems(send(client, SimpleUploadedFile(name, content))) == [sentence]


def test_a_delivery_is_seen_and_applied_by_the_one_who_sent_it_only(client, anna, city):
    texts = entries()
    texts[0].target = "Nowa"
    address_of_delivery = send(client, as_file("xlsx", texts), follow=False).url
    client.force_login(make_user(is_superuser=True))
    assert client.get(address_of_delivery).status_code == 404
    assert client.post(address_of_delivery, {"action": "apply"}).status_code == 404
    city.refresh_from_db()
    assert (city.name_pl, Delivery.objects.get().user) == ("Ulm", anna)


def test_an_import_that_fails_in_the_middle_leaves_nothing_behind(client, anna, city, monkeypatch):
    make_city("Bern", name_pl="Berno")
    texts = entries()
    for entry in texts:
        entry.target = "<p>New</p>" if entry.is_html else "New"
    response = send(client, as_file("xlsx", texts))
    check = plans.desk.check_columns_of

    def fail_for_bern(item, columns):
        check(item, columns)
        if str(item.page) == "Bern":
            raise ValidationError("Not this one.")

    monkeypatch.setattr(plans.desk, "check_columns_of", fail_for_bern)
    page = client.post(response.request["PATH_INFO"], {"action": "apply"}, follow=True)
    city.refresh_from_db()
    assert (city.name_pl, city.summary_pl, Delivery.objects.count()) == ("Ulm", "Raz", 1)
    assert re.search(r"Row \d: Not this one\.", text_of(page.content.decode()))


def test_downloads_hold_what_the_filter_finds(client, anna, city):
    make_city("Bern", source_language="de", name_de="Bern")
    path = reverse("translations:download", args=["pl", "texts.xlsx"])
    book = load_workbook(BytesIO(client.get(path + "?q=Ulm").content))
    assert sorted(row[6].value for row in book.worksheets[0].iter_rows(min_row=2)) == [RICH, "=1+1"]
    store = Xliff2File.parsestring(client.get(reverse("translations:download", args=["pl", "de.xlf"])).content)
    assert [unit.source for unit in store.units] == ["Bern"]
    assert client.get(reverse("translations:download", args=["de", "texts.xlsx"])).status_code == 403


def test_a_sheet_made_by_hand_is_taken_without_numbers_and_marks(client, anna, city):
    book = Workbook()
    for row in [["text", "from", "source", "translation pl"], [f"{item_address(city)}/summary", "en", "One", 2015]]:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    response = send(client, SimpleUploadedFile("texts.xlsx", stream.getvalue()))
    assert [(change.old, change.new) for change in response.context["plan"].changes] == [("Raz", "2015")]
