"""A text changes, its translator finds it, sees what is new, and mends it; and everything on the way can be used."""

import pytest
from playwright.sync_api import expect

from tests.browser import judge

PAGE = "/pl/miasta/potsdam/"
SECTION = "#sections-0 .field-body_{} [contenteditable]"


def write(page, editor, text):
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def open_desk(page, log_in):
    """The desk at the first Polish text of Potsdam that needs work, reached from the start page."""
    page.context.clear_cookies()
    log_in("translator")
    page.locator(".tasks a", has_text="polski").click()
    page.fill("#id_q", "Potsdam")
    page.click(".desk-filter [type=submit]")
    page.locator("tr", has_text="city").locator("a.cell").first.click()


def change_the_german_section(page, log_in, text):
    page.context.clear_cookies()
    log_in("editor")
    page.goto("/admin/cities/city/?q=Potsdam")
    page.locator("#result_list tbody th a").first.click()
    page.locator(".language-tabs [data-code=de]").click()
    write(page, page.locator(SECTION.format("de")), text)
    page.locator("[name=_save]").first.click()
    assert "was changed successfully" in page.inner_text(".messagelist")


def translate(page, text):
    page.locator(".places a", has_text="Section 1: text").click()
    write(page, page.locator("#desk-form [contenteditable]"), text)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def test_a_german_section_changes_and_the_polish_translator_mends_it(page, log_in):
    change_the_german_section(page, log_in, "Die Stadt hilft allen Menschen.")
    open_desk(page, log_in)
    translate(page, "Miasto pomaga wszystkim.")
    page.goto(PAGE)
    assert page.locator(".translation-note details").count() == 0

    change_the_german_section(page, log_in, "Die Stadt Potsdam hilft allen Menschen.")
    page.goto(PAGE)
    page.click(".translation-note summary")
    assert page.locator(".translation-note ins").all_inner_texts() == ["Potsdam "]

    open_desk(page, log_in)
    page.locator(".places a", has_text="Section 1: text").click()
    expect(page.locator(".changes ins")).to_have_text(["Potsdam "])
    assert page.locator("#desk-form h2").inner_text().endswith("Out of date")
    translate(page, "Miasto Poczdam pomaga wszystkim.")
    page.goto(PAGE)
    assert "Miasto Poczdam pomaga wszystkim." in page.inner_text("main")
    assert page.locator(".translation-note details").count() == 0


def test_the_desk_works_without_script_and_with_the_keyboard_alone(browser, site):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("#id_username", "translator")
    page.fill("#id_password", "a long enough password")
    with page.expect_navigation():
        page.locator("#id_password").press("Enter")
    page.goto("/admin/translations/?language=pl&state=missing&kind=cities.network")
    page.locator("a.cell").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/cities.network/**")
    source = page.locator(".source").inner_text().strip()
    page.locator("[value=copy]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert source in page.locator("[name=text]").input_value()
    page.locator("[value=save]").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.locator(".errornote").count() == 0
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_every_page_of_the_desk_is_without_fault(page, log_in, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    log_in("translator")
    faults = {}
    for path in ["", "translations/", "translations/exchange/", "cities/city/?q=Potsdam"]:
        page.goto(f"/admin/{path}")
        faults[path] = judge.axe(page)[0]
    page.goto("/admin/translations/?language=pl&state=missing")
    page.locator("a.cell").first.click()
    page.wait_for_url("**/desk/**")
    page.wait_for_load_state("networkidle")
    faults["desk"] = judge.axe(page)[0]
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize("path", ["/de/glossar/", "/el/glossari/", "/pl/miasta/potsdam/"])
def test_the_pages_of_readers_with_glossary_and_notice_are_without_fault(page, path):
    page.goto(path)
    assert judge.axe(page)[0] == []


def test_a_term_is_explained_on_hover_on_focus_and_on_tap_and_escape_closes_it(page, browser, site):
    path = "/de/staedte/potsdam/"
    page.goto(path)
    word = page.locator(".term button").first
    text = page.locator(".term-text").first
    word.hover()
    assert text.is_visible()
    text.hover()
    assert text.is_visible()
    page.keyboard.press("Escape")
    assert not text.is_visible()
    page.mouse.move(0, 0)
    word.focus()
    assert text.is_visible()
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href").startswith("/de/glossar/#term-")

    phone = browser.new_context(base_url=site, has_touch=True, java_script_enabled=False)
    touched = phone.new_page()
    touched.goto(path)
    touched.locator(".term button").first.tap()
    assert touched.locator(".term-text").first.is_visible()
    phone.close()


def test_the_table_of_the_desk_is_as_wide_as_its_page(page, log_in):
    log_in("translator")
    page.goto("/admin/translations/")
    assert (
        page.locator(".table-scroll").bounding_box()["width"] == page.locator("#content-main").bounding_box()["width"]
    )
