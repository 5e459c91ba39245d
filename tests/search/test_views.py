import random
import re
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils.translation import override

from approaches.models import Approach
from reports.models import PageText
from search.results import HITS_ON_A_PAGE, SearchResults, primary_keys
from search.suggestions import suggestions
from tests.corpus.texts import naughty_texts
from tests.factories import make_approach, make_city, make_edition, make_network, make_page, make_post
from tests.pages_of import links_in, main_of, text_of

pytestmark = pytest.mark.django_db


def search(client, text, language="en", **parameters):
    """The main part of the page with the results."""
    with override(language):
        address = reverse("search:search")
    response = client.get(address, {"q": text} | parameters)
    assert response.status_code == 200
    return main_of(response)


def titles(html):
    return [text_of(title) for title in re.findall(r"<h3>(.*?)</h3>", html, re.DOTALL)]


def tags(html):
    return [text_of(tag) for tag in re.findall(r'<p class="tag">(.*?)</p>', html, re.DOTALL)]


def marked(html):
    return re.findall(r"<mark>(.*?)</mark>", html)


def test_the_address_is_a_contract(client):
    assert client.get("/en/search/?q=").status_code == 200
    paths = []
    for code in ["en", "de", "fr", "es", "it", "pl", "el"]:
        with override(code):
            paths.append(reverse("search:search"))
    assert paths == [
        "/en/search/", "/de/suche/", "/fr/recherche/", "/es/busqueda/", "/it/ricerca/", "/pl/szukaj/", "/el/anazitisi/",
    ]  # fmt: skip


def test_the_box_stands_on_every_page(client):
    for address in ["/de/", "/de/ansaetze/", "/de/nirgends/"]:
        assert 'action="/de/suche/" role="search"' in client.get(address).content.decode()


def test_results_are_not_for_search_engines(client):
    html = client.get("/en/search/", {"q": "x"}).content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html


def test_titles_come_first_the_shortest_first_and_kinds_are_named(client):
    in_text = make_post(teaser_en="Where the quince grows, a quince is a quince")
    longer = make_approach(title_en="Planting a quince for all")
    city = make_city("Quince")
    html = search(client, "quince")
    assert titles(html) == ["Quince", longer.title_en, in_text.title_en]
    assert re.findall(r'<p class="card-label">\s*(\w+)', html) == ["City", "Approach", "News"]
    assert links_in(html, "/en/")[-3:] == [
        city.get_absolute_url(),
        longer.get_absolute_url(),
        in_text.get_absolute_url(),
    ]


def test_words_are_marked_in_the_text_as_it_stands_there(client):
    make_approach(title_en="Trees & more", summary_en="The <Quince> of “quinces” & a café")
    html = search(client, "QUINCE cafe tree")
    assert marked(html) == ["Trees", "Quince", "quinces", "café"]
    assert "The &lt;<mark>Quince</mark>&gt; of “<mark>quinces</mark>” &amp; a <mark>café</mark>" in html


def test_a_passage_begins_near_the_words_and_ends_between_words(client):
    make_post(teaser_en="Word " * 60 + "quince and medlar " + "word " * 60)
    passage = re.search(r'<p class="passage">(.*?)</p>', search(client, "quince medlar"), re.DOTALL).group(1)
    assert text_of(passage).startswith("… ")
    assert text_of(passage).endswith(" word …")
    assert len(text_of(passage)) < 260
    assert marked(passage) == ["quince", "medlar"]


def test_phrases_and_left_out_words(client):
    together = make_post(title_en="A", teaser_en="The city council decides")
    apart = make_post(title_en="B", teaser_en="The council of the city decides")
    assert titles(search(client, "city council")) == ["A", "B"]
    assert titles(search(client, '"city council"')) == ["A"]
    assert titles(search(client, 'council -"city council"')) == ["B"]
    assert titles(search(client, "council -decide")) == []
    assert (together.pk, apart.pk) == tuple(sorted(primary_keys(type(apart), "council", "en")))


def test_no_phrase_reaches_from_one_text_into_the_next():
    make_post(title_en="Old quince", teaser_en="trees grow")
    assert SearchResults('"quince trees"').count == 0
    assert SearchResults("quince trees").count == 1


def test_a_word_of_one_language_finds_the_object_in_another(client):
    make_approach(
        title_en="Staying", title_de="Bleiben", title_it="Restare", summary_de="Mit Duldung arbeiten",
        summary_en="Working", summary_it="Lavorare", languages=["en", "de", "it"],
    )  # fmt: skip
    html = search(client, "Duldung", "it")
    assert (titles(html), marked(html), tags(html)) == (["Restare"], ["Duldung"], ["trovato nel testo in tedesco"])
    assert '<span lang="de">Mit <mark>Duldung</mark> arbeiten' in html
    assert tags(search(client, "Duldung", "de")) == []


def test_what_is_not_there_in_the_readers_language_leads_to_its_page_and_says_so(client):
    post = make_post(
        title_en=None, teaser_en=None, source_language="de", title_de="Die Quitte", teaser_de="Obst", languages=["de"]
    )
    html = search(client, "Quitte", "el")
    with override("el"):
        assert f'href="{post.get_absolute_url()}" lang="de">Die <mark>Quitte</mark></a>' in html
    assert tags(html) == ["στα γερμανικά"]


def test_a_city_is_found_by_its_name_in_another_language_and_the_name_is_shown(client):
    make_city("Wroclaw", name_de="Breslau", languages=["en", "de"])
    html = search(client, "breslau")
    assert titles(html) == ["Wroclaw"]
    assert '<span lang="de"><b><mark>Breslau</mark></b> –' in html


@pytest.fixture
def report():
    """An edition with 20 pages, of which some have a quince; two more have one in another language."""
    edition = make_edition(make_city("Potsdam"), year=2021, languages=("de", "en"))
    texts = {"de": {3: "Obst", 12: "Eine Quitte, eine Quitte"}, "en": {2: "Fruit"}}
    for file in edition.files.all():
        for number, text in texts[file.language].items():
            PageText.objects.update_or_create(file=file, number=number, defaults={"text": text})
        file.save()
    return edition


def test_hits_inside_a_report_are_grouped_and_lead_to_their_page(client, report):
    file = report.files.get(language="de")
    for number in range(13, 20):
        PageText.objects.create(file=file, number=number, text=f"Noch eine Quitte {number}")
    file.save()
    html = search(client, "Quitten")
    assert titles(html) == ["City report Potsdam"]
    assert re.findall(r'<p class="passage">\s*<a href="([^"]+)"[^>]*>([^<]+)', html)[0] == (
        "/en/reports/potsdam/2021/de.pdf#page=12",
        "2021, German, page 12",
    )
    pages = sorted(int(page) for page in re.findall(r"#page=(\d+)", html))
    assert pages == list(range(12, 20))
    assert '<span lang="de">Eine <mark>Quitte</mark>, eine <mark>Quitte</mark>' in html
    assert re.search(r"<strong>1</strong> result\s", html)


def test_kinds_can_be_chosen(client):
    make_city("Quince")
    make_post(title_en="Quince post")
    html = search(client, "quince")
    chips = [text_of(chip) for chip in re.findall(r'<a class="chip"[^>]*>.*?</a>', html, re.DOTALL)]
    assert chips == ["All", "City 1", "News 1"]
    assert titles(search(client, "quince", kind="news")) == ["Quince post"]
    html = search(client, "quince", kind="page")
    assert titles(html) == []
    assert "Nothing of this kind was found for “quince”." in html
    assert "This list knows no “&lt;x&gt;”" in search(client, "quince", kind="<x>")


def test_pages_of_results(client):
    for number in range(HITS_ON_A_PAGE + 1):
        make_post(title_en=f"Quince {number}")
    assert len(titles(search(client, "quince"))) == HITS_ON_A_PAGE
    html = search(client, "quince", page=2)
    assert len(titles(html)) == 1
    assert f"<strong>{HITS_ON_A_PAGE + 1}</strong> results" in html
    for wrong in ["3", "0", "-1", "x", "1000000000"]:
        assert client.get("/en/search/", {"q": "quince", "page": wrong}).status_code == 404


def test_a_typo_is_forgiven_and_said(client):
    make_post(title_de="Die Bürgermeisterin", title_en="The mayor", teaser_de="x", languages=["en", "de"])
    html = search(client, "Bürgermiesterin", "de")
    assert titles(html) == ["Die Bürgermeisterin"]
    assert "Nichts gefunden für „Bürgermiesterin“. Das hier gibt es zu „Bürgermeisterin“." in text_of(html)


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Thessaloniki", "Thesaloniki"), ("Θεσσαλονίκη", "Θεσαλονίκη"), ("München", "Müchen"), ("Potsdam", "Potsd"),
        ("Potsdam", "otsdam"), ("Wrocław", "Worclaw"), ("housing", "hosing"),
    ],
)  # fmt: skip
def test_words_near_enough_are_found(title, typed, client):
    make_post(title_en=title)
    assert titles(search(client, typed)) == [title]


def test_words_too_far_off_or_too_short_are_not_guessed(client):
    make_post(title_en="Rat")
    make_post(title_en="Thessaloniki")
    assert titles(search(client, "Rut")) == titles(search(client, "Thasolonika")) == []


def test_a_better_spelling_is_offered_where_little_is_found(client):
    make_post(teaser_en="A quinze")
    for _number in range(6):
        make_post(teaser_en="A quince")
    html = search(client, "quinze")
    assert len(titles(html)) == 1
    assert '<a class="better" href="?q=quince">quince</a>' in html
    assert "Did you mean" not in search(client, "quince")


def test_nothing_found_says_what_each_word_would_find(client):
    make_city("Quince")
    make_city("Medlar")
    html = search(client, "quince medlar", "de")
    assert "Nichts gefunden für „quince medlar“" in html
    assert links_in(html, "?q=") == ["?q=quince", "?q=medlar"]
    assert links_in(html, "/de/")[-4:] == ["/de/staedte/", "/de/ansaetze/", "/de/netzwerke/", "/de/aktuelles/"]


def test_nothing_to_look_for_is_explained(client):
    assert "no word in this" in search(client, "-quince")
    assert "no word in this" in search(client, "?!")
    assert "no word in this" not in search(client, "")
    html = search(client, " ".join(f"quince{number}" for number in range(40)))
    assert "That is more than can be looked for at once. These words count: quince0 quince1" in html


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_of_results_takes_the_same_queries_however_many(client, forget_pages, django_assert_num_queries, number):
    for place in range(number):
        city = make_city(f"Quince {place}")
        make_approach(city, title_en=f"A quince {place}")
        make_network(f"Quince network {place}")
        make_post(title_en=f"Quince post {place}")
        make_page(title_en=f"Quince page {place}", in_footer=False)
        make_edition(city, notes_en="quince", languages=("de",))
    search(client, "quince")  # reads the glossary
    forget_pages()
    # The version of the content; three times the index; one for each of six kinds, files of editions; texts; menu.
    with django_assert_num_queries(12):
        html = search(client, "quince")
    assert len(titles(html)) == 6 * number


@pytest.mark.parametrize("number", [1, 3])
def test_suggestions_take_the_same_queries_however_many(django_assert_num_queries, number):
    for place in range(number):
        make_city(f"Quince {place}")
    with django_assert_num_queries(2):
        assert len(suggestions("qui")) == number


def test_suggestions_are_titles_that_begin_like_what_is_typed(client):
    make_city("Potsdam")
    make_approach(make_city("Berlin"), title_en="Staying in Potsdam")
    make_city("Gdansk", name_de="Danzig", languages=["en", "de"])
    response = client.get("/en/search/suggestions/", {"q": "pots"})
    assert [(entry["title"], entry["kind"]) for entry in response.json()["suggestions"]] == [
        ("Potsdam", "City"),
        ("Staying in Potsdam", "Approach"),
    ]
    assert response.json()["suggestions"][0]["url"] == "/en/cities/potsdam/"
    assert response["Cache-Control"] == "public, no-cache"
    assert [entry["title"] for entry in suggestions("danz")] == ["Gdansk (Danzig)"]
    assert [entry["title"] for entry in suggestions("stay pots")] == ["Staying in Potsdam"]
    assert suggestions("p") == suggestions("") == suggestions("\0'\"*") == suggestions("tsdam") == []


def test_lists_get_the_primary_keys_of_what_is_public_best_first():
    other, approach = make_approach(summary_en="quince"), make_approach(title_en="Quince")
    make_approach(title_en="Quince", state="draft")
    make_city("Quince")
    assert primary_keys(Approach, "quinces", "en") == [approach.pk, other.pk]
    assert primary_keys(Approach, "?", "en") == primary_keys(Approach, "medlar", "en") == []


def test_lists_get_all_primary_keys_even_of_many(monkeypatch):
    monkeypatch.setattr("search.results.MAX_MATCHES", 2)
    approaches = [make_approach(summary_en="quince") for _number in range(4)]
    assert sorted(primary_keys(Approach, "quince", "en")) == [approach.pk for approach in approaches]
    assert SearchResults("quince").is_capped
    assert len(SearchResults("quince").hits) == 2


def queries(number):
    """So many texts made of what query languages are made of, and a few long ones."""
    dice = random.Random(94)
    pieces = list("\"'*-()&|!%_\\\0^:{}+")
    pieces += ["<->", "NEAR", "OR", "AND", "NOT", "quince", "title:", "ß", "İ", "\u0301", "𝕏", "東", "$$", ";--"]
    pieces += [" ", " ", "\ufffe"]
    texts = ["".join(dice.choices(pieces, k=dice.randint(1, 40))) for _number in range(number)]
    return [*texts, "%", "_", '" OR 1=1 *', "' & !:*", "word " * 5000, "a" * 100_000, '"' * 5000, "-" * 5000]


def search_for(texts):
    """Search for each where there is one city, and offer titles for it."""
    make_city("Quince")
    for text in texts:
        results = SearchResults(text)
        results.page(1)
        suggestions(text)
        assert results.count in (0, 1)


def test_no_text_breaks_the_search():
    """`make trials` tries all naughty texts and 1,000 queries."""
    search_for([*naughty_texts()[::8], *queries(60)])


def test_naughty_text_is_shown_as_typed(client):
    for text in ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' & !:*", "{{ 7*7 }}"]:
        html = search(client, text)
        value = re.search(r'<input id="search"[^>]* value="([^"]*)"', html).group(1)
        assert value == text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace(
            '"', "&quot;"
        ).replace("'", "&#x27;")
        assert "<script>alert" not in html
        assert "<img src=x" not in html


@pytest.mark.parametrize("raw", ["%00", "%ff%fe", "%ed%a0%80", "%f0%9f", quote("ß" * 200)])
@pytest.mark.parametrize("name", ["q", "kind", "page"])
def test_bytes_that_are_no_text_are_answered(client, raw, name):
    for address in ["/en/search/", "/en/search/suggestions/"]:
        response = client.get(f"{address}?q=x&{name}={raw}")
        assert response.status_code in (200, 404 if name == "page" else 200)
