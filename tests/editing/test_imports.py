import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook, load_workbook

from approaches.models import Approach
from cities.models import City, Contact, Membership, Network
from content import tables
from content.files import limited
from editing.history.recording import versions_of
from editing.models import Import, Version
from editing.tables import taking_over
from editing.tables.reading import read, written
from tests.factories import make_approach, make_area, make_city, make_contact, make_membership, make_network, make_user
from tests.pages_of import text_of
from translations.models import Text

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
    assert "Nothing was taken over: an entry has changed since, or could not be saved." in page
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


def bomb():
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * 80_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: bomb(), "Unpacked, this table is far too large"),
        (lambda: b"PK\x03\x04 broken", "cannot be read as XLSX"),
        (lambda: b"slug\n\xff\xfe", "neither XLSX nor CSV in UTF-8"),
        (lambda: b"\n" * 10_000_000, "takes too much time or memory to read"),
        (lambda: b'slug,name_en\nulm,"Ulm\nbern,Bern\n', "^.'Row 2: a text that begins with a quotation mark"),
        (lambda: b"", "must name every column|no row below"),
        (lambda: b"slug\n", "There is no row below"),
        (lambda: b"slug\n" + b"x\n" * 20_001, "more than 20,000 rows"),
        (lambda: b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
    ids=["unpacks to much", "broken", "not UTF-8", "heavy", "quote", "empty", "no rows", "too many rows", "too large"],
)
def test_hostile_and_broken_tables_are_refused_with_a_sentence(content, sentence):
    with pytest.raises(ValidationError, match=sentence):
        read(SimpleUploadedFile("x", content()))


def test_a_table_that_takes_too_long_is_not_blamed(monkeypatch):
    monkeypatch.setattr(limited, "WALL_SECONDS", 0)
    with pytest.raises(ValidationError, match=r"could not be read within 0 seconds\. Choose it again in a minute"):
        read(SimpleUploadedFile("x.csv", b"slug\nulm\n"))


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


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def send(client, model, content):
    return client.post(address(model, "import"), {"table": SimpleUploadedFile("table.xlsx", content)})


def test_cells_that_hold_no_value_are_named_and_empty_no_field(client, editor):
    make_city("Ulm", slug="ulm", subtitle_en="Harbour")
    content = workbook(["slug", "subtitle_en", "name_de"], ["ulm", '="Har"&"bour"', "#N/A"], [], ["bern", "x", "=A1"])
    assert send(client, City, content).context["form"].errors["table"] == [
        "Row 2, column subtitle_en: there is a formula without its result. Write the value itself.",
        "Row 2, column name_de: there is an error like #N/A. Write the value, or empty it.",
        "Row 4, column name_de: there is a formula without its result. Write the value itself.",
    ]
    assert Import.objects.count() == 0


def test_a_formula_with_its_result_is_that_and_cells_of_all_kinds_are_read():
    file = BytesIO()
    with tables.workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["slug", "name_en", "population", "latitude", "is_case_study", "verified_on"])
        sheet.write_row("A2", ["ulm", "'=1+1", 126000, 48.4, True])
        sheet.write_datetime("F2", date(2026, 5, 1), book.add_format({"num_format": "dd.mm.yy"}))
        sheet.write_formula("A4", '="bern"', None, "bern")
    assert read(SimpleUploadedFile("x", file.getvalue())) == [
        {
            "slug": "ulm", "name_en": "=1+1", "population": "126000", "latitude": "48.4", "is_case_study": "1",
            "verified_on": "2026-05-01",
        },
        {},
        {"slug": "bern", "name_en": "", "population": "", "latitude": "", "is_case_study": "", "verified_on": ""},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        ("latitude", ["52.3989", "52,3989", "52.39890", "52.398900"]),
        ("population", ["134000", "134.000", "134 000"]),
        ("verified_on", ["2027-12-31", "31.12.2027", "31/12/2027"]),
        ("is_case_study", ["1", "TRUE", "ja"]),
        ("languages", ["en,de", "de, en"]),
        ("summary_en", ["One\r\nTwo", "One\nTwo"]),
    ],
)
def test_what_means_the_same_is_no_difference(client, editor, column, texts):
    make_city(
        "Potsdam", slug="potsdam", latitude="52.39890", longitude="13.06570", population=134_000, is_case_study=True,
        verified_on=date(2027, 12, 31), languages=["en", "de"], name_de="Potsdam", summary_en="One\r\nTwo",
    )  # fmt: skip
    for text in texts:
        page = page_of(try_out(client, City, ["slug", column], ["potsdam", text]))
        assert "New: 0. Changed: 0. Unchanged: 1." in page
    page = page_of(try_out(client, City, ["slug", column, "name_pl"], ["potsdam", texts[-1], "Poczdam"]))
    assert "Take over 1 entry" in page
    assert f"{column}:" not in page


def test_rich_text_is_compared_as_it_is_stored(client, editor):
    make_network("Towns", slug="towns", description_en="<p>ok</p>")
    page = page_of(try_out(client, Network, ["slug", "description_en"], ["towns", "<p>ok<script>x()</script></p>"]))
    assert "New: 0. Changed: 0. Unchanged: 1." in page


def test_a_trial_run_writes_nothing_and_takes_no_row(client, editor, everything):
    rows = [*exported(client, Approach, "csv"), {"uuid": "", "city": "bern", "title_en": "New"}]
    headers = list(rows[0])
    rows = [[(row | {"policy_areas": "health"}).get(name, "") for name in headers] for row in rows]
    with CaptureQueriesContext(connection) as queries:
        page = page_of(try_out(client, Approach, headers, *rows))
    assert "New: 1. Changed: 2. Unchanged: 0." in page
    assert "policy_areas: housing,health health" in page
    written = [query["sql"] for query in queries if re.match("INSERT|UPDATE|DELETE|.*FOR .*UPDATE", query["sql"])]
    tables = [re.search('"([a-z_]+)"', sql)[1] for sql in written]
    assert [table for table in tables if table != "django_session"] == ["editing_import"]


@pytest.mark.parametrize(
    ("model", "headers", "rows", "problem"),
    [
        (City, ["slug", "subtitle_en"], [["bern", "a"], ["ulm", "b"], ["bern", "c"]], "4 slug Row 2 is about the same"),
        (City, ["slug", "name_en"], [["", "Halle"], ["", "Halle"]], "3 slug “halle” is the address of row 2 already."),
        (
            Membership,
            ["city", "network", "joined"],
            [["bern", "towns", "2019"], ["bern", "towns", "2020"]],
            "3 city, network Row 2 is about the same entry. Keep one of them.",
        ),
        (
            Approach,
            ["uuid", "city", "title_en"],
            [["", "bern", "Homes"], ["", "ulm", "Homes"], ["", "bern", "Homes"]],
            "4 slug_en “homes” is the address of row 2 already. Choose another word.",
        ),
    ],
    ids=["key", "made slug", "two keys", "slug within a city"],
)
def test_two_rows_of_a_table_cannot_be_about_the_same(client, editor, model, headers, rows, problem):
    make_city("Bern", slug="bern")
    make_city("Ulm", slug="ulm")
    make_network("Towns", slug="towns")
    page = page_of(try_out(client, model, headers, *rows))
    assert "1 row cannot be taken over, so none is." in page
    assert problem in page


@pytest.fixture
def five_towns(client, editor, monkeypatch):
    """Five drafts whose new names have been tried and are taken over two at a time."""
    monkeypatch.setattr(taking_over, "AT_ONCE", 4)
    monkeypatch.setattr(taking_over, "STEP", 2)
    monkeypatch.setattr(taking_over, "PAUSE_FOR_OTHERS", 0)
    towns = [make_city(f"Town {n}", slug=f"town-{n}", state="draft") for n in range(5)]
    page = page_of(try_out(client, City, ["slug", "name_en"], *[[town.slug, f"New {town.slug}"] for town in towns]))
    assert "Take over 5 entries" in page
    assert "They are taken over 2 at a time" in page
    return towns


def names():
    return list(City.objects.order_by("slug").values_list("name_en", flat=True))


def pieces_until(pieces, text):
    for piece in pieces:
        if text in piece.decode():
            return
    raise AssertionError(text)


def test_a_long_table_is_taken_over_in_steps(client, five_towns):
    page = page_of(take_over(client, City))
    assert re.findall(r"(\d) of 5 entries taken over", page) == ["2", "4"]
    assert "5 entries have been taken over." in page
    assert names() == [f"New town-{n}" for n in range(5)]
    assert LogEntry.objects.count() == 5
    assert not Import.objects.exists()


def test_what_is_taken_over_is_written_by_the_one_who_imports_in_their_language(client, editor, five_towns):
    client.cookies["django_language"] = "de"
    pieces = iter(take_over(client, City))
    pieces_until(pieces, "2 von 5")
    translation.activate("en")
    make_city("Theirs")
    assert "5 Einträge wurden übernommen." in text_of(b"".join(pieces).decode())
    texts = Text.objects.filter(language="en", field="name", is_present=True).order_by("pk")
    writers = {City.objects.get(pk=text.item.rpartition("/")[2]).name_en: text.changed_by for text in texts}
    assert writers == {f"New town-{n}": editor for n in range(5)} | {"Theirs": None}


def test_what_changes_between_two_steps_is_not_overwritten_and_what_is_left_is_said(client, five_towns):
    pieces = iter(take_over(client, City))
    pieces_until(pieces, "2 of 5 entries taken over")
    City.objects.filter(slug="town-3").update(name_en="Theirs")
    page = text_of(b"".join(pieces).decode())
    said = "2 entries have been taken over. Then an entry had changed or could not be saved."
    assert said in page
    assert "New: 0. Changed: 3. Unchanged: 2." in page
    assert "name_en: Theirs New town-3" in page
    assert names() == ["New town-0", "New town-1", "Town 2", "Theirs", "Town 4"]
    assert [versions_of(town).count() for town in five_towns] == [2, 2, 0, 0, 0]
    assert "3 entries have been taken over." in page_of(take_over(client, City))
    assert names() == [f"New town-{n}" for n in range(5)]


def test_who_goes_away_in_the_middle_is_told_what_is_left_and_can_go_on(client, five_towns):
    pieces_until(iter(take_over(client, City)), "2 of 5 entries taken over")
    assert names() == ["New town-0", "New town-1", "Town 2", "Town 3", "Town 4"]
    page = client.get(address(City, "import")).content.decode()
    assert "has not been taken over to its end." in text_of(page)
    kept = Import.objects.get()
    assert f'name="show" value="{kept.pk}"' in page
    shown = page_of(client.post(address(City, "import"), {"show": kept.pk}))
    assert "New: 0. Changed: 3. Unchanged: 2. " in shown
    page_of(take_over(client, City))
    assert names() == [f"New town-{n}" for n in range(5)]
    assert "to its end" not in client.get(address(City, "import")).content.decode()


@pytest.mark.parametrize(
    ("failing", "said", "number"),
    [
        ("town-0", "Nothing was taken over: an entry has changed since, or could not be saved.", 0),
        ("town-3", "2 entries have been taken over. Then an entry had changed or could not be saved.", 2),
    ],
)
def test_an_error_of_the_database_leaves_whole_steps_and_is_said(
    client, five_towns, monkeypatch, failing, said, number
):
    log_change = ModelAdmin.log_change

    def fail(self, request, obj, message):
        if obj.slug == failing:
            raise OperationalError("database or disk is full")
        log_change(self, request, obj, message)

    monkeypatch.setattr(ModelAdmin, "log_change", fail)
    assert said in page_of(take_over(client, City))
    assert names() == [f"New town-{n}" if n < number else f"Town {n}" for n in range(5)]


def test_somebody_elses_table_is_not_shown(client, five_towns):
    client.force_login(make_user("Editor"))
    kept = Import.objects.get()
    Import.objects.update(fingerprint="")
    assert client.post(address(City, "import"), {"show": kept.pk}).status_code == 404
    assert "to its end" not in client.get(address(City, "import")).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_written_is_read_as_it_was(kind):
    texts = ["=1+1", "-5", "-1+2", "+49 30", "@a", "\t=1", "'=1", "''=1", "'-5", "a\nb", '"x"', "1.50", "'", "'a", ""]
    headers = [f"c{number}" for number in range(len(texts))]
    file = SimpleUploadedFile("table", written(headers, [texts, ["x"] * len(texts)], kind))
    assert read(file)[0] == dict(zip(headers, texts, strict=True))
