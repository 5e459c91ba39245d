"""Searching in a real browser: in other writing, with a mistake, inside a report, and by keyboard from the header."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

#: What the placeholder of an input needs and has, in pixels.
PLACEHOLDER = """input => {
  const look = getComputedStyle(input);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = look.font;
  const room = input.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight);
  return [pen.measureText(input.placeholder).width, room];
}"""


def test_a_visitor_searches_in_greek_capitals(page):
    page.goto("/el/anazitisi/")
    page.fill("#search", "ΠΡΟΣΦΥΓΕΣ ΠΟΛΗ")
    page.press("#search", "Enter")
    page.wait_for_url("**/el/anazitisi/?q=*")
    expect(page.get_by_role("status")).to_contain_text("αποτελέσματα")
    assert "πρόσφυγες" in {mark.lower() for mark in page.locator("mark").all_inner_texts()}


def test_a_visitor_mistypes_a_german_word(page):
    page.goto("/de/suche/?q=Potsdma+Wohnugn")
    notice = page.locator(".notice")
    expect(notice).to_contain_text("Nichts gefunden für „Potsdma Wohnugn“. Das hier gibt es zu „Potsdam Wohnung")
    assert page.locator(".hit").count() >= 1
    assert "Potsdam" in page.locator("mark").all_inner_texts()


def test_a_phrase_inside_the_potsdam_report_opens_at_its_page(page):
    page.goto("/it/ricerca/")
    page.fill("#search", "„Daraus entstanden Ermessensrichtlinien“")
    page.press("#search", "Enter")
    place = page.get_by_role("link", name="2021, tedesco, pagina 7")
    assert place.get_attribute("href") == "/it/rapporti/potsdam/2021/de.pdf#page=7"
    assert page.locator(".hit", has=place).locator("h3").inner_text() == "Rapporto su Potsdam"
    answer = page.request.get(place.get_attribute("href"))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")


def test_titles_are_offered_while_typing_and_chosen_by_keyboard(page):
    page.goto("/en/")
    box = page.locator("#site-search")
    box.focus()
    page.keyboard.type("pots")
    options = page.get_by_role("option")
    expect(options.first).to_have_text("PotsdamCity")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.type("d")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert options.first.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/cities/potsdam/")


def test_what_was_typed_is_searched_if_nothing_is_chosen(page):
    page.goto("/en/")
    page.locator("#site-search").press_sequentially("potsdam")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=potsdam")


@pytest.mark.parametrize("path", ["/el/anazitisi/?q=ΔΗΜΟΣ", "/de/suche/?q=Quantenphysik+Wohnung", "/pl/szukaj/"])
def test_nothing_sticks_out_sideways_on_a_phone(page, path):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_box_opens_on_a_phone_without_script(browser, site):
    context = browser.new_context(base_url=site, java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto("/de/")
    page.locator(".site-search > summary").click()
    page.fill("#site-search", "Bleiberecht")
    page.locator(".site-search [type=submit]").click()
    page.wait_for_url("**/de/suche/?q=Bleiberecht")
    assert page.locator(".hit").count() >= 1
    context.close()


@pytest.mark.parametrize("width", [360, 960, 1280])
def test_the_box_in_the_header_has_room_for_its_placeholder_in_every_language(page, width):
    page.set_viewport_size({"width": width, "height": 700})
    for code, _name in settings.LANGUAGES:
        page.goto(f"/{code}/")
        box = page.locator("#site-search")
        if width == 360:
            page.locator(".site-search summary").click()
        need, room = box.evaluate(PLACEHOLDER)
        assert need <= room, code
