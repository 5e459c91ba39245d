import json

import pytest
from django.core import serializers
from django.core.management import call_command

from cities.models import City, CitySection
from tests.factories import make_city, make_contact, make_post, make_user
from tests.translations.oracle import Story
from translations.models import Text, Wording
from translations.progress import cells
from translations.tracking import item_address, refresh, writing

pytestmark = pytest.mark.django_db


def state_of(obj, field, language):
    rows = Text.objects.present().filter(item=item_address(obj), field=field, language=language)
    return rows.values_list("state", flat=True).first()


@pytest.mark.parametrize("seed", range(12))
def test_no_mark_is_wrong_after_a_random_story(seed):
    story = Story(seed)
    for _chapter in range(4):
        story.play(10)
        assert story.found() == story.expected()


def test_changing_one_section_makes_that_section_stale_and_undoing_it_makes_it_current_again():
    city = make_city("Ulm", name_de="Ulm")
    first = CitySection.objects.create(owner=city, body_en="<p>One</p>", body_de="<p>Eins</p>")
    second = CitySection.objects.create(owner=city, body_en="<p>Two</p>", body_de="<p>Zwei</p>")
    first.body_en = "<p>One more</p>"
    first.save()
    states = [state_of(obj, field, "de") for obj, field in [(city, "name"), (first, "body"), (second, "body")]]
    assert states == ["current", "stale", "current"]
    assert state_of(first, "body", "fr") == "missing"
    first.body_en = "<p>One</p>"
    first.save()
    assert state_of(first, "body", "de") == "current"


def test_what_is_no_text_and_what_does_not_show_makes_nothing_stale():
    contact = make_contact(organisation_en="Office", organisation_de="Amt", phone="1")
    contact.phone, contact.website = "2", "https://example.org"
    contact.save()
    section = CitySection.objects.create(
        owner=make_city(), body_en="<p>One <strong>two</strong></p>", body_de="<p>Eins</p>"
    )
    section.body_en = "\n<p>One\u00a0 <strong>t</strong><strong>wo</strong>\u00ad</p><p></p>"
    section.save()
    assert (state_of(contact, "organisation", "de"), state_of(section, "body", "de")) == ("current", "current")
    section.body_en = "<p>One <em>two</em></p>"
    section.save()
    assert state_of(section, "body", "de") == "stale"


def test_slugs_are_no_texts_to_translate():
    post = make_post(title_de="Titel")
    assert set(Text.objects.filter(page=item_address(post)).values_list("field", flat=True)) == {"title", "teaser"}


def test_a_save_that_fails_leaves_no_mark():
    city = make_city("Ulm", summary_en="Before")
    city.summary_en, city.latitude = "After", "120"
    with pytest.raises(Exception, match="city_lies_on_earth"):
        city.save()
    assert list(Text.objects.filter(field="summary", language="en").values_list("words", "is_present")) == [(1, True)]


def test_a_fixture_that_holds_content_and_marks_brings_back_both():
    city = make_city("Ulm", name_de="Ulm", summary_en="One", summary_de="Eins")
    city.summary_en = "Two"
    city.save()
    data = serializers.serialize("json", [*Text.objects.all(), *City.objects.all(), *Wording.objects.all()])
    before = sorted(Text.objects.values_list("pk", "state", "is_present"))
    City.objects.all().delete()
    Text.objects.all().delete()
    for loaded in serializers.deserialize("json", data):
        loaded.save()
    assert sorted(Text.objects.values_list("pk", "state", "is_present")) == before
    assert json.loads(data)[0]["model"] == "translations.text"


def test_refreshing_finds_what_was_written_past_the_models_and_changes_nothing_else():
    city = make_city("Ulm", summary_en="One", summary_de="Eins")
    before = list(Text.objects.order_by("pk").values())
    refresh()
    assert list(Text.objects.order_by("pk").values()) == before
    City.objects.filter(pk=city.pk).update(summary_en="Two")
    call_command("refresh_translations")
    assert state_of(city, "summary", "de") == "stale"


def test_when_an_editor_is_deleted_the_marks_stay_and_the_name_goes():
    anna = make_user("Editor", name="Anna")
    with writing(anna):
        city = make_city("Ulm", name_de="Ulm")
    assert Text.objects.filter(changed_by=anna).count() == 2
    anna.delete()
    table = cells(Text.objects.filter(page=item_address(city)))
    assert [(cell.changed_by_id, cell.changed_at is None) for cell in table[item_address(city)].values()] == [
        (None, False) if code in {"en", "de"} else (None, True) for code in table[item_address(city)]
    ]
