"""The admin in a real browser: no barrier that axe can find, stock pages of Django included."""

from base64 import b64encode
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.real_site import ROOT

AXE = (Path(__file__).parents[1] / "vendor/axe-core-4.14.1/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FORM = "/admin/approaches/approach/{pk}/{page}/"
PAGES = [
    "/admin/",
    "/admin/approaches/approach/",
    "/admin/approaches/approach/add/",
    *[FORM.replace("{page}", page) for page in ["change", "history", "delete", "checklist", "preview-links"]],
    "/admin/cities/city/",
    "/admin/cities/city/1/change/",
    "/admin/cities/city/import/",
    "/admin/cities/contact/add/",
    "/admin/cities/membership/",
    "/admin/reports/edition/add/",
    "/admin/editing/link/",
    "/admin/password_change/",
    "/admin/accounts/user/",
    "/admin/accounts/user/add/",
    "/admin/auth/group/add/",
]
#: The rows of fields that an arrow lies on, and the arrows that are too small to hit.
BAD_ARROWS = """() => [...document.querySelectorAll(".sort i")].flatMap((arrow) => {
  const { top, bottom, width, height } = arrow.getBoundingClientRect();
  const rows = [...arrow.closest(".has_original").querySelectorAll(".form-row:not([hidden])")];
  const under = rows.filter((row) => {
    const place = row.getBoundingClientRect();
    return place.top < bottom && top < place.bottom;
  });
  return [...under.map((row) => row.className), ...(width < 24 || height < 24 ? [`${width} × ${height}`] : [])];
})"""

#: Pages with all kinds of small controls. The list has several pages and is sorted by two columns.
COMPACT_PAGES = [
    "/admin/",
    "/admin/cities/city/?p=2&o=1.-3",
    "/admin/cities/city/1/change/",
    "/admin/cities/city/1/delete/",
    "/admin/cities/city/1/history/",
    "/admin/news/newspost/add/",
    "/admin/reports/edition/1/change/",
    "/admin/auth/group/add/",
    "/admin/translations/",
]
FONT = b64encode((ROOT / "movingcities/static/vendor/commissioner-1.001/latin.woff2").read_bytes()).decode()
#: Our own typeface, drawn as narrow or wide as said: what a machine has installed plays no part.
SET_IN = f"""async ([width, ascent]) => {{
  const style = document.createElement("style");
  style.textContent = `* {{ font-family: Measured !important }} @font-face {{ font-family: Measured;
    src: url(data:font/woff2;base64,{FONT}); size-adjust: ${{width}}; ascent-override: ${{ascent}};
    descent-override: 20%; line-gap-override: 0% }}`;
  document.head.append(style);
  return (await document.fonts.load("16px Measured")).length;
}}"""
#: What can be hit and is smaller than 24 px. Links in a sentence are free, and so are the marks on a map; the field in
#: which a chosen word is looked up is part of a larger one, and the one it stands for is out of sight.
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => !element.closest("svg, .select2-hidden-accessible, .select2-search"))
  .filter((element) => getComputedStyle(element).display !== "inline" || !element.matches("p *"))
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([, { width, height }]) => width && height && (width < 24 || height < 24))
  .map(([element, { width, height }]) => `${element.outerHTML.slice(0, 120)} ${width} × ${height}`)"""


def violations(page):
    """What axe finds, as [rule, places]; its script is let through for the test alone."""
    page.evaluate(AXE)
    found = page.evaluate(f"axe.run({{runOnly: {{type: 'tag', values: {RULES}}}}})")
    return [[rule["id"], [node["target"] for node in rule["nodes"]]] for rule in found["violations"]]


class Sweep:
    """Goes through the pages of the admin and keeps what axe finds on them, {what it is called: violations}."""

    def __init__(self, context, schemes):
        self.page, self.schemes, self.found = context.new_page(), cycle(schemes), {}

    def judge(self, name, page=None):
        page = page or self.page
        page.emulate_media(color_scheme=next(self.schemes))
        page.wait_for_load_state("networkidle")
        assert name not in self.found
        self.found[name] = violations(page)

    def click(self, selector):
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def log_in(self):
        self.page.goto("/admin/login/")
        self.judge("login")
        self.page.fill("#id_username", "administrator")
        self.page.fill("#id_password", "a long enough password")
        self.click("#login-form [type=submit]")

    def open_all(self):
        self.page.goto("/admin/approaches/approach/?state=draft")
        pk = self.page.locator("#result_list tbody th a").first.get_attribute("href").split("/")[4]
        for path in PAGES:
            answer = self.page.goto(path.replace("{pk}", pk))
            assert answer.status == 200, path
            self.judge(path)

    def write_a_copy(self):
        self.page.goto("/admin/cities/city/1/change/")
        self.click("[name=_copy]")
        self.judge("working copy")
        self.page.get_by_role("link", name="Go on writing").click()
        self.judge("its form")

    def act(self):
        self.page.goto("/admin/cities/city/?state=published")
        self.page.locator("input.action-select").first.check()
        self.page.select_option("[name=action]", "archive")
        self.click(".actions [type=submit], .actions button")
        self.judge("confirm")

    def err(self, context):
        self.page.goto("/admin/news/newspost/add/")
        self.page.select_option("#id_state", "published")
        self.click("[name=_save]")
        self.judge("errors")
        with context.expect_page() as opened:
            self.page.locator("[name=_preview]").first.click()
        self.judge("preview", opened.value)


def barriers(browser, site, schemes):
    """What axe finds in the admin, page after page in the next of these colour schemes; only pages with faults."""
    context = browser.new_context(base_url=site, bypass_csp=True)
    sweep = Sweep(context, schemes)
    sweep.log_in()
    sweep.open_all()
    sweep.write_a_copy()
    sweep.act()
    sweep.err(context)
    context.close()
    assert len(sweep.found) == len(PAGES) + 6
    return {name: rules for name, rules in sweep.found.items() if rules}


def test_the_admin_has_no_barrier_that_axe_can_find(browser, site):
    assert barriers(browser, site, ["light", "dark"]) == {}


@pytest.mark.parametrize("shape", [("65%", "120%"), ("130%", "75%")], ids=["narrow", "wide and flat"])
def test_everything_in_the_admin_is_large_enough_to_hit_in_any_typeface(browser, site, shape):
    context = browser.new_context(base_url=site, bypass_csp=True)
    sweep = Sweep(context, ["light"])
    sweep.log_in()
    sweep.page.goto("/admin/translations/term/1/change/")
    sweep.click("[name=_save]")
    small = {}
    for path in COMPACT_PAGES:
        assert sweep.page.goto(path).status == 200
        assert sweep.page.evaluate(SET_IN, shape) == 1
        open_pickers(sweep.page)
        for width in [1280, 360]:
            sweep.page.set_viewport_size({"width": width, "height": 900})
            small[path, width] = sweep.page.evaluate(SMALL)
        if path == "/admin/":
            assert sweep.page.locator(".actionlist a").count() > 0
        if "?p=2" in path:
            assert sweep.page.locator(".paginator a").all_text_contents()[:2] == ["1", "3"]
    context.close()
    assert {place: found for place, found in small.items() if found} == {}


def open_pickers(page):
    """Open the first calendar and the first clock, if there are any."""
    for icon in [".date-icon", ".clock-icon"]:
        if page.locator(icon).count():
            page.locator(icon).first.evaluate("icon => icon.parentElement.click()")


def test_the_list_of_news_is_no_wider_than_a_phone_in_greek(page, site, log_in):
    log_in("editor")
    page.context.add_cookies([{"name": "django_language", "value": "el", "url": f"{site}/admin/"}])
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto("/admin/news/newspost/")
    assert page.locator("html").get_attribute("lang") == "el"
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_rich_text_editor_speaks_the_language_of_the_admin(page, site, log_in):
    log_in("editor")
    page.context.add_cookies([{"name": "django_language", "value": "pl", "url": f"{site}/admin/"}])
    page.goto("/admin/cities/network/add/")
    editor = page.locator(".field-description_en .prose-editor")
    buttons = editor.locator(".prose-menubar__button")
    page.wait_for_function("document.querySelector('.prose-menubar__button[title=Pogrubienie]')")
    assert buttons.evaluate_all("all => all.filter(one => one.title === one.ariaLabel).map(one => one.title)") == [
        "Akapit",
        "Lista punktowana",
        "Lista numerowana",
        "Właściwości listy",
        "Cytat",
        "Pogrubienie",
        "Kursywa",
        "Wstaw link",
        "Usuń link",
        "Cofnij",
        "Ponów",
    ]
    assert editor.locator(".prose-menubar__option").all_text_contents() == ["Nagłówek 3", "Nagłówek 4", "Akapit"]
    editor.locator("[contenteditable]").fill("Domy")
    editor.locator("[contenteditable]").press("Control+a")
    editor.locator("[title='Wstaw link']").click()
    dialog = page.locator("dialog[open]").locator("h3, label, button")
    assert dialog.all_text_contents() == ["Edytuj link", "URL", "Tytuł", "Zastosuj", "Anuluj"]


def make_ordered(page):
    """A page with three sections, A to C; gives their headings as they stand in its form."""
    page.goto("/admin/pages/page/add/")
    page.locator(".language-tabs [data-code=en]").click()
    page.fill("#id_title_en", "Ordered")
    for number, heading in enumerate("ABC"):
        page.locator("#sections-group .add-row a").click()
        page.fill(f"#id_sections-{number}-heading_en", heading)
    save(page)


def save(page):
    page.locator("[name=_continue]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.wait_for_load_state()


def headings(page):
    return page.locator(".has_original .field-heading_en input").evaluate_all("inputs => inputs.map(i => i.value)")


def test_sections_are_put_in_another_order_by_keyboard(page, log_in):
    log_in("editor")
    make_ordered(page)
    page.locator("#sections-0 input[type=checkbox][name$=DELETE]").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    last = page.get_by_role("button", name="Move to last position: A")
    expect(last).to_be_focused()
    page.keyboard.press("Enter")
    expect(last).to_be_focused()
    page.get_by_role("button", name="Move to first position: C").press("Space")
    assert headings(page) == ["C", "B", "A"]
    save(page)
    assert headings(page) == ["C", "B", "A"]
    page.set_viewport_size({"width": 360, "height": 900})
    assert page.evaluate(BAD_ARROWS) == []


def test_the_form_of_a_city_scrolls_its_wide_tables_and_not_the_page(page, site, log_in):
    log_in("editor")
    page.context.add_cookies([{"name": "django_language", "value": "de", "url": f"{site}/admin/"}])
    page.goto("/admin/cities/city/1/change/")
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
