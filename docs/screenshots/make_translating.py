"""Draws the pictures of docs/translating.md: `make screenshots`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests import browsers  # noqa: E402
from tests.real_site import running_site  # noqa: E402

CHANGED = "Solidarität beginnt im Rathaus: Potsdam holt alle an einen Tisch und öffnet sichere Häfen."


def change_a_source(page):
    """An editor rewrites the German summary of Potsdam, so that its Polish translation is out of date."""
    page.context.clear_cookies()
    browsers.log_in(page, "editor")
    page.goto("/admin/cities/city/?q=Potsdam")
    page.locator("#result_list tbody th a").first.click()
    page.locator(".language-tabs [data-code=de]").click()
    summary = page.locator("#id_summary_de")
    summary.fill(f"{CHANGED} {summary.input_value().partition('. ')[2]}")
    page.locator("[name=_save]").first.click()


def draw(page, name):
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / f"translating-{name}.png")


def bring_back(page, folder):
    """What a file with one new translation would change."""
    from openpyxl import load_workbook

    page.goto("/admin/translations/exchange/?q=Potsdam&kind=cities.city")
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").first.click()
    path = folder / "texts.xlsx"
    download.value.save_as(path)
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=2):
        if row[3].value == "summary":
            row[7].value = row[7].value.replace("W 2019 roku", "Już w 2019 roku")
    book.save(path)
    page.set_input_files("#id_file", path)
    page.get_by_role("button", name="Show what it changes").click()


def main():
    with (
        tempfile.TemporaryDirectory() as data_dir,
        running_site(Path(data_dir)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=browsers.chromium(), args=browsers.ARGUMENTS)
        page = browser.new_context(base_url=site, viewport={"width": 1280, "height": 800}).new_page()
        change_a_source(page)
        page.context.clear_cookies()
        browsers.log_in(page, "translator")
        draw(page, "start")
        page.goto("/admin/translations/?q=Potsdam")
        draw(page, "grid")
        page.goto("/admin/translations/?language=pl&state=stale")
        page.locator("a.cell").first.click()
        page.get_by_role("link", name="Summary").click()
        draw(page, "text")
        bring_back(page, Path(data_dir))
        draw(page, "file")
        browser.close()


if __name__ == "__main__":
    main()
