"""The check-list before publishing names translations whose source has changed since."""

import pytest

from cities.models import CitySection, Takeaway
from editing.publishing.checklist import Checklist, Finding
from tests.factories import make_city
from translations.checklist import out_of_date

pytestmark = pytest.mark.django_db
SENTENCE = "The original has changed since this was translated. Check whether it is still right."


def make_translated(sections=1, **values):
    """A draft in English, written in German too, and begun in French."""
    texts = {"summary_en": "Short", "summary_de": "Kurz", "name_de": "Ulm", "name_fr": "Ulm", "summary_fr": "Court"}
    city = make_city("Ulm", state="draft", **texts | {"languages": ["en", "de"]} | values)
    for number in range(sections):
        CitySection.objects.create(owner=city, position=number, body_en="<p>Text</p>", body_de="<p>Text</p>")
    return city


def change(city):
    city.summary_en = "Otherwise"
    city.save()
    for section in city.sections.all():
        section.body_en = "<p>Otherwise</p>"
        section.save()


def found(city, language):
    return [finding for finding in Checklist(city).of(language) if finding.sentence == SENTENCE]


def test_what_is_out_of_date_is_a_warning_at_its_field_in_the_order_of_the_form():
    city = make_translated()
    assert list(out_of_date(city)) == []
    change(city)
    assert found(city, "de") == [
        Finding(False, "de", "Summary", SENTENCE, "id_summary_de"),
        Finding(False, "de", "Section 1: Text", SENTENCE, "id_sections-0-body_de"),
    ]
    assert Checklist(city).publishable_languages == ["en", "de"]


def test_a_language_that_is_not_ready_yet_is_warned_of_too():
    city = make_translated()
    change(city)
    assert found(city, "fr") == [Finding(False, "fr", "Summary", SENTENCE, "id_summary_fr")]
    assert "fr" in Checklist(city).begun
    assert found(city, "en") == found(city, "pl") == found(city, "") == []


def test_a_text_that_was_translated_again_is_no_warning_any_more():
    city = make_translated(sections=0)
    change(city)
    city.summary_de = "Anders"
    city.save()
    assert found(city, "de") == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_check_takes_the_same_queries_however_much_is_out_of_date(django_assert_num_queries, number):
    city = make_translated(sections=number)
    for position in range(number):
        Takeaway.objects.create(city=city, position=position, text_en="Text", text_de="Text")
    change(city)
    with django_assert_num_queries(3):
        assert len(list(out_of_date(city))) == 2 + number
