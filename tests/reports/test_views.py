import hashlib
import re
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import override

from content import freshness
from reports.models import Edition, File, Report
from tests import samples
from tests.factories import make_city, make_edition
from tests.pages_of import links_in, main_of, text_of

pytestmark = pytest.mark.django_db


def test_the_page_shows_all_public_editions_newest_first(client):
    city = make_city("Bremen")
    make_edition(city, 2019)
    make_edition(city, 2021, updated_year=2023, languages=("de", "en"))
    make_edition(city, 2026, state="draft")
    page = main_of(client.get(reverse("reports:report_detail", args=["bremen"])))
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
        "  author = {{Moving Cities}},",
        "  title = {City report Bremen 2021},",
        "  institution = {Moving Cities},",
        "  year = {2021},",
        f"  url = {{https://example.org/id/{edition.uuid}/}}",
        "}",
    ]
    ris = client.get("/en/reports/bremen/2021/cite.ris").content.decode()
    assert ris.split("\r\n")[:3] == ["TY  - RPRT", "AU  - Moving Cities", "TI  - City report Bremen 2021"]
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
        older = reverse("reports:file", args=["bremen", 2019, "fr"])
    notice = page[page.index('class="notice"') : page.index("</aside>")]
    assert links_in(notice, english) + links_in(notice, older) == [english, older]
    with override("el"):
        notice = main_of(client.get(reverse("reports:latest", args=["bremen"]))).partition("</aside>")[0]
    assert notice.count("<a ") - notice.count('<p class="breadcrumb">') * 2 == 1


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


def test_an_editor_may_say_in_words_what_the_first_page_shows(client):
    make_edition(
        make_city("Bremen"), first_page_alt_en="Two ferries", first_page_alt_de="Zwei Fähren", languages=["de"]
    )
    assert 'alt="Two ferries"' in main_of(client.get("/en/reports/bremen/"))
    with override("de"):
        assert 'alt="Two ferries" lang="en"' in main_of(client.get(reverse("reports:report_detail", args=["bremen"])))
    Edition.objects.update(languages=["de", "en"])
    with override("de"):
        assert 'alt="Zwei Fähren"' in main_of(client.get(reverse("reports:report_detail", args=["bremen"])))


def test_every_edition_says_how_to_cite_it_and_the_city_leads_to_all_of_them(client, settings):
    settings.SITE_URL = "https://example.org"
    city = make_city("Bremen")
    editions = [make_edition(city, year) for year in [2021, 2019]]
    page = main_of(client.get("/en/reports/bremen/"))
    for edition in editions:
        assert f"{edition}. https://example.org/id/{edition.uuid}/" in page
        for kind in ["bib", "ris"]:
            address = f"/en/reports/bremen/{edition.year}/cite.{kind}"
            assert links_in(page, address) == [address]
    assert '<a href="/en/reports/bremen/">All editions</a>' in main_of(client.get("/en/cities/bremen/"))


def test_the_sitemap_names_public_editions(client):
    make_edition(make_city("Bremen"), 2021)
    make_edition(make_city("Ulm"), 2022, state="draft")
    assert re.findall(r"<loc>.*?(/en/.*?)</loc>", client.get("/sitemap-reports.xml").content.decode()) == [
        "/en/reports/bremen/2021/"
    ]


def corrected(edition, language="de"):
    """The earlier and the present file, after a corrected one has arrived."""
    file = edition.files.get(language=language)
    file.pdf = ContentFile(samples.pdf(pages=9), name="x.pdf")
    file.full_clean()
    file.save()
    return edition.files.replaced().get(), file


def test_a_replaced_file_stays_reachable_and_is_listed_with_its_dates(client, settings):
    settings.SITE_URL = "https://example.org"
    edition = make_edition(make_city("Bremen"), 2021)
    before = client.get("/en/reports/bremen/2021/de.pdf").getvalue()
    earlier, present = corrected(edition)
    File.objects.filter(pk=earlier.pk).update(uploaded_at=datetime(2021, 5, 4, tzinfo=UTC))
    assert client.get(present.get_absolute_url()).getvalue() != before
    response = client.get(earlier.get_absolute_url())
    assert response.getvalue() == before
    assert response.headers["Link"] == '<https://example.org/en/reports/bremen/2021/de.pdf>; rel="canonical"'
    assert "Stadtbericht Bremen 2021 (Deutsch) 2021-05-04.pdf" in response.headers["Content-Disposition"]
    page = main_of(client.get("/en/reports/bremen/2021/"))
    assert links_in(page, earlier.get_absolute_url()) == [earlier.get_absolute_url()]
    assert "Version of 4 May 2021 (PDF, German, " in text_of(page)
    assert "Earlier versions" not in main_of(client.get("/en/reports/bremen/"))
    for wrong in [f"en.{earlier.pk}.pdf", f"de.{present.pk}.pdf", "de.99999999999999999999.pdf"]:
        assert client.get(f"/en/reports/bremen/2021/{wrong}").status_code == 404
    Edition.objects.update(state="draft")
    assert client.get(earlier.get_absolute_url()).status_code == 404


def test_a_corrected_file_whose_first_page_cannot_be_drawn_does_not_show_the_old_one():
    edition = make_edition()
    file = edition.files.get()
    file.pdf = ContentFile(
        samples.pdf(change=lambda pdf: setattr(pdf.pages[0], "mediabox", [0, 0, 10, 5000])), name="x"
    )
    file.pdf.file.name = "x.pdf"
    file.full_clean()
    file.save()
    earlier = edition.files.replaced().get()
    assert (bool(earlier.first_page), bool(file.first_page)) == (True, False)


@pytest.mark.parametrize("path", ["", "de.pdf"])
def test_an_edition_keeps_the_addresses_of_a_former_year_and_a_former_city(client, path):
    def status(address):
        response = client.get(address)
        response.getvalue()
        return response.status_code

    edition = make_edition(make_city("Bremen"), 2012)
    edition.year = 2021
    edition.save()
    moved = client.get(f"/en/reports/bremen/2012/{path}")
    assert (moved.status_code, moved.url) == (301, f"/en/reports/bremen/2021/{path}")
    edition.report = Report.objects.create(city=make_city("Ulm"))
    edition.save()
    for year in [2012, 2021]:
        assert client.get(f"/en/reports/bremen/{year}/{path}").url == f"/en/reports/ulm/2021/{path}"
    assert status(f"/en/reports/ulm/2021/{path}") == 200
    make_edition(edition.report.city, 2012)
    assert status(f"/en/reports/ulm/2012/{path}") == 200
    Edition.objects.filter(report__city__slug="ulm", year=2021).delete()
    assert status(f"/en/reports/ulm/2021/{path}") == 410


def test_a_pdf_missing_on_disk_is_not_found_and_its_pages_stay(client):
    file = make_edition(make_city("Bremen")).files.get()
    assert (file.first_page_width, file.first_page_height) == (480, 680)
    file.pdf.storage.delete(file.pdf.name)
    file.first_page.storage.delete(file.first_page.name)
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get(file.first_page.url).status_code == 404
    assert client.get("/en/reports/bremen/2021/").status_code == 200


def test_query_counts(client, django_assert_num_queries):
    three = make_city("Bremen")
    for year in [2019, 2020, 2021]:
        make_edition(three, year, languages=("de", "en"))
    make_edition(make_city("Ulm"), 2021)
    for slug in ["ulm", "bremen"]:
        for path, number in [("", 5), ("2021/", 6)]:
            freshness.forget()
            with django_assert_num_queries(number):
                client.get(f"/en/reports/{slug}/{path}")
