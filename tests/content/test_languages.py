import pytest
from django.utils.translation import override

from content.languages import sort_key

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
def test_trial_133_names_stand_in_the_order_of_the_language(language):
    backwards = ORDERS[language][::-1]
    with override(language):
        assert sorted(backwards, key=sort_key) == ORDERS[language]
