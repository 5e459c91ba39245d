"""Draws the pictures of README and of the guide for editors: `make screenshots`."""

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests import browsers  # noqa: E402
from tests.real_site import running_site  # noqa: E402

PAGES = {
    "home": ("/de/", 1280, 1600, "light"),
    "home-phone": ("/el/", 360, 760, "light"),
    "approach": ("/de/ansaetze/potsdam/projekt-spurwechsel-aus-der-duldung-in-die-arbeit/", 1280, 1100, "dark"),
    "approaches": ("/de/ansaetze/?area=housing", 1280, 1100, "light"),
    "city": ("/en/cities/potsdam/", 1280, 1300, "light"),
    "city-phone": ("/el/poleis/potsdam/", 360, 760, "dark"),
    "edition": ("/en/reports/bremen/2021/", 1280, 900, "light"),
}
#: What is drawn after an editor has logged in, with what leads there.
ADMIN_PAGES = {
    "admin-form": lambda page: open_form(page, "Potsdam"),
    "editing-start": lambda page: page.goto("/admin/"),
    "editing-checklist": lambda page: open_checklist(page),
    "editing-preview": lambda page: open_preview(page),
    "editing-copy": lambda page: open_copy(page),
}


def open_form(page, query):
    page.goto(f"/admin/approaches/approach/?q={query}")
    page.locator("#result_list tbody th a").last.click()
    page.wait_for_url("**/change/**")
    return page


def open_checklist(page):
    """That of a draft which lacks something."""
    page.goto("/admin/approaches/approach/add/")
    page.locator(".language-tabs [data-code=en]").click()
    page.fill("#id_title_en", "A card for everybody")
    page.fill("#id_summary_en", "Whoever lives here gets a card of the city.")
    page.locator(".language-tabs [data-code=fr]").click()
    page.fill("#id_title_fr", "Une carte pour tous")
    page.locator("#id_languages input[value=fr]").check()
    page.locator("[name=_continue]").first.click()
    page.get_by_role("link", name="Check-list and publishing").click()
    return page


def open_preview(page):
    open_form(page, "Warsaw")
    with page.context.expect_page() as opened:
        page.locator("[name=_preview]").first.click()
    opened.value.get_by_text("Deutsch", exact=True).click()
    return opened.value


def open_copy(page):
    open_form(page, "Potsdam")
    page.locator(".language-tabs [data-code=en]").click()
    page.fill("#id_title_en", f"{page.input_value('#id_title_en')}, five years on")
    page.locator("[name=_copy]").first.click()
    page.wait_for_url("**/working-copy/**")
    return page


def draw(browser, site, name):
    path, width, height, scheme = PAGES.get(name, (None, 1280, 1000, "light"))
    context = browser.new_context(base_url=site, viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    if name in ADMIN_PAGES:
        browsers.log_in(page, "editor")
        drawn = ADMIN_PAGES[name](page)
        page = drawn if isinstance(drawn, Page) else page
    else:
        page.goto(path)
        page.reload()  # the typeface is there from the second page on, however busy the machine
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / f"{name}.png")
    context.close()
    shrink(HERE / f"{name}.png")


def shrink(path):
    """Flat colours need few of them: a palette makes the file a third."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def main():
    with (
        tempfile.TemporaryDirectory() as data_dir,
        running_site(Path(data_dir)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=browsers.chromium(), args=browsers.ARGUMENTS)
        for name in sys.argv[1:] or [*PAGES, *ADMIN_PAGES]:
            draw(browser, site, name)
        browser.close()


if __name__ == "__main__":
    main()
