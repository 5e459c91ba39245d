import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.urls import reverse

from cities.models import City, CitySection
from tests import samples
from tests.factories import (
    make_area,
    make_city,
    make_contact,
    make_edition,
    make_network,
    make_page,
    make_post,
    make_user,
)
from tests.pages_of import links_in, main_of, text_of
from tests.translations.test_rights import make_translator
from tests.translations.test_tracking import state_of
from translations.models import Term, Text
from translations.tracking import item_address

pytestmark = pytest.mark.django_db


def desk_of(obj, language, field=None):
    url = reverse("translations:desk", args=[obj.page._meta.label_lower, obj.page.pk, language])
    return f"{url}?text={item_address(obj)}/{field}" if field else url


def seen_in(response):
    source, target = response.context["seen"]
    return {"seen_source": source, "seen_target": target}


@pytest.fixture
def anna(client):
    user = make_translator("pl", "de")
    client.force_login(user)
    return user


def test_the_desk_opens_at_the_first_text_that_needs_work_with_the_changes_marked(client, anna):
    city = make_city("Ulm", name_pl="Ulm", summary_en="The city helps", summary_pl="Miasto pomaga")
    city.summary_en = "The city helps everybody"
    city.save()
    response = client.get(desk_of(city, "pl"))
    assert response.context["place"].field == "summary"
    assert "<p>The city helps<ins> everybody</ins></p>" in response.content.decode()


def test_saving_goes_on_to_the_next_text_and_back_to_the_list_when_all_is_done(client, anna):
    city = make_city("Ulm", summary_en="S")
    section = CitySection.objects.create(owner=city, body_en="<p>B</p>")
    url, steps = desk_of(city, "pl") + "?back=language%3Dpl", []
    for text in ["Ulm", "P", "<p>C</p>"]:
        response = client.get(url)
        steps.append(response.context["place"].address)
        answer = client.post(
            response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"],
            {"action": "save", "text": text, **seen_in(response)},
        )
        url = answer.url
    assert steps == [f"{item_address(city)}/name", f"{item_address(city)}/summary", f"{item_address(section)}/body"]
    assert url == reverse("translations:grid") + "?language=pl"
    section.refresh_from_db()
    assert (section.body_pl, state_of(section, "body", "pl")) == ("<p>C</p>", "current")
    assert Text.objects.get(item=item_address(section), language="pl", is_present=True).changed_by == anna


def test_still_right_makes_a_stale_text_current_without_changing_it(client, anna):
    city = make_city("Ulm", name_pl="Ulm", summary_en="One", summary_pl="Raz")
    city.summary_en = "One!"
    city.save()
    page = client.get(desk_of(city, "pl"))
    client.post(desk_of(city, "pl", "summary"), {"action": "confirm", "text": "Raz", **seen_in(page)})
    city.refresh_from_db()
    assert (city.summary_pl, state_of(city, "summary", "pl")) == ("Raz", "current")


def test_copying_the_source_saves_nothing_yet(client, anna):
    city = make_city("Ulm")
    page = client.post(desk_of(city, "pl", "name"), {"action": "copy", "text": "typed"}).content.decode()
    city.refresh_from_db()
    assert 'value="Ulm"' in page
    assert not city.name_pl


@pytest.mark.parametrize(
    ("change", "shown"), [({"summary_en": "Two"}, "Two"), ({"summary_pl": "Cudze"}, "Cudze")], ids=["source", "target"]
)
def test_who_saves_over_a_newer_text_is_told_and_loses_nothing(client, anna, change, shown):
    city = make_city("Ulm", summary_en="One", summary_pl="Raz")
    before = client.get(desk_of(city, "pl", "summary"))
    for column, text in change.items():
        setattr(city, column, text)
    city.save()
    form = {"action": "save", "text": "Moje własne słowa", **seen_in(before)}
    response = client.post(desk_of(city, "pl", "summary"), form)
    page = text_of(response.content.decode())
    assert "Somebody has changed this text in the meantime." in page
    assert "Moje własne słowa" in page
    assert shown in page
    client.post(desk_of(city, "pl", "summary"), form | seen_in(response))
    city.refresh_from_db()
    assert city.summary_pl == "Moje własne słowa"


def test_a_text_that_is_too_long_is_refused_with_a_sentence_and_kept(client, anna):
    city = make_city("Ulm")
    page = client.get(desk_of(city, "pl", "name"))
    response = client.post(desk_of(city, "pl", "name"), {"action": "save", "text": "x" * 120, **seen_in(page)})
    assert response.context["errors"] == ["Ensure this value has at most 100 characters (it has 120)."]
    assert "x" * 120 in response.content.decode()


def test_emptying_a_text_that_readers_need_is_refused(client, anna):
    post = make_post(title_pl="T", teaser_pl="Z", languages=["en", "pl"])
    page = client.get(desk_of(post, "pl", "teaser"))
    response = client.post(desk_of(post, "pl", "teaser"), {"action": "save", "text": "", **seen_in(page)})
    assert response.context["errors"] == ["Fill this in, or take the language from the ready ones, before publishing."]


def test_a_picture_without_words_keeps_a_language_from_readers(client, anna):
    user = make_user("Editor")
    client.force_login(user)
    city = make_city("Ulm", name_pl="Ulm", picture_alt_en="A tower", languages=["en"])
    city.picture = ContentFile(samples.picture(), name="x.png")
    city.full_clean()
    city.save()
    client.post(desk_of(city, "pl"), {"action": "ready"})
    city.refresh_from_db()
    assert city.languages == ["en"]
    city.picture_alt_pl = "Wieża"
    city.save()
    client.post(desk_of(city, "pl"), {"action": "ready"})
    city.refresh_from_db()
    assert city.languages == ["en", "pl"]


def test_the_terms_of_the_glossary_are_offered_beside_the_text(client, anna):
    Term.objects.create(name_en="Toleration", forms_en="tolerated", name_pl="Duldung", definition_pl="Pobyt tolerowany")
    city = make_city("Ulm", summary_en="For tolerated people")
    page = text_of(client.get(desk_of(city, "pl", "summary")).content.decode())
    assert "Toleration Duldung Pobyt tolerowany" in page


@pytest.mark.parametrize("path", ["cities.city/1/xx", "auth.user/1/pl", "cities.citysection/1/pl", "nothing/1/pl"])
def test_an_address_of_the_desk_that_leads_nowhere_is_404(client, anna, path):
    CitySection.objects.create(owner=make_city("Ulm", pk=1), pk=1, body_en="<p>B</p>")
    assert client.get(f"/admin/translations/desk/{path}/").status_code == 404
    assert client.get("/admin/translations/desk/cities.city/1/pl/").status_code == 200


def test_what_a_machine_made_is_marked_until_a_person_confirms_it(client, anna, settings):
    city = make_city("Ulm", name_pl="Ulm", summary_en="one")
    settings.MACHINE_TRANSLATION = "tests.machine.translate"
    page = client.get(desk_of(city, "pl"))
    client.post(desk_of(city, "pl", "summary"), {"action": "machine", **seen_in(page)})
    city.refresh_from_db()
    assert (city.summary_pl, state_of(city, "summary", "pl")) == ("ONE", "machine")
    city.save()
    assert state_of(city, "summary", "pl") == "machine"
    page = client.get(desk_of(city, "pl"))
    client.post(desk_of(city, "pl", "summary"), {"action": "confirm", "text": "ONE", **seen_in(page)})
    assert state_of(city, "summary", "pl") == "current"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "This site has no machine translation."),
        (
            "tests.machine.translate",
            "The machine translation did not answer. Try again, or write the text.",
        ),
        ("no.such.module", "The machine translation did not answer. Try again, or write the text."),
    ],
)
def test_a_machine_that_fails_says_so_and_what_was_typed_stays(client, anna, settings, name, sentence):
    settings.MACHINE_TRANSLATION = name
    city = make_city("Ulm", name_pl="Ulm", summary_en="broken")
    page = client.get(desk_of(city, "pl"))
    response = client.post(desk_of(city, "pl", "summary"), {"action": "machine", "text": "typed", **seen_in(page)})
    assert response.context["errors"] == [sentence]
    assert "typed" in response.content.decode()


def test_the_start_page_names_each_language_of_a_translator_with_what_there_is_to_do(client, anna):
    start = reverse("admin:index")
    assert "Nothing waits for you." in text_of(main_of(client.get(start)))
    city = make_city("Ulm", summary_en="Three more words", summary_de="Drei weitere Worte", name_de="Ulm")
    city.summary_en = "Some more words there"
    city.save()
    page = main_of(client.get(start))
    assert "Waiting for translation 3 Deutsch 4 words Out of date 1 polski 5 words Missing 2" in text_of(page)
    assert "Nothing waits for you." not in page
    links = [link.replace("&amp;", "&") for link in links_in(page, reverse("translations:grid") + "?")]
    assert links == [f"/admin/translations/?language={code}&state=todo" for code in ["de", "pl"]]
    assert [client.get(link).status_code for link in links] == [200, 200]


def make_everything(number):
    for index in range(number):
        city = make_city(name_de="Ulm")
        (
            make_contact(city=city),
            make_edition(city),
            make_post(),
            make_page(),
            make_network(),
            make_area(f"area-{index}"),
        )


@pytest.mark.parametrize("number", [1, 3])
def test_the_grid_takes_a_fixed_number_of_queries(client, django_assert_num_queries, number):
    client.force_login(make_user(is_superuser=True))
    make_everything(number)
    with django_assert_num_queries(14):
        client.get(reverse("translations:grid"))
    with django_assert_num_queries(11):
        list(client.get(reverse("translations:data")).streaming_content)


def rows_in(response):
    return [str(obj) for obj, _cells in response.context["rows"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("language=de&state=missing", ["Bern"]),
        ("language=de&state=stale", ["Ulm"]),
        ("language=de&state=todo", ["Bern", "Ulm"]),
        ("language=de&state=current&kind=cities.city", ["Ulm"]),
        ("kind=pages.page", ["Page"]),
        ("q=Ulm", ["Ulm"]),
        ("q=nowhere", []),
        ("kind=nonsense", ["Bern", "Page", "Ulm"]),
    ],
)
def test_the_grid_finds_by_kind_language_state_and_words(client, query, found):
    client.force_login(make_user(is_superuser=True))
    ulm = make_city("Ulm", name_de="Ulm", summary_en="One", summary_de="Eins")
    make_city("Bern"), make_page(title_en="Page", title_de="Seite")
    ulm.summary_en = "Two"
    ulm.save()
    assert sorted(rows_in(client.get(f"{reverse('translations:grid')}?{query}"))) == found


def test_the_grid_says_who_last_worked_on_a_language_and_finds_by_that(client, anna):
    city = make_city("Ulm")
    make_city("Bern", name_pl="Berno")
    page = client.get(desk_of(city, "pl"))
    client.post(desk_of(city, "pl"), {"action": "save", "text": "Ulm", **seen_in(page)})
    response = client.get(f"{reverse('translations:grid')}?person={anna.pk}")
    assert rows_in(response) == ["Ulm"]
    ((_city, cells),) = response.context["rows"]
    assert [cell.person for cell in cells if cell.language == "pl"] == [anna]


def test_the_csv_says_the_same_as_the_screen_and_holds_no_formula(client):
    client.force_login(make_user(is_superuser=True))
    make_city("=1+1", summary_en="Two words")
    response = client.get(reverse("translations:data") + "?language=de")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[1] == "city,'=1+1,de,Missing,2,2,3,,"
    assert len(lines) == 2


def test_the_grid_shows_only_kinds_that_one_may_see(client):
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="view_page"))
    client.force_login(user)
    make_city("Ulm"), make_page(title_en="Page")
    assert rows_in(client.get(reverse("translations:grid"))) == ["Page"]
    assert City.objects.count() == 1


def test_nobody_from_outside_gets_to_the_desk(client):
    for name in ["grid", "data", "exchange"]:
        response = client.get(reverse(f"translations:{name}"))
        assert (response.status_code, response.url.split("?")[0]) == (302, "/admin/login/")


def test_lists_and_forms_of_the_admin_show_how_far_each_language_is(client, anna):
    city = make_city("Ulm", name_de="Ulm")
    page = text_of(client.get(reverse("admin:cities_city_changelist")).content.decode())
    assert "en : Source text de : Up to date fr : Missing" in page
    page = client.get(reverse("admin:cities_city_change", args=[city.pk])).content.decode()
    assert f'href="{desk_of(city, "pl")}"' in page
    assert f'href="{desk_of(city, "fr")}"' not in page
