"""Two people at one text, in two real browsers."""

import re

import pytest
from playwright.sync_api import expect

from tests.real_site import PASSWORD

TITLE = "Mitbestimmung für alle"


@pytest.fixture
def anna(browser, site):
    """A second editor, in a browser of her own, with the rights of an administrator."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("#id_username", "administrator")
    page.fill("#id_password", PASSWORD)
    page.click("#login-form [type=submit]")
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


def test_trial_42_two_people_change_one_text_compare_both_and_go_back(page, log_in, anna):
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
    assert page.locator(".comparison dd ins").all_inner_texts() == ["Wirkliche ", " Menschen"]
    page.get_by_role("button", name="Restore").click()
    assert page.input_value("#id_title_de") == TITLE


def test_trial_51_what_was_being_typed_when_the_tab_died_is_offered_again(page, log_in):
    log_in("editor")
    form = draft(page)
    page.locator(".language-tabs [data-code=de]").click()
    page.locator("#sections-group .add-row a").click()
    editor = page.locator("#sections-0 .field-body_de [contenteditable]")
    editor.click()
    editor.press_sequentially("Ein ganzer Absatz", delay=0)
    page.wait_for_timeout(1500)
    page.goto("about:blank")
    page.goto(form)
    page.locator("[data-bring-back]").click()
    expect(page.locator("#sections-0 .field-body_de [contenteditable]")).to_have_text("Ein ganzer Absatz")
    page.locator("[name=_continue]").first.click()
    expect(page.locator("#sections-0 .field-body_de [contenteditable]")).to_have_text("Ein ganzer Absatz")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('unsaved:'))") == []
    assert re.fullmatch(r".*/pages/page/\d+/change/", page.url)


def test_logging_out_leaves_no_typed_text_behind(page, log_in):
    log_in("editor")
    draft(page)
    page.fill("#id_title_de", "Nur für mich")
    page.wait_for_timeout(1500)
    page.locator("#logout-form button").click()
    expect(page.locator("h1")).to_have_text("Logged out")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('unsaved:'))") == []
