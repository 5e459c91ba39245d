"""The face of the site in a real browser: a sample of what tests/trials/test_access.py goes through in full."""

import pytest
from playwright.sync_api import expect

from tests.browser.judge import axe, check
from tests.browser.keyboard import walk
from tests.browser.pages import CODES, PAGES
from tests.browser.weight import first_visit

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 760}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
APPROACH = PAGES["approach"]


@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    [
        ("/de/", 360, "light"),
        ("/el/", 1280, "dark"),
        ("/pl/miasta/potsdam/", 360, "dark"),
        ("/de/staedte/cologne/", 1280, "light"),
        ("/el/protovoulies/", 360, "light"),
        (APPROACH, 1280, "dark"),
        ("/fr/reseaux/", 1280, "light"),
        ("/es/nowhere/", 360, "light"),
    ],
)
def test_a_sample_of_pages_is_without_fault(page, path, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    violations, _undecided = axe(page)
    assert violations + check(page) == []


def test_everything_is_reached_by_tab_and_seen(page):
    page.goto("/en/cities/potsdam/")
    tour = walk(page)
    assert (tour["reached"], tour["faults"]) == (tour["reachable"], [])
    page.goto("/en/cities/potsdam/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize(
    ("path", "device", "most"),
    [
        ("/de/", DESK, 120_000),
        ("/de/", PHONE, 120_000),
        ("/el/poleis/potsdam/", DESK, 70_000),
        ("/de/staedte/potsdam/", PHONE, 70_000),
        (APPROACH, DESK, 70_000),
        (APPROACH, PHONE, 70_000),
    ],
    ids=["home", "home on a phone", "city", "city on a phone", "approach", "approach on a phone"],
)
def test_a_first_visit_is_light_and_leaves_nothing(browser, site, path, device, most):
    visit = first_visit(browser, site + path, **device)
    assert visit["bytes"] <= most
    assert (visit["hosts"], visit["shift"], visit["left"]) == ([site], 0, 0)


def test_the_contents_follow_the_reader(page):
    page.goto("/en/cities/potsdam/")
    current = page.locator(".contents [aria-current]")
    page.locator("#networks").evaluate("section => section.scrollIntoView()")
    expect(current).to_have_text("Member of these networks")
    page.locator("#contact").evaluate("section => section.scrollIntoView()")
    expect(current).to_have_text("Contact")


def test_the_contents_are_plain_links_without_script(browser, site):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/cities/potsdam/")
    page.locator(".contents").get_by_role("link", name="Contact").click()
    assert page.url.endswith("#contact")
    context.close()


def test_the_address_of_a_section_shows_when_it_is_wanted(page):
    page.goto("/en/cities/potsdam/")
    anchor = page.get_by_role("link", name="Address of the section “Contact”")
    assert anchor.evaluate("link => getComputedStyle(link).opacity") == "0"
    anchor.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert anchor.evaluate("link => getComputedStyle(link).opacity") == "1"
    page.keyboard.press("Enter")
    assert page.url.endswith("/en/cities/potsdam/#contact")


@pytest.mark.parametrize("path", ["/de/", "/en/cities/potsdam/", "/de/ansaetze/"])
def test_the_pages_hold_from_right_to_left(page, path):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(path)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert check(page, "room") == []
    heading = page.locator("h1").bounding_box()
    assert heading["x"] + heading["width"] >= 320 - 24


def test_on_paper_a_page_is_a_dossier(page):
    page.goto("/en/cities/potsdam/")
    page.emulate_media(media="print")
    for hidden in [".site-nav", ".site-search", ".contents", ".next", ".anchor", ".emblem", ".language-doors"]:
        assert page.locator(f"{hidden} >> visible=true").count() == 0
    ends = page.locator("#networks a[href^='/'], .downloads a").evaluate_all(
        "links => links.map(link => getComputedStyle(link, '::after').content)"
    )
    assert any("/en/reports/potsdam/" in end for end in ends)
    assert "/id/" in page.inner_text("#cite .citation")
    colours = page.evaluate(
        "[document.body, document.querySelector('h1'), document.querySelector('.object-head')]"
        ".map(e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor])"
    )
    assert colours == [["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]] * 3


def test_nothing_moves_where_that_is_not_wanted(page):
    page.emulate_media(reduced_motion="reduce")
    page.goto("/en/")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(e => ['', '::before', '::after'].map(p => getComputedStyle(e, p)))"
        ".filter(s => s.transitionDuration.split(', ').some(d => d !== '0s') || s.animationName !== 'none').length"
    )
    assert moving == 0


def test_forced_colours_keep_signs_and_edges(page):
    page.emulate_media(forced_colors="active")
    page.goto("/en/cities/potsdam/")
    sign = page.locator(".external").first.evaluate("link => getComputedStyle(link, '::after').backgroundColor")
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert sign != ground
    page.goto("/en/")
    assert page.locator(".door").first.evaluate("door => getComputedStyle(door).borderTopStyle") == "solid"


@pytest.mark.parametrize("code", CODES)
def test_the_header_is_one_row_in_each_language(page, code):
    page.goto(f"/{code}/")
    for width in [960, 1024, 1183, 1184, 1280]:
        page.set_viewport_size({"width": width, "height": 700})
        assert page.locator(".site-header").bounding_box()["height"] < 80, width


def test_the_head_of_the_matrix_stays_in_sight(page):
    page.goto("/en/approaches/matrix/")
    page.locator(".matrix-table tbody").last.scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > 300
    assert page.locator(".matrix-table thead th").first.bounding_box()["y"] == pytest.approx(0, abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 1280


def test_the_way_back_to_the_list_keeps_one_line_on_a_wide_screen(page):
    page.set_viewport_size({"width": 2560, "height": 900})
    page.goto(APPROACH)
    assert page.locator("p.band a").bounding_box()["height"] < 40
