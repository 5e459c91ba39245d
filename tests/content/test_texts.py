"""Whatever people write comes back as they wrote it, and turns nothing around it."""

import unicodedata

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from cities.models import Network
from content.languages import Translated
from tests.corpus.texts import naughty_texts
from tests.factories import make_city, make_network
from tests.pages_of import main_of, text_of

pytestmark = pytest.mark.django_db
OWN = [
    "Ko\u0308ln",  # decomposed
    "\u1fbb \u0391\u0301",  # two ways to write one letter
    "👩‍👩‍👧‍👦 🏳️‍🌈 𝓒𝓲𝓽𝔂 𠜎",
    "مدينة (Bern) 24/7, שלום",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "ǅ ﬀ ß İi ı",
    "' OR 1=1 -- \\ % _ \" ` $$ {{ x }} {% x %}",
    "a\x01b\x08\x1f\x7f\x85\ufffec\uffff",  # what XML cannot hold, and what it can
]
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def is_in_xml(letter):
    """Whether XML 1.0 can hold it (production 2, Char)."""
    return letter in "\t\n\r" or " " <= letter <= "\ud7ff" or "\ue000" <= letter <= "\ufffd" or letter >= "\U00010000"


def expected(text):
    return "".join(
        letter for letter in unicodedata.normalize("NFC", text) if letter not in TURNING and is_in_xml(letter)
    )


def text_columns(model):
    """The translated columns of plain text, without those of HTML, which is cleaned."""
    return [
        field.attname
        for field in model._meta.concrete_fields
        if type(field).__name__ in {"TranslationCharField", "TranslationTextField"}
        and not hasattr(getattr(field, "translated_field", None), "sanitize")
    ]


def changed(texts):
    """Those of the texts that come back otherwise from a column, each written to every one of a network."""
    texts = [text for text in texts if text and "\0" not in text]
    columns = text_columns(Network)
    assert len(columns) >= 7
    network, different = make_network(), []
    for start in range(len(texts)):
        written = {
            column: texts[(start + place) % len(texts)][: Network._meta.get_field(column).max_length]
            for place, column in enumerate(columns)
        }
        for column, value in written.items():
            setattr(network, column, value)
        network.save()
        read = Network.objects.values(*columns).get(pk=network.pk)
        different += [value for column, value in written.items() if read[column] != expected(value)]
    return different


def test_what_is_written_comes_back_the_same():
    """`make trials` tries all naughty texts."""
    assert changed([*OWN, *naughty_texts()[::16]]) == []


def test_every_model_with_texts_is_tidied():
    untidied = [
        model._meta.label for model in apps.get_models() if text_columns(model) and not issubclass(model, Translated)
    ]
    assert untidied == []


def test_a_letter_that_grows_when_it_is_stored_is_counted_as_it_is_stored():
    network = make_network()
    network.name_en = "\u0958" * Network._meta.get_field("name_en").max_length
    with pytest.raises(ValidationError) as refused:
        network.full_clean(exclude=["name"])
    assert list(refused.value.message_dict) == ["name_en"]


def test_a_name_turns_nothing_around_it(client):
    city = make_city("Be\u202ern\u2066", summary_en="Ko\u0308ln \u202e!dlrow")
    city.refresh_from_db()
    assert (city.name_en, city.summary_en) == ("Bern", "Köln !dlrow")
    page = main_of(client.get(city.get_absolute_url()))
    assert ("Bern" in text_of(page), set(page) & set(TURNING)) == (True, set())
