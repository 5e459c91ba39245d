"""Filtering in a real browser: with and without scripts, by keyboard alone, on a phone."""

import pytest
from playwright.sync_api import expect

COUNT_ANNOUNCEMENTS = """() => {
  window.announced = [];
  const status = document.getElementById("announcement");
  new MutationObserver(() => window.announced.push(status.textContent)).observe(status, { childList: true });
}"""


def number_of(page):
    return int(page.locator(".result-count strong").inner_text())


def count_of(page, option):
    return int(page.locator(f"label:has(#{option}) .option-count").inner_text())


def tick(page, option):
    """Tick a box as a person does, and wait until the list has followed."""
    with page.expect_response(lambda response: "HX-Push-Url".lower() in response.headers):
        page.locator(f"label:has(#{option})").click()
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")


def open_facet(page, name):
    page.locator(f"details:has(> #facet-{name}) > summary").click()


def test_the_list_follows_each_tick_and_so_does_the_address(page):
    page.goto("/en/approaches/")
    everything = number_of(page)
    page.evaluate(COUNT_ANNOUNCEMENTS)
    promised = count_of(page, "area-housing")
    tick(page, "area-housing")
    assert page.url.endswith("/en/approaches/?area=housing")
    assert number_of(page) == promised < everything
    assert page.title() == "Housing – Approaches – Moving Cities"
    assert page.evaluate("document.activeElement.id") == "area-housing"
    assert page.evaluate("window.announced") == [f"{promised} approaches"]
    expect(page.locator("#filter-number")).to_have_text("(1)")

    open_facet(page, "country")
    promised = count_of(page, "country-de")
    tick(page, "country-de")
    assert page.url.endswith("/en/approaches/?area=housing&country=DE")
    assert number_of(page) == promised
    assert page.locator("details:has(> #facet-country)").get_attribute("open") is not None
    feed = page.locator(".take-home a", has_text="Feed").get_attribute("href")
    assert feed == "/en/approaches/feed.atom?area=housing&country=DE"
    assert page.locator("link[type='text/csv']").get_attribute("href").endswith("data.csv?area=housing&country=DE")

    page.locator(".language-menu summary").click()
    page.locator(".language-menu").get_by_role("link", name="Deutsch").click()
    assert page.url.endswith("/de/ansaetze/?area=housing&country=DE")
    assert number_of(page) == promised


def test_chips_take_filters_away_and_back_brings_them_again(page):
    page.goto("/en/approaches/")
    everything = number_of(page)
    tick(page, "area-housing")
    filtered = number_of(page)
    page.get_by_role("link", name="Remove filter: Housing").click()
    expect(page.locator(".result-count strong")).to_have_text(str(everything))
    assert page.url.endswith("/en/approaches/")
    assert not page.locator("#area-housing").is_checked()
    assert page.evaluate("document.activeElement.id") == "results"
    page.go_back()
    expect(page.locator(".result-count strong")).to_have_text(str(filtered))
    assert page.url.endswith("?area=housing")
    assert page.locator("#area-housing").is_checked()
    page.go_back()
    expect(page.locator(".result-count strong")).to_have_text(str(everything))
    assert not page.locator("#area-housing").is_checked()


def test_pages_follow_too(page):
    page.goto("/de/staedte/")
    first = page.locator(".rows a").first.inner_text()
    page.get_by_role("link", name="Nächste Seite").click()
    page.wait_for_url("**/de/staedte/?page=2")
    expect(page.locator(".pages")).to_contain_text("Seite 2 von 2")
    assert page.locator(".rows a").first.inner_text() != first
    page.go_back()
    expect(page.locator(".rows a").first).to_have_text(first)


def test_filtering_leaves_nothing_in_the_browser(page):
    page.goto("/en/cities/")
    tick(page, "country-de")
    page.select_option("#filter-sort", "name")
    page.wait_for_url("**/en/cities/?sort=name&country=DE")
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.context.cookies() == []


def test_quick_ticks_end_in_the_list_of_all_of_them(page):
    page.goto("/en/approaches/")
    for option in ["area-housing", "area-health", "area-advice-support"]:
        page.locator(f"label:has(#{option})").click()
    expect(page.locator(".chip")).to_have_count(3)
    assert sorted(page.url.split("?")[1].split("&")) == ["area=advice-support", "area=health", "area=housing"]
    page.reload()
    assert page.locator("#facet-area :checked").count() == 3


@pytest.fixture
def plain_page(browser, site):
    context = browser.new_context(base_url=site, java_script_enabled=False, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def test_everything_works_without_a_script_on_a_phone(plain_page):
    page = plain_page
    page.goto("/en/approaches/")
    everything = number_of(page)
    page.locator(".filter-sheet > summary").click()
    promised = count_of(page, "area-housing")
    page.locator("#area-housing").check()
    open_facet(page, "country")
    page.locator("#country-de").check()
    page.get_by_role("button", name="Apply").click()
    assert page.url.endswith("/en/approaches/?area=housing&country=DE")
    assert 0 < number_of(page) <= promised < everything
    page.get_by_role("link", name="Remove filter: Germany").click()
    assert number_of(page) == promised
    page.get_by_role("link", name="Clear all").click()
    assert page.url.endswith("/en/approaches/")
    assert number_of(page) == everything
    page.goto("/en/cities/")
    page.get_by_role("link", name="Next page").click()
    assert page.url.endswith("/en/cities/?page=2")
    with page.expect_download() as download:
        page.locator(".take-home a", has_text="CSV").click()
    assert download.value.suggested_filename == "moving-cities-cities.csv"


def test_a_phone_with_keys_alone_reaches_filters_and_results(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/en/approaches/")

    def tab_to(selector):
        for _time in range(60):
            page.keyboard.press("Tab")
            if page.locator(f"{selector}:focus").count():
                return
        raise AssertionError(f"{selector} is not reached")

    tab_to(".filter-sheet > summary")
    page.keyboard.press("Enter")
    tab_to("#filter-sort")
    tab_to("#area-housing")
    box = page.locator("#area-housing").bounding_box()
    assert 0 <= box["y"] <= 740 - box["height"]
    page.keyboard.press("Space")
    page.wait_for_url("**/en/approaches/?area=housing")
    expect(page.locator(".chip")).to_have_count(1)
    assert page.locator("#area-housing:focus").count() == 1
    page.locator(".filter-sheet > summary").focus()
    page.keyboard.press("Enter")
    tab_to(".take-home a")
    tab_to(".chip")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/approaches/")
    expect(page.locator("#results:focus")).to_have_count(1)


SEES_COUNT = """() => {
  const count = document.querySelector(".result-count").getBoundingClientRect();
  return document.elementFromPoint(count.x + 5, count.y + count.height / 2)?.closest(".result-count") !== null;
}"""


@pytest.mark.parametrize(("width", "path"), [(768, "/en/cities/"), (360, "/en/approaches/"), (360, "/en/news/")])
def test_apply_closes_the_sheet_and_shows_the_results(page, width, path):
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(path)
    sheet = page.locator(".filter-sheet")
    sheet.locator("> summary").click()
    with page.expect_response(lambda response: "hx-push-url" in response.headers):
        sheet.locator("label:has([type=checkbox])").first.click()
    expect(page.locator("#filter-number")).to_have_text("(1)")
    assert sheet.get_attribute("open") is not None
    page.get_by_role("button", name="Apply").click()
    assert sheet.get_attribute("open") is None
    expect(page.locator("#results:focus")).to_have_count(1)
    page.wait_for_function(SEES_COUNT)

    sheet.locator("> summary").click()
    page.fill("#filter-q", "xylophone")
    page.press("#filter-q", "Enter")
    expect(page.locator(".result-count strong")).to_have_text("0")
    assert sheet.get_attribute("open") is None
    page.wait_for_function(SEES_COUNT)


def test_escape_closes_the_sheet_and_keeps_the_words(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/en/cities/?q=Bremen")
    page.locator(".filter-sheet > summary").click()
    page.locator("#filter-q").focus()
    page.keyboard.press("Escape")
    assert page.locator(".filter-sheet").get_attribute("open") is None
    expect(page.locator(".filter-sheet > summary:focus")).to_have_count(1)
    assert page.input_value("#filter-q") == "Bremen"


@pytest.mark.parametrize("path", ["/de/ansaetze/?area=housing&start=1999", "/el/poleis/?country=DE&country=GR"])
def test_nothing_sticks_out_and_every_target_is_large_enough(page, path):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(path)
    page.locator(".filter-sheet > summary").click()
    boxes = """selector => [...document.querySelectorAll(selector)].filter(element => element.offsetParent)
        .map(element => [element.getBoundingClientRect().right, element.getBoundingClientRect().height])"""
    assert [right for right, _height in page.evaluate(boxes, ".list-layout *") if right > 320] == []
    targets = ".filters :is(summary, label:has([type=checkbox]), button, select), .chips .chip, .take-home a"
    sizes = page.evaluate(boxes, f".list-layout :is({targets})")
    assert len(sizes) > 20
    assert [height for _right, height in sizes if height < 24] == []


def tick_for_comparison(page, slug):
    page.locator(f"li[data-place={slug}] .pick").click()


def test_cities_ticked_for_comparison_stay_ticked_while_the_list_is_filtered(page):
    page.goto("/en/cities/")
    tick_for_comparison(page, "palermo")
    tick_for_comparison(page, "bremen")
    tick_for_comparison(page, "lyon")
    expect(page.locator("#compare-chosen button")).to_have_text("Compare the chosen cities (3)", use_inner_text=True)
    tick(page, "country-de")
    assert page.is_checked("li[data-place=bremen] .pick input")
    others = page.locator("#compare-chosen label")
    assert others.all_inner_texts() == ["Lyon", "Palermo"]
    others.first.click()
    expect(page.locator("#compare-number")).to_have_text("(2)")
    tick(page, "country-it")
    assert page.is_checked("li[data-place=palermo] .pick input")
    assert others.count() == 0
    page.get_by_role("button", name="Compare the chosen cities").click()
    # Until it is loaded the browser has two pages, and knows of no way back.
    page.wait_for_url("**/en/cities/compare/?city=bremen&city=palermo")
    page.go_back()
    expect(page.locator("#compare-number")).to_have_text("(2)")
    assert page.is_checked("li[data-place=palermo] .pick input")


def test_ticked_cities_outlast_a_list_without_results(page):
    page.goto("/en/cities/")
    tick_for_comparison(page, "bremen")
    tick_for_comparison(page, "palermo")
    for words, number in [("nothing of the kind", 0), ("Bremen", 1)]:
        page.fill("#filter-q", words)
        page.press("#filter-q", "Enter")
        expect(page.locator(".result-count strong")).to_have_text(str(number))
    expect(page.locator("#compare-chosen label")).to_have_text(["Palermo"])
    assert page.is_checked("li[data-place=bremen] .pick input")
