import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from approaches.models import Approach
from cities.models import City, Contact, Membership
from editing.admin import BaseAdmin
from tests import samples
from tests.factories import make_approach, make_area, make_city, make_contact, make_membership, make_network, make_user
from tests.forms import form_values, opened
from tests.pages_of import text_of

pytestmark = pytest.mark.django_db

OURS = {"editing", "translations", "cities", "approaches", "reports", "news", "pages"}
NO_INLINES = {
    f"{prefix}-{name}_FORMS": "0"
    for prefix in ["sections", "takeaways", "memberships", "contacts", "files"]
    for name in ["TOTAL", "INITIAL"]
}


@pytest.fixture
def enter(client):
    def log_in(group):
        user = make_user(group)
        client.force_login(user)
        return user

    return log_in


def approach_form(**values):
    defaults = {
        "title_en": "Homes",
        "summary_en": "What inspires",
        "source_language": "en",
        "languages": ["en"],
        "state": "draft",
        "publish_at_0": "2026-01-01",
        "publish_at_1": "00:00:00",
        "status": "running",
        "lead": "",
    }
    return NO_INLINES | defaults | values


def city_form(**values):
    defaults = {
        "name_en": "Bern",
        "country": "CH",
        "latitude": "46.948",
        "longitude": "7.4474",
        "source_language": "en",
        "state": "draft",
        "publish_at_0": "2026-01-01",
        "publish_at_1": "00:00:00",
    }
    return NO_INLINES | defaults | values


def errors_of(response):
    """{field: messages} of the form on an admin page; forms that are valid redirect and have none."""
    return response.context["adminform"].form.errors


def test_all_our_admin_classes_stand_on_the_one_base():
    ours = [model_admin for model, model_admin in admin.site._registry.items() if model._meta.app_label in OURS]
    assert len(ours) == 11
    assert [model_admin for model_admin in ours if not isinstance(model_admin, BaseAdmin)] == []


def test_an_editor_publishes_a_city_and_sees_it_on_the_site_in_its_ready_languages(client, enter):
    enter("Editor")
    response = client.post(
        reverse("admin:cities_city_add"), city_form(name_de="Bern", languages=["en", "de"], state="published")
    )
    assert response.status_code == 302
    city = City.objects.get()
    assert (city.slug, city.languages, city.is_public) == ("bern", ["en", "de"], True)
    page = client.get(reverse("admin:cities_city_change", args=[city.pk])).content.decode()
    with override("de"):
        german = city.get_absolute_url()
    assert f'href="{city.get_absolute_url()}" hreflang="en"' in page
    assert f'href="{german}" hreflang="de"' in page
    with override("fr"):
        assert city.get_absolute_url() not in page


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"latitude": "95"}, "latitude", "Ensure this value is less than or equal to 90."),
        ({"latitude": "7.4474", "longitude": "46.948"}, "latitude", "Latitude and longitude look swapped"),
        ({"latitude": "46,9°"}, "latitude", "Enter a number."),
        ({"country": "XY"}, "country", "Select a valid choice. XY is not one of the available choices."),
        ({"name_en": ""}, "name_en", "Fill this in before publishing."),
        ({"country": ""}, "country", "Fill this in before publishing."),
        ({"slug": "ulm"}, "slug", "“ulm” leads, or once led, to something else. Choose another word."),
        ({"slug": "old-ulm"}, "slug", "“old-ulm” leads, or once led, to something else. Choose another word."),
    ],
)
def test_bad_input_for_a_city_gets_a_sentence_and_loses_nothing(client, enter, values, field, sentence):
    enter("Editor")
    ulm = make_city("Ulm", slug="old-ulm")
    ulm.slug = "ulm"
    ulm.save()
    typed = city_form(summary_en="Typed with care", state="published")
    response = client.post(reverse("admin:cities_city_add"), typed | values)
    assert errors_of(response)[field][0].startswith(sentence)
    assert "Typed with care" in response.content.decode()
    assert City.objects.count() == 1


def test_an_approach_of_a_city_that_is_not_public_is_refused_with_a_sentence(client, enter):
    enter("Editor")
    city = make_city("Bern", state="draft")
    response = client.post(reverse("admin:approaches_approach_add"), approach_form(city=city.pk, state="published"))
    assert errors_of(response) == {
        "state": ["Bern is not public yet. Publish the city first, or keep this as a draft."]
    }


def test_an_end_before_the_start_is_refused_with_a_sentence(client, enter):
    enter("Editor")
    values = approach_form(city=make_city().pk, start_year="2020", end_year="2019")
    response = client.post(reverse("admin:approaches_approach_add"), values)
    assert errors_of(response) == {"end_year": ["The end lies before the start. Check both years."]}


def test_a_contact_without_any_way_to_reach_it_is_refused_with_a_sentence(client, enter):
    enter("Editor")
    response = client.post(reverse("admin:cities_contact_add"), {"organisation_en": "Office", "source_language": "en"})
    assert errors_of(response) == {"email": ["Give at least one way to reach this contact: e-mail, phone or website."]}
    assert Contact.objects.count() == 0


def test_hostile_rich_text_posted_past_the_editor_is_cleaned(client, enter):
    enter("Editor")
    sections = {
        "sections-TOTAL_FORMS": "1",
        "sections-0-topic": "process",
        "sections-0-position": "1",
        "sections-0-body_en": '<p onclick="x()">ok<script>x()</script></p>',
    }
    client.post(reverse("admin:approaches_approach_add"), approach_form(city=make_city().pk) | sections)
    assert Approach.objects.get().sections.get().body_en == "<p>ok</p>"


CONTENT = ["approaches_approach", "cities_city", "cities_contact", "cities_network", "news_newspost", "pages_page"]
MEMBERSHIP = "cities_membership"
RIGHTS = {
    "Editor": dict.fromkeys(CONTENT, "vacd")
    | {
        "cities_policyarea": "v",
        "reports_edition": "v",
        "translations_term": "vac",
        MEMBERSHIP: "vacd",
        "editing_link": "vc",
    },
    "Translator": dict.fromkeys([*CONTENT, "cities_policyarea", "translations_term", MEMBERSHIP], "vc"),
    "Report staff": {"reports_edition": "vacd", "cities_city": "v"},
    "Administrator": dict.fromkeys(
        [
            *CONTENT,
            MEMBERSHIP,
            "cities_policyarea",
            "reports_edition",
            "translations_term",
            "accounts_user",
            "auth_group",
        ],
        "vacd",
    )
    | {"editing_link": "vc"},
}


@pytest.mark.parametrize("group", RIGHTS)
def test_each_group_has_only_the_rights_it_needs(client, enter, rf, group):
    request = rf.get("/")
    request.user = enter(group)
    found = {}
    for model, model_admin in admin.site._registry.items():
        rights = model_admin.get_model_perms(request)
        letters = "".join(
            letter for letter, name in zip("vacd", ["view", "add", "change", "delete"], strict=True) if rights[name]
        )
        if letters:
            found[f"{model._meta.app_label}_{model._meta.model_name}"] = letters
    assert found == RIGHTS[group]


def test_somebody_without_a_group_sees_nothing(client, enter):
    enter(None)
    assert client.get(reverse("admin:cities_city_changelist")).status_code == 403


def test_a_translator_cannot_publish_or_change_the_state_of_what_is_public(client, enter):
    user = enter("Translator")
    user.groups.add(Group.objects.get(name="Language: English"))
    draft, public = make_approach(state="draft"), make_approach()
    for approach, state in [(draft, "published"), (public, "draft")]:
        url = reverse("admin:approaches_approach_change", args=[approach.pk])
        values = approach_form(city=approach.city_id, state=state, title_en="Better", publish_at_0="2030-01-01")
        client.post(url, values | opened(client, url))
        approach.refresh_from_db()
    assert (draft.title_en, draft.state) == ("Better", "draft")
    assert (public.title_en, public.state, public.is_public) == ("Better", "published", True)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("cities_city", 9), ("approaches_approach", 9)])
def test_admin_lists_take_a_fixed_number_of_queries(client, enter, django_assert_num_queries, name, queries, number):
    enter("Editor")
    for _number in range(number):
        make_approach(make_city(), [make_area(f"area-{_number}")])
        make_network()
    with django_assert_num_queries(queries):
        client.get(reverse(f"admin:{name}_changelist"))


def test_the_state_filter_tells_scheduled_from_published(client, enter):
    enter("Editor")
    make_city("Now")
    make_city("Later", publish_at="2099-01-01T00:00Z")
    page = text_of(client.get(reverse("admin:cities_city_changelist") + "?state=scheduled").content.decode())
    assert "Later" in page
    assert "Now" not in page


def test_search_finds_a_city_by_its_name_in_any_language(client, enter):
    enter("Editor")
    make_city("Cologne", name_el="Κολωνία")
    make_city("Ulm")
    page = client.get(reverse("admin:cities_city_changelist"), {"q": "Κολωνία"}).content.decode()
    assert "Cologne" in page
    assert "Ulm" not in page


@pytest.mark.parametrize(("code", "word"), [("de", "Städte"), ("el", "Πόλεις"), ("pl", "Miasta")])
def test_the_admin_speaks_the_language_that_its_user_chooses(client, enter, code, word):
    enter("Editor")
    response = client.post(reverse("set-language"), {"language": code, "next": "/admin/"})
    assert response.cookies["django_language"]["path"] == "/admin/"
    assert word in client.get("/admin/").content.decode()


def test_the_language_choice_never_leads_to_another_host(client):
    response = client.post(reverse("set-language"), {"language": "de", "next": "//evil.example/"})
    assert response.url.startswith("/")
    assert not response.url.startswith("//")


def test_a_city_with_all_that_is_shown_in_its_form_is_saved(client, enter):
    enter("Editor")
    city = make_city("Bern")
    make_contact(city=city)
    make_membership(city, make_network())
    url = reverse("admin:cities_city_change", args=[city.pk])
    assert client.post(url, form_values(client.get(url)) | {"subtitle_en": "New"}).status_code == 302
    city.refresh_from_db()
    assert city.subtitle_en == "New"


def test_a_refused_form_lists_each_mistake_with_its_field(client, enter):
    enter("Editor")
    approach = make_approach(title_en="Housing")
    approach.sections.create(heading_en="First")
    url = reverse("admin:approaches_approach_change", args=[approach.pk])
    values = form_values(client.get(url)) | {
        "title_en": "",
        "start_year": "2020",
        "end_year": "2010",
        "publish_at_0": "tomorrow",
        "sections-0-heading_pl": "x" * 201,
    }
    listed = client.post(url, values).content.decode().partition('class="mistakes"')[2].partition("</ul>")[0]
    assert re.findall(r"<li>(.*)</li>", listed) == [
        '<a href="#id_title_en">Title [en]</a>: Fill this in before publishing.',
        '<a href="#id_publish_at_0">Public from</a>: Enter a valid date.',
        '<a href="#id_end_year">End</a>: The end lies before the start. Check both years.',
        '<a href="#id_sections-0-heading_pl">Section 1, Heading [pl]</a>: '
        "Ensure this value has at most 200 characters (it has 201).",
    ]
    approach.refresh_from_db()
    assert approach.title_en == "Housing"


def test_a_chosen_picture_that_a_refused_form_cannot_keep_is_named(client, enter):
    enter("Editor")
    approach = make_approach(title_en="Housing")
    url = reverse("admin:approaches_approach_change", args=[approach.pk])
    picture = SimpleUploadedFile("a.png", samples.picture(), "image/png")
    page = client.post(url, form_values(client.get(url)) | {"picture": picture, "end_year": "x"}).content.decode()
    listed = page.partition('class="mistakes"')[2].partition("</ul>")[0]
    assert re.findall(r"<li>(.*)</li>", listed) == [
        '<a href="#id_end_year">End</a>: Enter a whole number.',
        '<a href="#id_picture">Picture</a>: Choose this file again: it is kept only once everything else is right.',
        '<a href="#id_picture_alt_en">Picture in words [en]</a>: '
        "Say in words what the picture shows, or tick “decorative”.",
    ]


def test_a_network_named_twice_gets_the_sentence_on_that(client, enter):
    enter("Editor")
    city, network = make_city("Bern"), make_network("Open Towns")
    url = reverse("admin:cities_city_change", args=[city.pk])
    rows = {f"memberships-{number}-network": str(network.pk) for number in (0, 1)}
    rows |= {f"memberships-{number}-kind": "member" for number in (0, 1)}
    values = form_values(client.get(url)) | rows | {"memberships-TOTAL_FORMS": "2"}
    inlines = client.post(url, values).context["inline_admin_formsets"]
    [formset] = [inline.formset for inline in inlines if inline.opts.model is Membership]
    errors = [formset.non_form_errors(), *(form.non_field_errors() for form in formset)]
    sentence = "This city is in this network already."
    assert [list(found) for found in errors] == [[sentence], [], [sentence]]


def test_the_delete_page_leaves_out_rows_that_only_join_two_objects(client):
    client.force_login(make_user(is_superuser=True))
    approach = make_approach(title_en="Homes", areas=[make_area("housing"), make_area("work")])
    approach.sections.create(position=1, heading_en="Doors")
    assert approach.policy_areas.through.objects.count() == 2
    address = reverse("admin:approaches_approach_delete", args=[approach.pk])
    choice = {"action": "delete_selected", "_selected_action": [approach.pk]}
    for answer in [client.get(address), client.post(reverse("admin:approaches_approach_changelist"), choice)]:
        summary, _heading, lines = text_of(answer.content.decode()).partition("Summary")[2].partition("Objects")
        assert summary.split() == ["Approaches:", "1", "Sections:", "1"]
        assert re.findall(r"[\w ]+: \w+", lines) == [" Approach: Homes", " Section: Doors"]
