import hashlib

import pytest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import override

from reports.models import File
from tests.factories import make_city, make_edition
from tests.pages_of import links_in, main_of, text_of

pytestmark = pytest.mark.django_db


def test_the_page_shows_all_public_editions_newest_first(client):
    city = make_city("Bremen")
    make_edition(city, 2019)
    make_edition(city, 2021, updated_year=2023, languages=("de", "en"))
    make_edition(city, 2026, state="draft")
    page = main_of(client.get(reverse("reports:report", args=["bremen"])))
    text = text_of(page)
    assert text.index("City report Bremen 2021") < text.index("City report Bremen 2019")
    assert "2026" not in text
    size = filesizeformat(File.objects.get(language="en").size).replace("\xa0", " ")
    assert f"City report Bremen 2021 (PDF, English, {size}, 3 pages)" in text
    assert "updated in 2023" in text
    assert "Not there yet in: French, Spanish, Italian, Polish, Greek" in text
    assert 'alt="First page of “City report Bremen 2021”"' in page


def test_an_edition_has_a_page_that_says_what_it_holds_and_how_to_cite_it(client, settings):
    settings.SITE_URL = "https://example.org"
    edition = make_edition(make_city("Bremen"), 2021, updated_year=2023, notes_en="New: a chapter on housing.")
    text = text_of(main_of(client.get("/en/reports/bremen/2021/")))
    assert "New: a chapter on housing." in text
    assert f"Moving Cities (2021/2023): City report Bremen 2021. https://example.org/id/{edition.uuid}/" in text
    assert client.get(f"/id/{edition.uuid}/").url == "/en/reports/bremen/2021/"


def test_the_citation_comes_as_bibtex_and_ris(client, settings):
    settings.SITE_URL = "https://example.org"
    edition = make_edition(make_city("Bremen"), 2021, languages=("de", "en"))
    bibtex = client.get("/en/reports/bremen/2021/cite.bib")
    assert bibtex.headers["Content-Disposition"] == 'attachment; filename="bremen-2021.bib"'
    assert bibtex.content.decode().splitlines() == [
        "@techreport{bremen2021,",
        "  title = {City report Bremen 2021},",
        "  institution = {Moving Cities},",
        "  year = {2021},",
        f"  url = {{https://example.org/id/{edition.uuid}/}}",
        "}",
    ]
    ris = client.get("/en/reports/bremen/2021/cite.ris").content.decode()
    assert ris.split("\r\n")[:2] == ["TY  - RPRT", "TI  - City report Bremen 2021"]
    assert "LA  - de\r\nLA  - en\r\nER  - " in ris
    assert client.get("/en/reports/bremen/2021/cite.exe").status_code == 404


def test_latest_leads_to_the_newest_edition_in_the_language_of_the_reader(client):
    city = make_city("Bremen")
    make_edition(city, 2019, languages=("de", "en", "fr"))
    make_edition(city, 2021, languages=("de", "en"))
    make_edition(city, 2026, languages=("de", "en"), state="draft")
    response = client.get("/en/reports/bremen/latest/")
    assert (response.status_code, response.url) == (302, "/en/reports/bremen/2021/en.pdf")
    with override("fr"):
        page = main_of(client.get(reverse("reports:latest", args=["bremen"])))
        english = reverse("reports:file", args=["bremen", 2021, "en"])
    assert links_in(page.partition("</aside>")[0], english) == [english]
    assert 'class="notice"' in page


@pytest.mark.parametrize("city_state", ["draft", "published"])
def test_a_city_without_a_public_edition_has_no_report_page(client, city_state):
    city = make_city("Bremen", state=city_state)
    make_edition(city, state="draft" if city_state == "published" else "published")
    for path in ["", "latest/", "2021/", "2021/cite.bib"]:
        assert client.get(f"/en/reports/bremen/{path}").status_code == 404


def test_the_pdf_comes_as_it_was_uploaded(client):
    edition = make_edition(make_city("Bremen"), 2021)
    file = edition.files.get()
    response = client.get(file.get_absolute_url())
    content = response.getvalue()
    assert hashlib.sha256(content).hexdigest() == file.sha256
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="Stadtbericht Bremen 2021 (Deutsch).pdf"'
    assert response.headers["Content-Language"] == "de"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.cookies == {}


@pytest.mark.parametrize("hidden", ["edition", "city"])
def test_the_pdf_of_a_draft_is_not_to_be_had(client, hidden):
    city = make_city("Bremen", state="draft" if hidden == "city" else "published")
    make_edition(city, state="draft" if hidden == "edition" else "published")
    file = File.objects.get()
    for address in [file.get_absolute_url(), file.pdf.url, file.first_page.url]:
        assert client.get(address).status_code == 404


def test_trial_64_a_pdf_missing_on_disk_is_not_found_and_its_pages_stay(client):
    file = make_edition(make_city("Bremen")).files.get()
    file.pdf.storage.delete(file.pdf.name)
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get("/en/reports/bremen/2021/").status_code == 200


def test_query_counts(client, django_assert_num_queries):
    three = make_city("Bremen")
    for year in [2019, 2020, 2021]:
        make_edition(three, year, languages=("de", "en"))
    make_edition(make_city("Ulm"), 2021)
    for slug in ["ulm", "bremen"]:
        for path in ["", "2021/"]:
            with django_assert_num_queries(4):
                client.get(f"/en/reports/{slug}/{path}")
