"""The everyday work of editors in a real browser: from a German draft to five published languages."""

from playwright.sync_api import expect

from tests.browser.test_main_jobs import choose

WORDS = {
    "de": ("Ein Haus für alle", "Die Stadt öffnet ihr Rathaus."),
    "en": ("A house for all", "The city opens its town hall."),
    "fr": ("Une maison pour tous", "La ville ouvre sa mairie."),
    "es": ("Una casa para todos", "La ciudad abre su ayuntamiento."),
    "it": ("Una casa per tutti", "La città apre il municipio."),
}


def write(page, language):
    page.locator(f".language-tabs [data-code={language}]").click()
    title, summary = WORDS[language]
    page.fill(f"#id_title_{language}", title)
    page.fill(f"#id_summary_{language}", summary)
    page.locator(f"#id_languages input[value={language}]").check()


def save(page, how="_continue"):
    page.locator(f"[name={how}]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_german_draft_becomes_a_page_in_five_languages(page, log_in):
    log_in("editor")
    page.goto("/admin/approaches/approach/add/")
    page.select_option("#id_source_language", "de")
    page.locator(".language-tabs [data-code=de]").click()
    page.fill("#id_title_de", WORDS["de"][0])
    save(page)  # half-filled: no city, no summary

    with page.context.expect_page() as opened:
        page.locator("[name=_preview]").first.click()
    expect(opened.value.locator("main")).to_contain_text("Choose the city first.")
    opened.value.close()

    page.get_by_role("link", name="Check-list and publishing").click()
    page.get_by_role("link", name="Summary").first.click()
    expect(page.locator("#id_summary_de")).to_be_focused()

    choose(page, "city", "Potsdam")
    for language in WORDS:
        write(page, language)
    with page.context.expect_page() as opened:
        page.locator("[name=_preview]").first.click()
    preview = opened.value
    preview.get_by_text("français", exact=True).click()
    frame = preview.frame_locator("iframe[title=français i]")
    expect(frame.locator("h1")).to_have_text(WORDS["fr"][0])
    wide = preview.locator("iframe[title=français i]").bounding_box()["width"]
    preview.get_by_text("As wide as a phone").click()
    assert (wide, preview.locator("iframe[title=français i]").bounding_box()["width"]) == (1280, 390)
    assert frame.locator("body").evaluate("body => getComputedStyle(body).fontFamily").startswith("Commissioner")
    preview.close()

    save(page)
    page.get_by_role("link", name="Check-list and publishing").click()
    page.get_by_role("button", name="Publish the 5 ready languages").click()
    expect(page.locator(".messagelist")).to_contain_text("Published in 5 languages.")
    links = page.locator(".viewsitelink").evaluate_all("links => links.map(link => [link.hreflang, link.href])")
    page.context.clear_cookies()
    for language, address in links:
        page.goto(address)
        expect(page.locator("h1")).to_have_text(WORDS[language][0])
    assert sorted(language for language, _address in links) == sorted(WORDS)


def test_a_refused_publication_lists_its_mistakes_and_leads_to_them(page, log_in):
    log_in("editor")
    page.goto("/admin/news/newspost/add/")
    page.locator(".language-tabs [data-code=en]").click()
    page.fill("#id_title_en", "News")
    page.fill("#id_teaser_en", "Short")
    page.locator("#id_languages input[value=pl]").check()
    page.locator("#id_languages input[value=es]").check()
    page.select_option("#id_state", "published")
    page.locator("[name=_save]").first.click()
    mistakes = page.locator(".mistakes")
    expect(mistakes).to_be_focused()
    sentence = ": Fill this in, or take the language from the ready ones, before publishing."
    fields = ["Title [es]", "Title [pl]", "Teaser [es]", "Teaser [pl]"]
    assert mistakes.locator("li").all_inner_texts() == [field + sentence for field in fields]
    expect(page.locator(".errornote")).to_be_hidden()
    mistakes.get_by_role("link", name="Teaser [pl]").click()
    expect(page.locator("#id_teaser_pl")).to_be_focused()
    expect(page.locator("#id_teaser_pl")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".language-tabs [data-code=pl]")).to_have_attribute("aria-pressed", "true")

    page.goto("/admin/cities/membership/add/")  # no text in languages, so no tabs
    page.locator("[name=_save]").first.click()
    expect(mistakes).to_be_focused()
    mistakes.get_by_role("link", name="City").click()
    expect(page.locator(".field-city :focus")).to_have_count(1)

    page.context.clear_cookies()
    log_in("administrator")
    page.goto("/admin/auth/group/add/")  # a stock form of Django, without our scripts for forms
    page.locator("[name=_save]").first.click()
    expect(mistakes).to_be_focused()
    mistakes.get_by_role("link", name="Name").click()
    expect(page.locator("#id_name")).to_be_focused()
