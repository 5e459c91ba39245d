"""Draws the pictures of README: `make screenshots`."""

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests import browsers  # noqa: E402
from tests.real_site import PASSWORD, running_site  # noqa: E402

PAGES = {
    "home": ("/de/", 1280, 1600, "light"),
    "home-phone": ("/el/", 360, 760, "light"),
    "approach": ("/de/ansaetze/potsdam/projekt-spurwechsel-aus-der-duldung-in-die-arbeit/", 1280, 1100, "dark"),
    "approaches": ("/de/ansaetze/?area=housing", 1280, 1100, "light"),
    "city": ("/en/cities/potsdam/", 1280, 1300, "light"),
    "city-phone": ("/el/poleis/potsdam/", 360, 760, "dark"),
    "edition": ("/en/reports/bremen/2021/", 1280, 900, "light"),
    "admin-form": (None, 1280, 1000, "light"),
}


def log_in(page):
    page.goto("/admin/login/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", PASSWORD)
    page.click("#login-form [type=submit]")
    page.wait_for_url("**/admin/")


def open_form(page):
    page.goto("/admin/approaches/approach/?q=Potsdam")
    page.locator("#result_list tbody th a").nth(1).click()
    page.wait_for_url("**/change/**")


def draw(browser, site, name):
    path, width, height, scheme = PAGES[name]
    context = browser.new_context(base_url=site, viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    if name == "admin-form":
        log_in(page)
    page.goto(path) if path else open_form(page)
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
        for name in PAGES:
            draw(browser, site, name)
        browser.close()


if __name__ == "__main__":
    main()
