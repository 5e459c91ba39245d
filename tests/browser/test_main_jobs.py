"""The three main jobs, done in a real browser: an editor writes, a visitor filters, staff upload a report."""

import re
from base64 import b64encode

import pytest
from playwright.sync_api import expect

from tests import samples

SECTIONS = [
    ("initiative", "Wie es dazu kam: Der Rat beschloss im Dezember 2018, dass die Behörde alle Spielräume nutzt."),
    ("process", "Eine Arbeitsgruppe aus Kirchen, Beirat und Amt schrieb Leitlinien für das Ermessen."),
    ("outcome", "Dreizehn Pakete mit Maßnahmen liegen vor; am Telefon wird inzwischen gedolmetscht."),
]


def choose(page, field, text):
    """Choose an entry of an autocomplete field by typing part of it."""
    page.locator(f".field-{field} .select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").last.fill(text)
    page.locator(".select2-results__option--highlighted", has_text=text).click()


def add_contact(page):
    page.goto("/admin/cities/contact/add/")
    page.locator(".language-tabs [data-code=de]").click()
    page.fill("#id_organisation_de", "Runder Tisch Bleiberecht")
    page.fill("#id_unit_de", "Stadtverwaltung, Bereich Partizipation")
    choose(page, "city", "Potsdam")
    page.fill("#id_email", "tisch@example.org")
    page.fill("#id_public_basis", "Von der Stelle selbst veröffentlicht")
    page.fill("#id_public_until", "2035-12-31")
    page.click("[name=_save]")


def write_approach(page):
    page.goto("/admin/approaches/approach/add/")
    page.select_option("#id_source_language", "de")
    page.locator(".language-tabs [data-code=de]").click()
    page.fill("#id_title_de", "Spielräume für das Bleiben")
    page.fill("#id_summary_de", "Die Behörde sucht nach Wegen, wie Menschen bleiben können.")
    choose(page, "city", "Potsdam")
    choose(page, "policy_areas", "Residence status and security")
    choose(page, "policy_areas", "Advice and support")
    choose(page, "contacts", "Runder Tisch")
    page.select_option("#id_lead", "both")
    page.fill("#id_start_year", "2018")
    for number, (topic, text) in enumerate(SECTIONS):
        page.locator(".add-row a").click()
        page.select_option(f"#id_sections-{number}-topic", topic)
        editor = page.locator(f"#sections-{number} .field-body_de [contenteditable]")
        editor.click()
        page.keyboard.insert_text(text)
        expect(editor).to_have_text(text)
    page.select_option("#id_state", "published")
    page.locator("[name=_save]").first.click()
    assert "was added successfully" in page.inner_text(".messagelist")


@pytest.mark.main_job
def test_an_editor_publishes_an_approach_and_visitors_find_it_by_its_areas(page, log_in):
    log_in("editor")
    add_contact(page)
    write_approach(page)
    page.context.clear_cookies()

    page.goto("/de/")
    page.get_by_role("link", name="Ansätze", exact=True).first.click()
    page.wait_for_url("**/de/ansaetze/")
    title = page.get_by_role("link", name="Spielräume für das Bleiben")
    areas = page.locator("input[name=area]").evaluate_all("boxes => boxes.map(box => box.value)")
    shown = []
    for area in areas:
        page.goto(f"/de/ansaetze/?area={area}")
        shown += [area] if title.count() else []
    assert sorted(shown) == ["advice-support", "residence-status"]

    page.goto("/de/ansaetze/?area=residence-status")
    title.first.click()
    page.wait_for_url("**/de/ansaetze/potsdam/spielraeume-fuer-das-bleiben/")
    text = page.inner_text("main")
    headings = ["Wer hat es angestoßen, und wie?", "Wie funktioniert es?", "Was ist daraus geworden?"]
    for expected in [text for _topic, text in SECTIONS] + ["tisch@example.org", *headings]:
        assert expected in text

    page.locator(".language-menu summary").click()
    page.locator(".language-menu").get_by_role("link", name="English").click()
    page.wait_for_url("**/en/approaches/potsdam/spielraeume-fuer-das-bleiben/")
    assert "not there in English yet" in page.inner_text(".notice")
    assert page.locator("h1").get_attribute("lang") == "de"
    assert page.context.cookies() == []


def start_edition(page, city, year, notes):
    """As report staff, with everything filled in but the files."""
    page.goto("/admin/reports/edition/add/")
    choose(page, "city", city)
    page.fill("#id_year", year)
    page.fill("#id_notes_en", notes)


@pytest.mark.main_job
def test_report_staff_upload_a_pdf_and_the_public_downloads_the_same_bytes(page, log_in, tmp_path):
    content = samples.pdf(pages=5)
    (tmp_path / "Stadtbericht Köln.pdf").write_bytes(content)
    log_in("report-staff")
    start_edition(page, "Cologne", "2024", "What the city does for people without papers.")
    page.select_option("#id_files-0-language", "de")
    page.set_input_files("#id_files-0-pdf", tmp_path / "Stadtbericht Köln.pdf")
    page.select_option("#id_state", "published")
    page.locator("[name=_save]").first.click()
    assert "was added successfully" in page.inner_text(".messagelist")
    page.context.clear_cookies()

    page.goto("/en/cities/cologne/")
    link = page.get_by_role("link", name=re.compile(r"City report Cologne 2024 \(PDF, German, .*, 5 pages\)"))
    answer = page.context.request.get(link.get_attribute("href"))
    assert answer.body() == content
    assert answer.headers["content-type"] == "application/pdf"


DROPPED = """
files => {
  const transfer = new DataTransfer();
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: "application/pdf" }));
  }
  return transfer;
}
"""


def drop(page, **files):
    """Drag files over the form and let them go there."""
    page.wait_for_load_state()
    contents = [[f"{name}.pdf", b64encode(content).decode()] for name, content in files.items()]
    page.dispatch_event(".drop-zone", "drop", {"dataTransfer": page.evaluate_handle(DROPPED, contents)})


@pytest.mark.main_job
def test_several_pdfs_dropped_at_once_find_their_rows_and_languages(page, log_in):
    log_in("report-staff")
    start_edition(page, "Athens", "2025", "What the city does.")
    german, english = samples.pdf(pages=2, text=samples.GERMAN), samples.pdf(pages=3, text=samples.ENGLISH)
    drop(page, bericht=german, report=english, notes=b"no pdf at all")
    expect(page.locator(".drop-zone-files > li")).to_have_count(3)
    expect(page.locator(".drop-zone-files progress")).to_have_count(0)
    lines = page.locator(".drop-zone-files > li").all_inner_texts()
    assert "“bericht.pdf” (2 pages) has arrived" in lines[0]
    assert "“report.pdf” (3 pages) has arrived" in lines[1]
    assert "This file is not a PDF. Save the document as PDF and choose that file." in lines[2]
    page.select_option("#id_state", "published")
    page.locator("[name=_save]").first.click()
    assert "was added successfully" in page.inner_text(".messagelist")
    page.goto("/en/cities/athens/")
    links = page.locator("#report .downloads a").all_inner_texts()
    assert [re.sub(r", [\d.]+.(KB|bytes),", ",", link) for link in links] == [
        "City report Athens 2025 (PDF, German, 2 pages)",
        "City report Athens 2025 (PDF, English, 3 pages)",
    ]


def test_a_corrected_pdf_finds_the_file_it_corrects_and_the_form_waits_for_it(page, log_in):
    log_in("report-staff")
    page.goto("/admin/reports/edition/?q=2019")
    page.get_by_role("link", name="City report Potsdam 2019").click()
    corrected = samples.pdf(pages=13, text=samples.GERMAN)
    drop(page, corrected=corrected)
    page.locator("[name=_save]").first.click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    page.context.clear_cookies()

    page.goto("/en/reports/potsdam/2019/")
    links = page.locator("main a[type='application/pdf']")
    assert [re.findall(r"German|\d+ pages", text) for text in links.all_inner_texts()] == [
        ["German", "13 pages"],
        ["German", "7 pages"],
    ]
    sizes = [len(page.context.request.get(link.get_attribute("href")).body()) for link in links.all()]
    assert sizes[0] == len(corrected) < sizes[1]


def test_what_goes_wrong_on_the_way_is_said_next_to_the_file(page, log_in):
    log_in("report-staff")
    start_edition(page, "Athens", "2026", "What the city does.")
    upload = "**/admin/reports/edition/upload/"
    full = "<main><h1>No room</h1><p>The disk is full.</p></main>"
    page.route(upload, lambda route: route.fulfill(status=507, content_type="text/html", body=full))
    lines = page.locator(".drop-zone-files .refused")
    drop(page, first=samples.pdf())
    expect(lines).to_have_count(1)
    page.route(upload, lambda route: route.abort())
    drop(page, second=samples.pdf())
    expect(lines).to_have_count(2)
    page.unroute(upload)
    page.context.clear_cookies(name="sessionid")
    drop(page, third=samples.pdf(), fourth=b"%PDF-" + b"x" * 25 * 1024 * 1024)
    expect(lines).to_have_count(4)
    lost = "The file did not arrive: the connection was lost, or you are no longer logged in."
    messages = [text.partition("\n")[2].strip() for text in lines.all_inner_texts()]
    assert messages[0] == "The disk is full."
    assert [message[: len(lost)] for message in messages[1:3]] == [lost, lost]
    assert messages[3].startswith("This PDF is larger than 25 MB.")
    assert page.input_value("#id_notes_en") == "What the city does."


@pytest.mark.main_job
def test_a_file_that_is_no_pdf_is_refused_and_nothing_typed_is_lost(page, log_in, tmp_path):
    (tmp_path / "report.pdf").write_text("<html>not a pdf</html>")
    log_in("report-staff")
    start_edition(page, "Hamburg", "2022", "Two sentences that must stay.")
    page.select_option("#id_files-0-language", "en")
    page.set_input_files("#id_files-0-pdf", tmp_path / "report.pdf")
    page.locator("[name=_save]").first.click()
    assert "This file is not a PDF. Save the document as PDF and choose that file." in page.inner_text("#files-group")
    assert page.input_value("#id_notes_en") == "Two sentences that must stay."
    assert page.input_value("#id_year") == "2022"
    page.goto("/admin/reports/edition/")
    assert "Hamburg" not in page.inner_text("#result_list")


@pytest.mark.main_job
def test_a_visitor_filters_with_the_keyboard_alone(page):
    page.goto("/en/approaches/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to content"
    box = page.locator("input[name=area][value=housing]")
    box.focus()
    page.keyboard.press("Space")
    page.locator(".filters [type=submit]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/approaches/?area=housing")
    assert page.get_by_role("link", name="Remove filter: Housing").count() == 1


@pytest.mark.parametrize("path", ["/en/", "/de/staedte/", "/el/poleis/potsdam/", "/pl/dzialania/", "/admin/login/"])
def test_nothing_is_asked_of_another_host(page, site, path):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path, wait_until="networkidle")
    assert len(asked) > 1
    assert [url for url in asked if not url.startswith(site)] == []


@pytest.mark.parametrize(
    "path", ["/de/", "/el/poleis/", "/de/ansaetze/", "/el/poleis/potsdam/", "/de/netzwerke/", "/pl/aktualnosci/"]
)
def test_nothing_sticks_out_sideways_on_a_phone(page, path):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
