"""The buttons of the admin are pressed once, as editors press them: where they stand, and with nothing filled in.

What lists and forms of several kinds have alike is pressed on those of cities here, and on all in the trial.

A form that a browser holds back because of a field that belongs to another button looks right to every other test.
What somebody has typed and not saved is brought back and thrown away in test_together.py.
"""

import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.browsers import log_in
from tests.real_site import address_of

PRESSABLE = """button, summary, input:is([type=submit], [type=button]), a[href="#"], .add-row a, .inline-deletelink,
  .related-widget-wrapper-link[href]"""
#: What can be pressed now, as [what it is called, whether it sends a form of this page]. An open dialog comes alone.
FOUND = """(pressable) => {
  const root = document.querySelector("dialog[open]") ?? document;
  const useless = `:disabled, .disabled, [aria-disabled=true], [aria-pressed=true],
    .select2-container *, .prose-menubar__dropdown *`;
  window.found = [...root.querySelectorAll(pressable)].filter((one) => !one.matches(useless) && one.offsetHeight !== 0)
    .filter((one) => one.checkVisibility({ visibilityProperty: true }));
  const title = (one) => (one.querySelector("[title]") ?? one).title;
  const name = (one) => one.ariaLabel || one.textContent.trim() || one.value || title(one);
  const sends = (one) => one.type === "submit" && one.closest("#content, dialog")?.id === "content";
  return window.found.map((one) => [name(one).trim(), sends(one)]);
}"""
#: Whether the rich text editors, whose script comes after the page, have taken the place of their fields.
HAS_EDITORS = """() => [...document.querySelectorAll("textarea[data-django-prose-editor-configurable]")]
  .every((field) => field.closest(".prose-editor, .empty-form"))"""
#: Whether the page looks otherwise than when this was last asked.
CHANGED = """() => {
  const fields = [...document.querySelectorAll("input, textarea, select")].map((field) => [field.value, field.checked]);
  const look = document.documentElement.outerHTML + fields.join();
  const changed = look !== window.look;
  window.look = look;
  return changed;
}"""
#: The fields that keep a form from being sent, {name: type}.
MISSING = """(button) => Object.fromEntries([...(button.form?.elements ?? [])]
  .filter((field) => field.willValidate && !field.validity.valid).map((field) => [field.name, field.type]))"""
#: What to write where not every word will do.
MEANT = {"publish_at_0": f"{date.today() + timedelta(days=30)}", "publish_at_1": "10:00"}
KINDS = [
    "cities/city",
    "cities/network",
    "cities/membership",
    "cities/policyarea",
    "cities/contact",
    "approaches/approach",
    "news/newspost",
    "pages/page",
    "reports/edition",
    "translations/term",
]
CITY = "/admin/cities/city/1"


class Walk:
    """Presses what it finds, place after place. `outcomes` tells what became of it, {place: {button: outcome}}.

    The place is empty for what is the same on all pages. The database, a file of SQLite, is put back before each.
    """

    def __init__(self, context, database):
        self.context, self.database = context, database
        self.kept, self.cookies = database.with_suffix(".kept"), context.cookies()
        copy(database, self.kept)
        self.events, self.awaited, self.outcomes = [], set(), {}
        self.page = context.new_page()
        self.page.add_init_script("localStorage.clear()")
        self.page.on("dialog", lambda dialog: dialog.accept())
        context.on("request", lambda request: self.awaited.add(request) if request.is_navigation_request() else None)
        context.on("requestfailed", lambda request: self.awaited.discard(request))
        context.on("response", self.note)

    def note(self, response):
        request = response.request
        self.awaited.discard(request)
        if request.is_navigation_request() or (request.method == "POST" and "/presence/" not in request.url):
            self.events.append(f"{request.method} {response.status}")

    def go_through(self, place, lead):
        """Press what is new there: what sends a form on a page where nothing else has been pressed before."""
        self.lead_to(lead)
        is_fresh = True
        while new := self.new_buttons(place):
            (where, name), numbers = new[0]
            if is_fresh or not where:
                self.outcomes.setdefault(where, {})[name] = self.press_one_of(numbers)
                if is_fresh and self.events and len(new) == 1:
                    return
                is_fresh = False
            if where or self.events:
                self.lead_to(lead)
                is_fresh = True

    def lead_to(self, lead):
        """Go there with everything as it was, and wait until the scripts of the page are done with it."""
        self.put_back()
        lead(self.page)
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(HAS_EDITORS)
        self.page.evaluate("document.querySelectorAll('#content details').forEach((one) => (one.open = true))")
        self.settle()

    def settle(self):
        while self.page.evaluate(CHANGED):
            self.page.wait_for_timeout(100)

    def put_back(self):
        copy(self.kept, self.database)
        self.context.clear_cookies()
        self.context.add_cookies(self.cookies)

    def new_buttons(self, place):
        """Each as its key and the numbers of all that it stands for; those that send, last."""
        numbers = {}
        for number, (text, sends) in enumerate(self.page.evaluate(FOUND, PRESSABLE)):
            numbers.setdefault((place if sends else "", called(text)), []).append(number)
        pressed = {(where, name) for where, outcomes in self.outcomes.items() for name in outcomes}
        new = [(key, found) for key, found in numbers.items() if key not in pressed]
        return sorted(new, key=lambda one: (bool(one[0][0]), one[1]))

    def press_one_of(self, numbers):
        """Press them until one has something to do: “Today” has nothing where today is chosen."""
        for number in numbers:
            button = self.page.evaluate_handle("number => window.found[number]", number).as_element()
            outcome = self.press(button)
            if outcome == "nothing" and (missing := button.evaluate(MISSING)):
                self.fill(missing)
                return f"asks for {', '.join(missing)}, then {self.press(button)}"
            if outcome != "nothing":
                return outcome
        return "nothing"

    def press(self, button):
        self.events.clear()
        self.awaited.clear()
        self.page.evaluate(CHANGED)
        try:
            button.click()
        except Error as error:
            return f"cannot be pressed: {error.message}"
        if not self.has_effect():
            return "nothing"
        for other in self.context.pages:
            other.wait_for_load_state("load")
            if other != self.page:
                other.close()
        return ", ".join(self.events) or "a change"

    def has_effect(self):
        """Whether the press changed the page within a second or two, or what it sent was answered within ten."""
        for tries in range(500):
            if not self.awaited and (self.events or (tries > 3 and self.page.evaluate(CHANGED))):
                return True
            if not self.awaited and tries > 75:
                return False
            self.page.wait_for_timeout(20)
        return False

    def fill(self, missing):
        for name, kind in missing.items():
            field = self.page.locator(f"[name='{name}']").first
            if kind == "file":
                field.set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"A word"})
            elif kind == "radio":
                field.check()
            else:
                field.fill(MEANT.get(name, "A word"))


def copy(source, target):
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def called(text):
    """What a button is called, without what it counts or names."""
    return re.sub(r"\d+", "9", " ".join(text.partition(": ")[0].split()))


def at(path):
    return lambda page: page.goto(path)


def press(page, selector):
    with page.expect_navigation():
        page.locator(selector).first.click()


def change(page, text, button, path=CITY, field="subtitle_en"):
    page.goto(f"{path}/change/")
    page.fill(f"#id_{field}", text)
    press(page, f"[name={button}]")


def an_action(name):
    def lead(page):
        page.goto("/admin/cities/city/")
        page.locator("input.action-select").first.check()
        page.select_option("[name=action]", name)
        press(page, ".actions button")

    return lead


def working_copy(page):
    change(page, "In the copy", "_copy")


def form_of_a_copy(page):
    working_copy(page)
    page.goto(f"{CITY}/edit-copy/")


def scheduled_copy(page):
    working_copy(page)
    for name, value in MEANT.items():
        page.fill(f"#id_{name}", value)
    press(page, "[name=schedule]")


def clashing_copy(page):
    working_copy(page)
    change(page, "On the page", "_save")
    page.goto(f"{CITY}/working-copy/")


def conflict(page):
    page.goto(f"{CITY}/change/")
    with closing(page.context.new_page()) as other:
        change(other, "Theirs", "_save")
    page.fill("#id_subtitle_en", "Mine")
    press(page, "[name=_save]")


def history(page):
    change(page, "Another one", "_save")
    page.goto(f"{CITY}/history/")


def comparison(page):
    history(page)
    page.locator("input[name=old]").last.check()
    press(page, ".versions button")


def secret_link(page):
    page.goto(f"{CITY}/preview-links/")
    page.fill("#id_reader", "Eva")
    press(page, "#content [type=submit]")


def in_bin(page):
    page.goto("/admin/cities/contact/1/delete/")
    press(page, "#content [type=submit]")
    page.goto("/admin/cities/contact/bin/")


def tried_table(page):
    table = page.request.get("/admin/cities/network/export.csv").body().decode("utf-8-sig")
    changed = table.replace("Solidarity Cities", "Cities of Solidarity").encode()
    page.goto("/admin/cities/network/import/")
    page.set_input_files("#id_table", {"name": "a.csv", "mimeType": "text/csv", "buffer": changed})
    press(page, "#content [type=submit]")


def brought_back(page):
    """Translations that somebody has brought back in a file."""
    file = page.request.get("/admin/translations/exchange/pl/en.xlf?all=1").body()
    changed = file.replace(b"</target>", b" (new)</target>", 1)
    assert changed != file
    page.goto("/admin/translations/exchange/")
    page.set_input_files("#id_file", {"name": "pl.xlf", "mimeType": "application/xliff+xml", "buffer": changed})
    press(page, ".exchange form button")


def outdated_text(page):
    change(page, "About us", "_save", "/admin/pages/page/1", "title_en")
    page.goto("/admin/translations/desk/pages.page/1/pl/")


def language_that_is_not_ready(page):
    page.goto("/admin/pages/page/1/change/")
    page.locator("#id_languages input[value=pl]").uncheck()
    press(page, "[name=_save]")
    page.goto("/admin/translations/desk/pages.page/1/pl/")


def something_due(page):
    change(page, "2020-01-01", "_save", "/admin/pages/page/1", "review_by")
    page.goto("/admin/")


def open_elsewhere(page):
    """A page that a colleague has open, too."""
    colleague = page.context.browser.new_context(base_url=page.url.partition("/admin")[0]).new_page()
    log_in(colleague, "editor")
    colleague.goto(f"{CITY}/change/")
    page.goto(f"{CITY}/change/")
    colleague.context.close()


def undone_words(page):
    marked_words(page)
    page.locator(".field-description_en [contenteditable]").press("Control+z")


def linked_words(page):
    marked_words(page)
    page.locator(".field-description_en [title='insert link']").click()
    page.fill("dialog[open] input", "https://example.org")
    page.keyboard.press("Enter")


def marked_words(page):
    """A rich text, all of it chosen, so that every button of its editor can be pressed."""
    page.goto("/admin/cities/network/add/")
    editor = page.locator(".field-description_en [contenteditable]")
    editor.fill("Words")
    editor.press("Control+a")


#: Where there is what, and the way there. What several ways lead to is pressed on the first of them.
PLACES = [
    ("start", at("/admin/")),
    *((f"list of {kind}", at(f"/admin/{kind}/")) for kind in [*KINDS, "editing/link", "accounts/user", "auth/group"]),
    ("new", at("/admin/cities/city/add/")),
    ("new", marked_words),
    ("new", undone_words),
    ("new", linked_words),
    *((kind, at(f"/admin/{kind}/1/change/")) for kind in KINDS),
    ("cities/city", open_elsewhere),
    ("start", something_due),
    ("conflict", conflict),
    ("history", history),
    ("comparison", comparison),
    ("check-list", at(f"{CITY}/checklist/")),
    ("secret links", secret_link),
    ("working copy", working_copy),
    ("working copy", scheduled_copy),
    ("working copy", clashing_copy),
    ("form of a working copy", form_of_a_copy),
    ("delete", at(f"{CITY}/delete/")),
    ("delete several", an_action("delete_selected")),
    ("archive several", an_action("archive")),
    ("bin", in_bin),
    ("import", at("/admin/cities/network/import/")),
    ("tried table", tried_table),
    ("translations", at("/admin/translations/")),
    ("desk", outdated_text),
    ("desk", language_that_is_not_ready),
    ("exchange", at("/admin/translations/exchange/")),
    ("delivery", brought_back),
    ("accounts/user, new", at("/admin/accounts/user/add/")),
    ("accounts/user", at("/admin/accounts/user/1/change/")),
    ("password of a user", at("/admin/accounts/user/1/password/")),
    ("auth/group", at("/admin/auth/group/1/change/")),
    ("own password", at("/admin/password_change/")),
]
ALIKE = {*KINDS[1:], "accounts/user", "auth/group"}
SAMPLE = [(place, lead) for place, lead in PLACES if place.removeprefix("list of ") not in ALIKE]

#: What becomes of a press: the page itself changes, or what it sends is answered so.
CHANGES, SHOWS, SAVES, ANSWERS = "a change", "GET 200", "POST 302, GET 200", "POST 200"
ON_ALL_PAGES = {
    CHANGES: """9–9; Add another Download; Add another File; Add another Key takeaway; Add another Membership;
        Add another Section; Address; By active; By case study; By country; By date; By groups; By in the footer;
        By in the menu; By kind; By led by; By network; By networks; By policy areas; By source language;
        By staff status; By state; By status; By superuser status; By what became of it; By what the check found;
        By why it may be public; By work; By year; Cancel; Choose a Date; Choose a Time; Choose all groups;
        Choose all permissions; Choose all user permissions; Closer; Delete for good City of Ghent; Deutsch 9/9;
        English 9/9; Further away; List properties; Now; Picture; Remove; Remove all groups; Remove all permissions;
        Remove all user permissions; The whole map; Throw the working copy away; Today; Toggle navigation;
        Toggle theme (current theme; Update; blockquote; bold; español 9/9; français 9/9; insert link; italiano 9/9;
        italic; ordered list; polski 9/9; redo; remove link; undo; unordered list; Ελληνικά 9/9""",
    SHOWS: """Add another approach; Add another city; Add another contact; Add another group; Add another network;
        Add another policy area; Change selected city; Change selected network; Delete selected city;
        Delete selected network; View selected city; View selected network""",
    SAVES: "Change",
    ANSWERS: "Log out",
}
LIST = {"Search": SHOWS, "Go": SAVES}
FORM = dict.fromkeys(["Save", "Save and add another", "Save and continue editing"], SAVES)
PUBLISHABLE = FORM | {"Still correct": SAVES, "Preview": ANSWERS}
EXPECTED = {
    "": {" ".join(name.split()): outcome for outcome, names in ON_ALL_PAGES.items() for name in names.split(";")},
    **{place: LIST for place, _lead in PLACES if place.startswith("list of ")},
    "list of editing/link": {"Search": SHOWS},
    "new": FORM | {"Preview": ANSWERS},
    **{kind: PUBLISHABLE | {"Save as a working copy": SAVES} for kind in KINDS},
    "cities/city": PUBLISHABLE | {"Save as a working copy": SAVES, "Take over": CHANGES},
    "reports/edition": PUBLISHABLE,
    **dict.fromkeys(["cities/membership", "cities/policyarea", "cities/contact", "translations/term"], FORM),
    "start": {"Still correct": SAVES},
    "conflict": {"Save": SAVES},
    "history": {"Show what differs between the two chosen": SHOWS},
    "comparison": {"Restore": SAVES},
    "check-list": {"Publish the 9 ready languages": SAVES},
    "secret links": {"Make a secret link": f"asks for reader, then {SAVES}", "Take back": SAVES},
    "working copy": {
        "Publish these changes now": SAVES,
        "Publish at this time": f"asks for publish_at_0, publish_at_1, then {SAVES}",
        "Do not publish by itself": SAVES,
        "Put this into the working copy": f"asks for keep:subtitle_en, then {SAVES}",
        "Throw away": SAVES,
    },
    "form of a working copy": {"Save the working copy": SAVES, "Preview": ANSWERS},
    "delete": {"Yes, I’m sure": SAVES},
    "delete several": {"Yes, I’m sure": SAVES},
    "archive several": {"Archive (9)": SAVES},
    "bin": {"Bring back City of Ghent": SAVES, "Yes, delete for good": SAVES},
    "import": {"Show the differences": f"asks for table, then {ANSWERS}"},
    "tried table": {"Take over 9 entry": ANSWERS},
    "translations": {"Apply": SHOWS},
    "desk": {
        "Save and next S": SAVES,
        "Still right R": SAVES,
        "Copy the source C": ANSWERS,
        "Translate by machine M": SAVES,
        "Show it to readers": SAVES,
        "Do not show it any more": SAVES,
    },
    "exchange": {"Show what it changes": f"asks for file, then {ANSWERS}"},
    "delivery": {"Save 9 translation": SAVES, "Discard the file": SAVES},
    "accounts/user, new": dict.fromkeys(FORM, ANSWERS),
    "accounts/user": FORM,
    "password of a user": {"Change password": ANSWERS},
    "auth/group": FORM,
    "own password": {"Change my password": f"asks for old_password, new_password1, new_password2, then {ANSWERS}"},
}


def pressed(browser, prepared, environment, places):
    """What became of every button in these places, {place: {button: outcome}}.

    The site is as it was prepared, whatever other tests did to it, and is so again afterwards.
    """
    prepared, database = (Path(one["DATA_DIR"]) / "db.sqlite3" for one in [prepared, environment])
    copy(prepared, database)
    with closing(browser.new_context(base_url=address_of(environment))) as context:
        context.set_default_timeout(10_000)
        log_in(context.new_page(), "administrator")
        walk = Walk(context, database)
        try:
            for place, lead in places:
                walk.go_through(place, lead)
        finally:
            copy(prepared, database)
    return walk.outcomes


def told(outcomes):
    """Each as (place, button, outcome), so that a difference names just these."""
    return {(place, name, outcome) for place, buttons in outcomes.items() for name, outcome in buttons.items()}


@pytest.mark.usefixtures("site")
def test_every_button_does_what_it_is_for(browser, prepared_environment, site_environment):
    outcomes = pressed(browser, prepared_environment, site_environment, SAMPLE)
    of_all_pages = {name: outcome for name, outcome in EXPECTED[""].items() if name in outcomes[""]}
    assert len(of_all_pages) >= 50
    expected = {place: EXPECTED[place] for place, _lead in SAMPLE} | {"": of_all_pages}
    assert told(outcomes) == told(expected)
