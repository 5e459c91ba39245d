import random

import pytest

from content.languages import CODES
from search.passages import BEFORE, LENGTH, Marker, _best_start
from search.queries import Query
from search.results import SearchResults
from search.words import fold, forms, is_stop_word, words_in
from tests.computing import at_most
from tests.factories import make_post

PAIRS = [
    # language of the text, word in the text, what is typed
    ("de", "Straße", "strasse"),
    ("de", "Strasse", "Straße"),
    ("de", "Fußgänger", "fussganger"),
    ("de", "GROSSE", "große"),
    ("de", "Maßnahmen", "massnahme"),
    ("de", "Größe", "groesse"),
    ("de", "München", "Munchen"),
    ("de", "München", "Muenchen"),
    ("de", "Muenchen", "München"),
    ("de", "Häuser", "Haus"),
    ("de", "Haus", "Häusern"),
    ("de", "Städte", "stadt"),
    ("de", "Wohnungen", "WOHNUNG"),
    ("de", "Geflüchteten", "geflüchtete"),
    ("de", "Bürgermeisters", "Burgermeister"),
    ("de", "Ausländerbehörde", "Ausländer"),
    ("de", "Inte\u00adgration", "integration"),
    ("en", "cities", "city"),
    ("en", "housing", "houses"),
    ("en", "municipality", "MUNICIPALITIES"),
    ("en", "refugees", "refugee"),
    ("en", "naïve", "naive"),
    ("en", "cafe\u0301", "café"),
    ("en", "İstanbul", "istanbul"),
    ("en", "Istanbul", "İSTANBUL"),
    ("en", "Diyarbakır", "diyarbakir"),
    ("en", "Malmö", "malmoe"),
    ("en", "Søren", "soeren"),
    ("en", "Zuerich", "Zürich"),
    ("en", "ﬁrst", "first"),
    ("en", "ｓｈｅｌｔｅｒ", "shelter"),
    ("en", "أحمد", "احمد"),
    ("en", "東京都", "東京"),
    ("fr", "réfugiés", "refugie"),
    ("fr", "réfugiée", "RÉFUGIÉS"),
    ("fr", "étrangers", "étranger"),
    ("fr", "l’accueil", "accueil"),
    ("fr", "accueil", "l'accueil"),
    ("fr", "œuvre", "oeuvre"),
    ("fr", "Hébergement", "hebergements"),
    ("fr", "ÉCOLES", "école"),
    ("es", "ciudades", "ciudad"),
    ("es", "niños", "nino"),
    ("es", "vivienda", "viviendas"),
    ("es", "integración", "integracion"),
    ("es", "MUNICIPIOS", "municipio"),
    ("it", "città", "citta"),
    ("it", "dell’accoglienza", "accoglienza"),
    ("it", "rifugiati", "rifugiato"),
    ("it", "comuni", "comune"),
    ("it", "alloggi", "alloggio"),
    ("pl", "Łódź", "lodz"),
    ("pl", "uchodźców", "uchodźcy"),
    ("pl", "uchodzcow", "uchodźcami"),
    ("pl", "migrantów", "migranci"),
    ("pl", "mieszkań", "mieszkanie"),
    ("pl", "Wrocławiu", "wroclaw"),
    ("pl", "szkoły", "SZKOLE"),
    ("pl", "Krakowie", "Kraków"),
    ("el", "Θεσσαλονίκη", "θεσσαλονικη"),
    ("el", "Δήμος", "ΔΗΜΟΣ"),
    ("el", "δήμου", "δημος"),
    ("el", "πόλεις", "πόλη"),
    ("el", "πρόσφυγες", "ΠΡΟΣΦΥΓΑΣ"),
    ("el", "ποδηλατόδρομοι", "ποδηλατοδρόμος"),
    ("el", "κατοικίες", "κατοικια"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "written", "typed"), PAIRS, ids=[str(place) for place in range(len(PAIRS))])
def test_a_word_is_found_however_it_is_written(language, written, typed):
    texts = {"title_en": None, "teaser_en": None, "source_language": language, "languages": [language]}
    texts |= {f"title_{language}": "¿1?", f"teaser_{language}": f"abc {written}, xyz"}
    post = make_post(**texts)
    make_post()
    assert [hit.matches[0].object_id for hit in SearchResults(typed).hits] == [post.pk]


def test_there_are_60_pairs_in_all_languages():
    assert len(PAIRS) >= 60
    assert {language for language, _written, _typed in PAIRS} == set(CODES)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("ÄÖÜß", "aouss"),
        ("ΟΔΟΣ", "οδοσ"),
        ("οδός", "οδοσ"),
        ("ŁÓDŹ", "lodz"),
        ("½", "12"),
        ("\u0301", ""),
        ("a" * 99, "a" * 60),
    ],
)
def test_fold(word, folded):
    assert fold(word) == folded


def test_a_stem_is_a_stem_of_itself():
    assert [forms(word, "es")[0] for word in ["ciudades", "ciudad", "ciud"]] == ["ciud"] * 3


def test_words_are_split_at_apostrophes_and_hyphens_and_not_at_accents():
    assert words_in("l’accueil à Halle-Saale, cafe\u0301_2 東京") == [
        "l", "accueil", "à", "Halle", "Saale", "cafe\u0301", "2", "東", "京",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "is_one"), [("the", True), ("DER", True), ("της", True), ("l", True), ("7", False), ("Rat", False)]
)
def test_stop_words(word, is_one):
    assert is_stop_word(word) == is_one


def test_a_passage_begins_where_most_of_the_words_stand_however_often_they_do():
    chance = random.Random(3)
    for _time in range(200):
        text = " ".join(chance.choices(["house", "bread", "water", "and", "otherwise"], k=chance.randrange(1, 120)))
        spans = Marker(Query("house bread water").wanted, "en").found_in(text)

        def worth(start, text=text, spans=spans):
            words = [text[a:b] for a, b in spans if start <= a and b <= start + LENGTH - BEFORE]
            return len(set(words)), len(words)

        if spans:
            assert _best_start(text, spans) == max((a for a, _b in spans), key=worth)
    with at_most(1):
        assert Marker(Query("house").wanted, "en").passage("house " * 20_000).count("<mark>") == 40
