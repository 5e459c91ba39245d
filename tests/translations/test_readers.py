"""What readers see of translations and of the glossary."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from cities.models import CitySection
from tests.factories import make_city, make_term
from tests.pages_of import main_of, text_of
from translations.models import Text
from translations.tracking import writing

pytestmark = pytest.mark.django_db


def page_of(client, city, language):
    with override(language):
        return client.get(city.get_absolute_url())


def make_translated():
    city = make_city("Ulm", name_de="Ulm", summary_en="It helps.", summary_de="Sie hilft.", languages=["en", "de"])
    section = CitySection.objects.create(owner=city, body_en="<p>One door</p>", body_de="<p>Eine Tür</p>")
    return city, section


def test_a_translation_says_what_it_was_made_from_and_when(client):
    city, _section = make_translated()
    Text.objects.filter(language="de").update(changed_at="2026-05-03T12:00Z")
    page = text_of(main_of(page_of(client, city, "de")))
    assert "3. Mai 2026" in page
    assert "translation-note" not in main_of(page_of(client, city, "en"))


def test_a_reader_is_told_that_the_original_has_changed_and_what(client):
    city, section = make_translated()
    assert "<details>" not in main_of(page_of(client, city, "de"))
    section.body_en = "<p>One open door</p>"
    section.save()
    page = main_of(page_of(client, city, "de"))
    assert "<p>One <ins>open </ins>door</p>" in page
    section.body_de = "<p>Eine offene Tür</p>"
    section.save()
    assert "<ins>" not in main_of(page_of(client, city, "de"))


def test_a_reader_is_told_that_a_machine_made_it(client):
    city, _section = make_translated()
    strong = "<strong>"
    assert strong not in main_of(page_of(client, city, "de")).partition("</aside>")[0]
    with writing(None, is_machine=True):
        city.summary_de = "Sie hilft sehr."
        city.save()
    assert strong in main_of(page_of(client, city, "de")).partition("</aside>")[0]


def test_the_first_mention_of_a_term_on_a_page_is_explained(client):
    city, section = make_translated()
    term = make_term()
    section.body_de = (
        "<h3>Duldung</h3><p>Mit <a href='/x/'>Duldung</a> oder geduldet, nie Duldungen. Duldung &amp; Recht</p>"
    )
    section.save()
    page = main_of(page_of(client, city, "de"))
    assert page.count('class="term"') == 1
    button = f'<button type="button" aria-describedby="{term.anchor}">geduldet</button>'
    assert button in page
    assert f'id="{term.anchor}">Wer bleiben muss. <a href="/de/' in page
    assert "nie Duldungen. Duldung &amp; Recht" in page
    assert 'class="term"' not in main_of(page_of(client, city, "en"))


def test_a_definition_is_text_and_no_markup(client):
    city, _section = make_translated()
    make_term(definition_de="<script>alert(1)</script>", name_de="Tür")
    assert "&lt;script&gt;alert(1)" in main_of(page_of(client, city, "de"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_glossary_shows_every_term_in_one_query(client, django_assert_num_queries, number):
    for index in range(number):
        make_term(name_de=f"Wort {index}")
    with override("de"), django_assert_num_queries(3):
        page = main_of(client.get(reverse("glossary")))
    assert page.count("<dt") == number
    assert "Wort 0" in page
    assert "Wer bleiben muss." in page
