"""Two people at one text, in two real browsers."""

import re

import pytest
from playwright.sync_api import expect

from tests import browsers
from tests.real_site import PASSWORD

TITLE = "Mitbestimmung für alle"


@pytest.fixture
def anna(browser, site):
    """A second editor, in a browser of her own, with the rights of an administrator."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    browsers.log_in(page, "administrator")
    yield page
    context.close()


def draft(page):
    """A German draft of a page; gives the address of its form."""
    page.goto("/admin/pages/page/add/")
    page.select_option("#id_source_language", "de")
    page.locator(".language-tabs [data-code=de]").click()
    page.fill("#id_title_de", TITLE)
    page.locator("[name=_continue]").first.click()
    return page.url


def change_title(page, text):
    page.locator(".language-tabs [data-code=de]").click()
    page.fill("#id_title_de", text)
    page.locator("[name=_continue]").first.click()


def test_two_people_change_one_text_compare_both_and_go_back(page, log_in, anna):
    log_in("editor")
    form = draft(page)
    anna.goto(form)
    expect(anna.locator(".presence")).to_contain_text("editor has had this open since")
    change_title(page, "Wirkliche Mitbestimmung für alle")
    change_title(anna, "Mitbestimmung für alle Menschen")
    expect(anna.locator("h1")).to_have_text(f"Both of you changed “Wirkliche {TITLE}”")
    assert anna.locator(".conflict-text ins").all_inner_texts() == [" Menschen", "Wirkliche "]
    anna.locator("input[value=merge]").check()
    anna.get_by_role("button", name="Save", exact=True).click()
    assert anna.input_value("#id_title_de") == "Wirkliche Mitbestimmung für alle Menschen"

    page.goto(form.replace("/change/", "/history/"))
    expect(page.locator(".versions li")).to_have_count(3)
    page.locator("input[name=old]").last.check()
    page.locator(".versions button").click()
    expect(page.locator(".comparison dd ins")).to_have_text(["Wirkliche", "Menschen"])
    page.get_by_role("button", name="Restore").click()
    assert page.input_value("#id_title_de") == TITLE


def wait_until_kept(page, text):
    """Wait until what is being typed lies in the storage of the browser."""
    page.wait_for_function("text => Object.values(localStorage).some((kept) => kept.includes(text))", arg=text)


def test_what_was_being_typed_when_the_tab_died_is_offered_again(page, log_in):
    log_in("editor")
    form = draft(page)
    page.locator(".language-tabs [data-code=de]").click()
    page.locator("#sections-group .add-row a").click()
    editor = page.locator("#sections-0 .field-body_de [contenteditable]")
    editor.click()
    editor.press_sequentially("Ein ganzer Absatz", delay=0)
    wait_until_kept(page, "Ein ganzer Absatz")
    page.goto("about:blank")
    page.goto(form)
    page.locator("[data-bring-back]").click()
    expect(page.locator("#sections-0 .field-body_de [contenteditable]")).to_have_text("Ein ganzer Absatz")
    page.locator("[name=_continue]").first.click()
    expect(page.locator("#sections-0 .field-body_de [contenteditable]")).to_have_text("Ein ganzer Absatz")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('unsaved:'))") == []
    assert re.fullmatch(r".*/pages/page/\d+/change/", page.url)


def reopen(page, form):
    page.goto("about:blank")
    page.goto(form)
    page.locator(".language-tabs [data-code=de]").click()


def test_who_types_on_without_answering_gets_both_the_old_text_and_the_new_back(page, log_in):
    log_in("editor")
    form = draft(page)
    page.fill("#id_title_de", "Älterer Titel")
    page.fill("#id_position", "7")
    reopen(page, form)
    expect(page.locator("[data-unsaved]")).to_be_visible()
    page.fill("#id_title_de", "Neuerer Titel")
    reopen(page, form)
    page.locator("[data-bring-back]").click()
    assert page.input_value("#id_title_de") == "Neuerer Titel"
    assert page.input_value("#id_position") == "7"
    expect(page.locator("[data-unsaved]")).to_be_hidden()


def test_text_that_is_still_offered_outlives_a_save_and_is_compared_with_it(page, log_in):
    log_in("editor")
    form = draft(page)
    page.fill("#id_title_de", "Älterer Titel")
    page.fill("#id_position", "7")
    reopen(page, form)
    change_title(page, "Gespeicherter Titel")
    expect(page.locator("[data-unsaved]")).to_be_visible()
    page.locator("[data-bring-back]").click()
    page.locator("[name=_continue]").first.click()
    expect(page.locator(".conflict-text").first).to_be_visible()
    page.locator("input[value=mine]").check()
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.input_value("#id_title_de") == "Älterer Titel"
    assert page.input_value("#id_position") == "7"
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('unsaved:'))") == []


def test_two_new_pages_that_were_not_saved_are_offered_one_after_the_other(page, log_in):
    log_in("editor")
    for title in ["Erste Seite", "Zweite Seite"]:
        page.goto("/admin/pages/page/add/")
        page.locator(".language-tabs [data-code=de]").click()
        page.fill("#id_title_de", title)
    page.locator("#sections-group .add-row a").click()
    page.locator("[data-bring-back]").click()
    assert page.input_value("#id_title_de") == "Erste Seite"
    expect(page.locator("#sections-0")).to_have_count(0)
    page.locator("[data-bring-back]").click()
    assert page.input_value("#id_title_de") == "Zweite Seite"
    expect(page.locator("#sections-0")).to_be_visible()
    page.locator("[data-throw-away]").click()
    expect(page.locator("[data-unsaved]")).to_be_hidden()


def test_text_that_was_refused_is_not_lost_by_leaving(page, log_in):
    log_in("editor")
    form = draft(page)
    page.fill("#id_position", "-1")
    change_title(page, "Noch nicht gespeichert")
    expect(page.locator(".mistakes")).to_be_visible()
    reopen(page, form)
    page.locator("[data-bring-back]").click()
    assert page.input_value("#id_title_de") == "Noch nicht gespeichert"


def test_a_form_that_nobody_typed_in_leaves_nothing_to_bring_back(page, log_in):
    log_in("editor")
    form = draft(page)
    page.locator("#sections-group .add-row a").click()
    page.locator("#sections-0 .field-body_de [contenteditable]").click()
    page.locator("#sections-0 .field-body_de [contenteditable]").press_sequentially("Ein Absatz", delay=0)
    page.locator("[name=_continue]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.wait_for_timeout(500)
    reopen(page, form)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('unsaved:'))") == []


def test_who_saves_and_goes_on_still_has_it_open(page, log_in, anna):
    log_in("editor")
    form = draft(page)
    change_title(page, "Weiter")
    page.wait_for_timeout(500)  # room for the farewell of the page before, which must not count
    anna.goto(form)
    expect(anna.locator(".presence")).to_contain_text("editor has had this open since")
    page.goto("/admin/")
    for _time in range(50):  # until the farewell has come, which the browser sends by itself
        anna.reload()
        if not anna.locator(".presence").is_visible():
            break
    expect(anna.locator(".presence")).to_be_hidden()


def test_logging_out_leaves_no_typed_text_behind(page, log_in):
    log_in("editor")
    draft(page)
    page.fill("#id_title_de", "Nur für mich")
    wait_until_kept(page, "Nur für mich")
    page.locator("#logout-form button").click()
    expect(page.locator("h1")).to_have_text("Logged out")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('unsaved:'))") == []


def test_what_was_typed_when_the_session_ended_is_given_back_after_the_login(page, log_in):
    log_in("editor")
    form = draft(page)
    page.wait_for_load_state()  # its scripts are for those who are logged in
    page.context.clear_cookies(name="sessionid")
    change_title(page, "Nach dem Login noch da")
    expect(page.locator("#login-form")).to_be_visible()
    page.fill("#id_username", "editor")
    page.fill("#id_password", PASSWORD)
    page.click("#login-form [type=submit]")
    assert page.url == form
    assert page.input_value("#id_title_de") == TITLE
    page.locator("[data-bring-back]").click()
    page.locator("[name=_continue]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert page.input_value("#id_title_de") == "Nach dem Login noch da"


#: What is on the clipboard after copying from a program, and the words that people saw.
PASTED = {
    "Word": (
        """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{margin:0}</style></head><body>
        <!--StartFragment--><p class="MsoNormal" style="mso-margin-top-alt:auto"><b>Bold</b> word<o:p></o:p></p>
        <p class="MsoListParagraph"><span style="mso-list:Ignore">·</span>item</p><!--EndFragment--></body></html>""",
        ["Bold word", "item"],
    ),
    "Word table": (
        '<table class="MsoTableGrid" border="1"><tr><td><p class="MsoNormal">left</p></td><td>right</td></tr></table>',
        ["left", "right"],
    ),
    "Google Docs": (
        """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span
        style="font-weight:700">Bold</span><span> docs</span></p><ul><li dir="ltr"><p>first</p></li></ul></b>""",
        ["Bold docs", "first"],
    ),
    "LibreOffice": (
        '<meta name="generator" content="LibreOffice"><p align="left"><font face="A"><i>slanted</i> text</font></p>',
        ["slanted text"],
    ),
    "PDF": ("<span style='position:absolute;left:3px'>From a</span><br><span>PDF page</span>", ["From a", "PDF page"]),
    "web page": (
        '<h1 onclick="x()">Headline</h1><p>Text <a href="https://example.org/a" target="_blank">link</a></p>',
        ["Headline", "Text link"],
    ),
    "remote picture": ('<p>Before <img src="https://example.org/pixel.png"> after</p>', ["Before", "after"]),
    "script": ("<p>Harmless</p><script>x()</script><iframe src='https://example.org'></iframe>", ["Harmless"]),
    "dangerous link": ('<p><a href="javascript:x()">click</a></p>', ["click"]),
    "mail": (
        '<div style="color:red"><div>Dear all,</div><blockquote>quoted</blockquote></div>',
        ["Dear all,", "quoted"],
    ),
}
ALLOWED = {"P", "STRONG", "EM", "UL", "OL", "LI", "BLOCKQUOTE", "H3", "H4", "A", "BR"}
PASTE = """(element, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_what_is_pasted_keeps_its_words_and_nothing_foreign(anna):
    page, requested = anna, []  # whose policy may refuse the styles that come along
    page.on("request", lambda request: requested.append(request.url))
    draft(page)
    for number in range(len(PASTED)):
        page.locator("#sections-group .add-row a").click()
        editor = page.locator(f"#sections-{number} .field-body_de [contenteditable]")
        editor.click()
        editor.evaluate(PASTE, list(PASTED.values())[number][0])
    page.locator("[name=_continue]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    for number, (_html, words) in enumerate(PASTED.values()):
        kept = page.locator(f"#id_sections-{number}-body_de").input_value()
        found = page.evaluate(
            """html => {
              const template = document.createElement("template");
              template.innerHTML = html;
              const elements = [...template.content.querySelectorAll("*")];
              const attributes = elements.flatMap((element) => [...element.attributes].map(({ name }) => name));
              return [[...new Set(elements.map((e) => e.tagName))], attributes, template.content.textContent];
            }""",
            kept,
        )
        tags, attributes, text = found
        assert set(tags) - ALLOWED == set(), kept
        assert set(attributes) - {"href", "rel"} == set(), kept
        assert "javascript:" not in kept
        assert [word for word in words if word not in " ".join(text.split())] == [], kept
    assert [url for url in requested if "example.org" in url] == []
