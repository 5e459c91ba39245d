import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from approaches.models import Approach
from cities.models import City, Contact, Membership, Network
from content.exchange import read, written
from content.models import Import
from content.versions import Version, versions_of
from tests.factories import make_approach, make_area, make_city, make_contact, make_membership, make_network, make_user
from tests.pages_of import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_user("Editor")
    client.force_login(user)
    return user


def address(model, page, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def page_of(response):
    """The text of a page that comes in pieces."""
    return text_of(re.search(r"<main.*</main>", b"".join(response).decode(), re.DOTALL).group())


def try_out(client, model, headers, *rows, kind="csv"):
    file = SimpleUploadedFile(f"table.{kind}", written(headers, rows, kind))
    return client.post(address(model, "import"), {"table": file})


def take_over(client, model):
    return client.post(address(model, "import"), {"take_over": Import.objects.latest("pk").pk})


def exported(client, model, kind, query=""):
    response = client.get(address(model, "export", kind) + query)
    return read(SimpleUploadedFile("x", response.content))


@pytest.fixture
def everything():
    area = make_area("housing")
    bern = make_city("Bern", country="CH", population=134_000, languages=["en", "de"], name_de="Bern")
    network = make_network("Open Towns", description_en="<p>Words</p>")
    make_membership(bern, network, joined=2017, source="=HYPERLINK(1)")
    make_contact(city=bern, phone="+49 331 289", organisation_de="Amt")
    make_approach(bern, [area, make_area("health")], title_en="Homes", start_year=2018)
    make_approach(bern, title_en="Half", summary_en="", state="draft")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("model", [City, Network, Membership, Contact, Approach])
def test_what_was_exported_enters_again_without_a_difference(client, editor, everything, model, kind):
    rows = exported(client, model, kind)
    assert len(rows) == model.objects.count()
    response = try_out(client, model, list(rows[0]), *[list(row.values()) for row in rows], kind=kind)
    assert f"New: 0. Changed: 0. Unchanged: {len(rows)}." in page_of(response)
    assert Import.objects.count() == 0


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_is_saved_before_the_differences_are_taken_over(client, editor, kind):
    bern = make_city("Bern", country="CH", summary_en="Old")
    rows = [["bern", "Bern", "CH", "46.9", "7.4", "New"], ["graz", "Graz", "AT", "47.07", "15.44", "Fine"]]
    headers = ["slug", "name_en", "country", "latitude", "longitude", "summary_en"]
    page = page_of(try_out(client, City, headers, *rows, kind=kind))
    assert "New: 1. Changed: 1. Unchanged: 0. Take over 2 entries" in page
    assert "summary_en: Old New" in page
    assert City.objects.get().summary_en == "Old"
    assert "2 entries have been taken over." in page_of(take_over(client, City))
    bern.refresh_from_db()
    graz = City.objects.get(slug="graz")
    assert (bern.summary_en, bern.state, graz.summary_en, graz.state) == ("New", "published", "Fine", "draft")


def test_errors_are_told_by_row_and_column_and_then_nothing_can_be_taken_over(client, editor):
    rows = [
        ["ulm", "Ulm", "DE", "48.4", "9.99", "draft"],
        ["x", "X", "Germany", "95", "9", "draft"],
        ["y", "", "DE", "50", "9", "published"],
        ["z", "Z", "DE", "far", "9", "bogus"],
    ]
    page = page_of(try_out(client, City, ["slug", "name_en", "country", "latitude", "longitude", "state"], *rows))
    assert "3 rows cannot be taken over, so none is." in page
    found = re.findall(r"(\d) (country|latitude|name_en|state) ", page)
    assert found == [("3", "country"), ("3", "latitude"), ("4", "name_en"), ("5", "latitude"), ("5", "state")]
    assert (City.objects.count(), Import.objects.count()) == (0, 0)


def test_relations_enter_by_slug_and_hostile_text_is_cleaned(client, editor):
    make_area("housing")
    make_city("Ulm", slug="ulm")
    network = make_network("Towns", slug="towns")
    assert "Take over 1 entry" in page_of(
        try_out(client, Network, ["slug", "description_en"], ["towns", "<p>ok<script>x()</script></p>"])
    )
    page_of(take_over(client, Network))
    network.refresh_from_db()
    assert network.description_en == "<p>ok</p>"
    page_of(try_out(client, Membership, ["city", "network", "joined"], ["ulm", "towns", "2019"]))
    page_of(take_over(client, Membership))
    assert Membership.objects.get().joined == 2019
    page_of(try_out(client, Approach, ["uuid", "city", "policy_areas", "title_en"], ["", "ulm", "housing", "Homes"]))
    page_of(take_over(client, Approach))
    approach = Approach.objects.get()
    assert (str(approach.city), [area.slug for area in approach.policy_areas.all()]) == ("Ulm", ["housing"])
    page = page_of(try_out(client, Membership, ["city", "network"], ["nowhere", "towns"]))
    assert "“nowhere” is nothing that can stand in this column." in page
    page = page_of(try_out(client, Approach, ["uuid", "city", "policy_areas"], ["", "ulm", "housing,huosing"]))
    assert "policy_areas “housing,huosing” is nothing that can stand in this column." in page


def test_what_has_changed_since_the_differences_were_shown_is_not_overwritten(client, editor):
    city = make_city("Ulm", slug="ulm", summary_en="Old")
    page_of(try_out(client, City, ["slug", "summary_en"], ["ulm", "Mine"]))
    City.objects.filter(pk=city.pk).update(summary_en="Theirs")
    page = page_of(take_over(client, City))
    assert "Nothing was taken over: some of these entries have changed since." in page
    assert "summary_en: Theirs Mine" in page
    city.refresh_from_db()
    assert city.summary_en == "Theirs"


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        (["slug", "name"], "There is no such column here: name. The columns are: slug, name_en,"),
        (["name_en", "country"], "The column slug is needed to know which entry a row is about."),
        (["slug", "slug"], "The first row must name every column, each once."),
    ],
)
def test_columns_that_would_be_lost_are_refused(client, editor, headers, sentence):
    response = try_out(client, City, headers, ["a", "b"])
    assert response.context["form"].errors["table"][0].startswith(sentence)


def test_long_tables_say_how_far_they_are(client, editor):
    page = page_of(try_out(client, Network, ["slug", "name_en"], *[[f"n-{i}", f"N {i}"] for i in range(250)]))
    assert re.findall(r"(\d+) of 250 rows", page) == ["100", "200"]


@pytest.mark.parametrize(
    ("group", "may_import", "may_export"), [("Translator", False, True), ("Report staff", False, True)]
)
def test_who_may_not_add_may_not_import(client, group, may_import, may_export):
    client.force_login(make_user(group))
    assert try_out(client, City, ["slug", "name_en"], ["a", "A"]).status_code == 403
    assert client.get(address(City, "export", "csv")).status_code == 200
    assert City.objects.count() == 0


def test_who_may_not_see_something_may_not_export_it(client):
    make_contact()
    client.force_login(make_user("Report staff"))
    assert client.get(address(Contact, "export", "csv")).status_code == 403


def test_who_may_not_publish_cannot_do_it_by_import(client, editor):
    editor.groups.get().permissions.remove(*editor.groups.get().permissions.filter(codename="publish_city"))
    make_city("Ulm", slug="ulm", state="draft")
    make_city("Bern", slug="bern")
    page = page_of(try_out(client, City, ["slug", "state"], ["ulm", "published"], ["bern", "archived"]))
    assert page.count("You may not publish, hide or archive this.") == 2


def test_somebody_elses_import_cannot_be_taken_over(client, editor):
    make_city("Ulm", slug="ulm")
    page_of(try_out(client, City, ["slug", "summary_en"], ["ulm", "Mine"]))
    client.force_login(make_user("Editor"))
    assert take_over(client, City).status_code == 404


def test_an_export_is_just_the_filtered_list(client, editor):
    make_city("Bern", country="CH")
    make_city("Ulm", country="DE")
    assert [row["name_en"] for row in exported(client, City, "csv", "?country__exact=CH")] == ["Bern"]


def test_an_export_holds_no_formula_and_no_phone_number_is_lost(client, editor):
    make_contact(phone="+49 331", person="=1+1", organisation_en="-5")
    book = client.get(address(Contact, "export", "xlsx")).content
    cells = [cell for row in load_workbook(BytesIO(book)).active.iter_rows(min_row=2) for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    row = exported(client, Contact, "csv")[0]
    assert (row["phone"], row["person"], row["organisation_en"]) == ("+49 331", "=1+1", "-5")


def bomb(name="xl/worksheets/sheet1.xml", content=b"0" * 80_000_000):
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: bomb(), "cannot be read as XLSX"),
        (lambda: bomb(content=b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "cannot be read as XLSX"),
        (lambda: b"PK\x03\x04 broken", "cannot be read as XLSX"),
        (lambda: b"slug\n\xff\xfe", "neither XLSX nor CSV in UTF-8"),
        (lambda: b"", "must name every column|no row below"),
        (lambda: b"slug\n", "There is no row below"),
        (lambda: b"slug\n" + b"x\n" * 20_001, "more than 20,000 rows"),
        (lambda: b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
    ids=["unpacks to much", "entities", "broken", "not UTF-8", "empty", "no rows", "too many rows", "too large"],
)
def test_hostile_and_broken_tables_are_refused_with_a_sentence(content, sentence):
    with pytest.raises(ValidationError, match=sentence):
        read(SimpleUploadedFile("x", content()))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_spreadsheet_program_is_read(delimiter):
    text = f'slug{delimiter}name_el\r\nx{delimiter}"Αθήνα, {delimiter} κέντρο"\r\n'
    rows = read(SimpleUploadedFile("x.csv", text.encode("utf-8-sig")))
    assert rows == [{"slug": "x", "name_el": f"Αθήνα, {delimiter} κέντρο"}]


def test_what_an_import_changes_is_in_the_history_of_each_entry(client, editor):
    bern = make_city("Bern", name_de="Bern")
    rows = [["bern", "Bern", "Bern an der Aare"], ["ulm", "Ulm", ""]]
    page_of(try_out(client, City, ["slug", "name_en", "name_de"], *rows))
    assert not Version.objects.exists()
    page_of(take_over(client, City))
    ulm = City.objects.get(slug="ulm")
    kept = [[(version.action, version.user) for version in versions_of(city)] for city in (bern, ulm)]
    assert kept == [[("changed", editor), ("found", None)], [("added", editor)]]
    names = [version.data["fields"]["name_de"] for version in versions_of(bern)]
    assert names == ["Bern an der Aare", "Bern"]


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("population", "220.000", 220_000),
        ("latitude", "52,4", Decimal("52.40000")),
        ("verified_on", "31.12.2027", date(2027, 12, 31)),
        ("verified_on", "03/04/2026", date(2026, 4, 3)),
        ("verified_on", "2026-04-03", date(2026, 4, 3)),
        ("is_case_study", "ja", True),
        ("is_case_study", "Wahr", True),
        ("is_case_study", "nie", False),
    ],
)
def test_numbers_days_and_yes_or_no_are_taken_as_people_write_them(client, editor, column, text, value):
    make_city("Bern", latitude=47, longitude=7, is_case_study=value is False)
    page_of(try_out(client, City, ["slug", column], ["bern", text]))
    page_of(take_over(client, City))
    assert City.objects.values_list(column, flat=True).get() == value


@pytest.mark.parametrize(
    ("column", "text"),
    [("population", "220.5"), ("latitude", "north"), ("verified_on", "12/31/2027"), ("is_case_study", "perhaps")],
)
def test_what_cannot_be_understood_is_refused_and_not_guessed(client, editor, column, text):
    make_city("Bern", is_case_study=True, population=134_000)
    shown = page_of(try_out(client, City, ["slug", column], ["bern", text]))
    assert f"“{text}” is nothing that can stand in this column." in shown
    assert not Import.objects.exists()


def test_a_row_with_more_cells_than_columns_is_refused():
    with pytest.raises(ValidationError, match="Row 3 has more cells than there are columns"):
        read(SimpleUploadedFile("x.csv", b"slug,name_en\nulm,Ulm,\nbern,Bern, a city\n"))
