"""Translators write in their own languages and nowhere else, through whatever door they come."""

from threading import Thread

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from cities.models import City, CitySection
from content.languages import CODES
from tests import samples
from tests.editing.test_admin import NO_INLINES, city_form
from tests.factories import make_approach, make_city, make_user
from tests.forms import form_values, opened
from translations.desk import places_of, save_text
from translations.exchange import spreadsheet
from translations.exchange.entries import entries_of
from translations.models import Text
from translations.tracking import item_address, writing

LANGUAGE_NAMES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pl": "Polish",
    "el": "Greek",
}


def make_translator(*languages, **values):
    user = make_user("Translator", **values)
    user.groups.add(*Group.objects.filter(name__in=[f"Language: {LANGUAGE_NAMES[code]}" for code in languages]))
    return user


def make_full_city(source="en"):
    """A city with a section, everything written in all languages, the source in another one than any target."""
    texts = {f"summary_{code}": f"Summary {code}" for code in CODES} | {f"name_{code}": f"Ulm {code}" for code in CODES}
    city = make_city("Ulm", source_language=source, languages=CODES, **texts)
    CitySection.objects.create(owner=city, **{f"body_{code}": f"<p>Body {code}</p>" for code in CODES})
    return city


def all_texts(city):
    city, section = City.objects.get(pk=city.pk), city.sections.get()
    return {
        (code, field): getattr(obj, f"{field}_{code}")
        for obj, field in [(city, "name"), (city, "summary"), (section, "body")]
        for code in CODES
    }


def posted(city):
    """The form of the admin, with every text in every language changed, and what is the same in all of them as well."""
    section = city.sections.get()
    new = {f"{field}_{code}": f"New {field} {code}" for field in ("name", "summary") for code in CODES}
    sections = {
        "sections-TOTAL_FORMS": "1",
        "sections-INITIAL_FORMS": "1",
        "sections-0-id": section.pk,
        "sections-0-owner": city.pk,
        "sections-0-DELETE": "on",
    } | {f"sections-0-body_{code}": f"<p>New body {code}</p>" for code in CODES}
    return city_form(country="PL", state="archived", source_language="fr", **new) | NO_INLINES | sections


def through_the_form(client, city, language):
    if language == CODES[0]:  # one form holds all languages
        url = reverse("admin:cities_city_change", args=[city.pk])
        client.post(url, posted(city) | opened(client, url))


def through_the_desk(client, city, language):
    url = reverse("translations:desk", args=["cities.city", city.pk, language])
    for place, text in [("summary", f"New summary {language}"), ("name", f"New name {language}")]:
        row = Text.objects.present().filter(item=item_address(city), field=place, language=language).first()
        seen = {"seen_source": row.made_from, "seen_target": row.fingerprint} if row else {}
        client.post(f"{url}?text={item_address(city)}/{place}", {"action": "save", "text": text, **seen})


def through_a_spreadsheet(client, city, language):
    entries = entries_of(Text.objects.present().filter(page=item_address(city)), language)
    for entry in entries:
        entry.target = f"<p>New {language}</p>" if entry.is_html else f"New {language}"
    file = SimpleUploadedFile("texts.xlsx", spreadsheet.sheet_of(entries, language))
    response = client.post(reverse("translations:exchange"), {"file": file})
    if response.status_code == 302:
        client.post(response.url, {"action": "apply"})


@pytest.mark.django_db
@pytest.mark.parametrize("door", [through_the_form, through_the_desk, through_a_spreadsheet])
@pytest.mark.parametrize("own", CODES)
def test_a_translator_writes_in_one_language_of_seven_through_every_door(client, own, door):
    client.force_login(make_translator(own))
    city = make_full_city(source="de" if own == "en" else "en")
    before = all_texts(city)
    for language in CODES:
        door(client, city, language)
    changed = {code for (code, field), text in all_texts(city).items() if text != before[(code, field)]}
    assert changed == {own}
    city.refresh_from_db()
    assert (city.country, city.state, city.is_case_study) == ("DE", "published", False)
    assert city.sections.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("own", CODES)
def test_no_save_gets_past_the_rule_whoever_calls_it(own):
    user, city = make_translator(own), make_full_city()
    for language in CODES:
        setattr(city, f"summary_{language}", f"New {language}")
        with writing(user):
            if language == own:
                city.save()
            else:
                with pytest.raises(PermissionDenied):
                    city.save()
        city.refresh_from_db()
    texts = all_texts(city)
    assert [code for code in CODES if texts[(code, "summary")] != f"Summary {code}"] == [own]


@pytest.mark.django_db
def test_a_translator_neither_adds_nor_deletes_and_has_no_bulk_deletion(client):
    user = make_translator("pl")
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_city", "delete_city"]))
    client.force_login(user)
    city = make_city()
    assert client.get(reverse("admin:cities_city_add")).status_code == 403
    assert client.post(reverse("admin:cities_city_delete", args=[city.pk]), {"post": "yes"}).status_code == 403
    client.post(
        reverse("admin:cities_city_changelist"),
        {"action": "delete_selected", "_selected_action": [city.pk], "post": "yes"},
    )
    assert City.objects.filter(pk=city.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("may_publish", "languages"), [(False, ["en"]), (True, ["en", "pl"])])
def test_showing_a_language_to_readers_is_a_switch_of_the_group(client, may_publish, languages):
    user = make_translator("pl")
    if may_publish:
        Group.objects.get(name="Translator").permissions.add(Permission.objects.get(codename="publish_city"))
    client.force_login(user)
    city = make_city(name_pl="Ulm", languages=["en"])
    url = reverse("translations:desk", args=["cities.city", city.pk, "pl"])
    status = client.post(url, {"action": "ready"}).status_code
    city.refresh_from_db()
    assert (city.languages, status) == (languages, 302 if may_publish else 403)
    assert client.post(url.replace("/pl/", "/de/"), {"action": "ready"}).status_code == 403


@pytest.mark.django_db
def test_whoever_has_no_language_changes_nothing(client):
    client.force_login(make_user("Translator"))
    city = make_full_city()
    before = all_texts(city)
    through_the_form(client, city, "pl")
    assert all_texts(city) == before


def save_in(language, city, users, errors):
    try:
        place = next(p for p in places_of(City.objects.get(pk=city.pk), language) if p.field == "summary")
        save_text(city, place.address, language, f"{place.target}+", users[language], None, True)
    except Exception as error:
        errors.append(error)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_translators_save_the_same_city_at_once_and_both_are_kept():
    users = {"de": make_user(is_superuser=True), "fr": make_user(is_superuser=True)}
    city, errors = make_city("Ulm", summary_en="S", summary_de="d", summary_fr="f"), []
    for _round in range(5):
        threads = [Thread(target=save_in, args=(code, city, users, errors)) for code in users]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    city.refresh_from_db()
    assert (city.summary_de, city.summary_fr, errors) == ("d+++++", "f+++++", [])


def make_lacking(**values):
    """A public approach that lacks its French summary, and the words of a picture in a French section."""
    texts = {"title_pl": "Domy", "summary_pl": "Krótko", "title_fr": "Maisons"}
    approach = make_approach(**texts | {"languages": ["en", "fr", "pl"]} | values)
    words = {"picture_alt_en": "A house", "picture_alt_pl": "Dom"}
    approach.sections.create(picture=SimpleUploadedFile("a.png", samples.picture()), **words)
    return approach


def save_as_translator(client, approach, **texts):
    """Send the form of an approach as a Polish translator with other texts; gives the page that comes next."""
    client.force_login(make_translator("pl"))
    url = reverse("admin:approaches_approach_change", args=[approach.pk])
    values = form_values(client.get(url)) | texts
    return client.post(url, values, follow=True)


@pytest.mark.django_db
def test_what_a_translator_cannot_mend_keeps_nobody_from_translating(client):
    approach = make_lacking()
    response = save_as_translator(client, approach, summary_pl="Nowe", **{"sections-0-heading_pl": "Dom"})
    approach.refresh_from_db()
    assert (approach.summary_pl, approach.sections.get().heading_pl) == ("Nowe", "Dom")
    assert next(str(message) for message in response.context["messages"]) == (
        "What you changed is saved. Somebody else has to see to what you cannot change here: "
        "Summary (French): Fill this in, or take the language from the ready ones, before publishing. "
        "Picture in words (French): Say in words what the picture shows, or tick “decorative”."
    )


@pytest.mark.django_db
def test_what_a_translator_has_left_out_is_said_at_its_field_and_nothing_is_saved_or_lost(client):
    approach = make_lacking()
    response = save_as_translator(client, approach, summary_pl="", title_pl="Nowe domy")
    form = response.context["adminform"].form
    sentence = "Fill this in, or take the language from the ready ones, before publishing."
    assert form.errors == {"summary_pl": [sentence]}
    assert form["title_pl"].value() == "Nowe domy"
    approach.refresh_from_db()
    assert (approach.title_pl, approach.summary_pl) == ("Domy", "Krótko")


@pytest.mark.django_db
def test_what_becomes_wrong_with_a_field_that_is_not_in_the_form_stands_above_it(client):
    """An editor who may not publish puts a public approach into a city that is not public."""
    Group.objects.get(name="Editor").permissions.remove(Permission.objects.get(codename="publish_approach"))
    client.force_login(make_user("Editor"))
    approach, secret = make_approach(), make_city("Bern", state="draft")
    url = reverse("admin:approaches_approach_change", args=[approach.pk])
    response = client.post(url, form_values(client.get(url)) | {"city": secret.pk, "summary_en": "New"})
    form = response.context["adminform"].form
    sentence = "State: Bern is not public yet. Publish the city first, or keep this as a draft."
    assert form.non_field_errors() == [sentence]
    assert form["summary_en"].value() == "New"
    approach.refresh_from_db()
    assert approach.city != secret
