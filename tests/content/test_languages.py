import re
from datetime import date, datetime
from random import Random

import pytest
from django.forms import DateField
from django.utils.formats import date_format
from django.utils.translation import override

from content import languages
from content.languages import alphabetical, sort_key

# Each list is in the order of the language: DIN 5007-1, the Polish and Spanish alphabets, ELOT 1398.
ORDERS = {
    "en": ["Aachen", "Ávila", "Lodz", "Łódź", "Lublin", "Zurich"],
    "de": ["Aachen", "Ägidienberg", "Athen", "Goslar", "Göttingen", "Mulhouse", "Münster", "Zürich"],
    "fr": ["Angers", "Évreux", "Évry", "Lille", "Nîmes", "Niort", "Orléans"],
    "es": ["Cádiz", "Córdoba", "La Coruña", "Logroño", "Nuevo", "Ñemby", "Oviedo", "Zaragoza"],
    "it": ["Forlì", "L’Aquila", "Lecce", "Milano", "Nardò", "Roma"],
    "pl": ["Augustów", "Ćmielów", "Lublin", "Łódź", "Oława", "Ósno", "Sopot", "Świdnica", "Zgierz", "Źlinice", "Żary"],
    "el": ["Αθήνα", "Άρτα", "Έδεσσα", "Ηράκλειο", "Ίος", "Λιβαδειά", "Ρόδος", "Τήλος"],
}  # fmt: skip


@pytest.mark.parametrize("language", ORDERS)
def test_names_stand_in_the_order_of_the_language(language):
    backwards = ORDERS[language][::-1]
    with override(language):
        assert sorted(backwards, key=sort_key) == ORDERS[language]


@pytest.mark.parametrize("language", ORDERS)
def test_keys_are_sorted_by_their_names_and_those_of_equal_names_by_themselves(language):
    random, letters = Random(language), "aázżzłlñnώωά'’ -BÄ"
    with override(language):
        texts = {key: "".join(random.choices(letters, k=random.randint(0, 3))) for key in range(300)}
        assert alphabetical(texts) == sorted(texts, key=lambda key: (sort_key(texts[key]), key))


def test_many_names_are_sorted_in_runs(monkeypatch):
    monkeypatch.setattr(languages, "RUN", 7)
    texts = {key: str(Random(key).randrange(20)) for key in range(100)}
    assert alphabetical(texts) == sorted(texts, key=lambda key: (texts[key], key))


@pytest.mark.parametrize("typed", ["2026-04-03", "03/04/2026", "3.4.2026", "3 April 2026"])
def test_dates_in_english_are_those_of_europe(typed):
    with override("en"):
        assert DateField().clean(typed) == date(2026, 4, 3)
        assert date_format(date(2026, 4, 3)) == "3 April 2026"
        assert date_format(datetime(2026, 4, 3, 16, 5), "DATETIME_FORMAT") == "3 April 2026, 16:05"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "files"),
    [("en", ["latin"]), ("de", ["latin"]), ("pl", ["latin", "latin-ext"]), ("el", ["latin", "greek"])],
)
def test_a_page_fetches_the_letters_of_its_language_beforehand(client, language, files):
    html = client.get(f"/{language}/").content.decode()
    assert re.findall(r'<link rel="preload"[^>]*href="[^"]*/([a-z-]+)\.[0-9a-f]+\.woff2"', html) == files
