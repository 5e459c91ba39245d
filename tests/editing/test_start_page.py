from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from approaches.models import Approach
from cities.models import City
from tests.editing.test_admin import city_form
from tests.factories import make_approach, make_city, make_edition, make_post, make_user
from tests.forms import opened
from tests.pages_of import links_in, main_of, text_of

pytestmark = pytest.mark.django_db
TRANSLATION = {"Waiting for translation": ["Deutsch", "français", "español", "italiano", "polski", "Ελληνικά"]}
YESTERDAY = timezone.localdate() - timedelta(days=1)


def titles(response):
    """{title: texts of what waits under it} on the start page."""
    groups = response.context["groups"]
    return {str(group["title"]): [str(row["object"]) for row in group["rows"]] for group in groups}


@pytest.fixture
def enter(client):
    def log_in(group):
        user = make_user(group)
        client.force_login(user)
        return user

    return log_in


def log(user, obj):
    LogEntry.objects.log_actions(user.pk, [obj], 2, "changed", single_object=True)


def test_an_editor_finds_own_drafts_reviews_and_what_is_due(client, enter):
    editor, other = enter("Editor"), make_user("Editor")
    mine, theirs = make_approach(title_en="Mine", state="draft"), make_approach(title_en="Theirs", state="draft")
    log(editor, mine)
    log(other, theirs)
    make_city("Waiting", state="review")
    make_post(title_en="Old news", review_by=YESTERDAY)
    make_post(title_en="Old draft", review_by=YESTERDAY, state="draft")
    make_post(title_en="Fresh news", review_by="2099-01-01")
    assert titles(client.get(reverse("admin:index"))) == TRANSLATION | {
        "My drafts": ["Mine"],
        "Due for checking": ["Old news"],
        "To review": ["Waiting"],
    }


def test_each_group_sees_only_its_own_work(client, enter):
    make_city("Waiting", state="review")
    edition = make_edition(make_city("Bern"), state="review")
    enter("Report staff")
    assert titles(client.get(reverse("admin:index")))["To review"] == [str(edition)]
    enter("Translator")
    assert titles(client.get(reverse("admin:index"))) == {}
    assert "Nothing waits for you." in text_of(main_of(client.get(reverse("admin:index"))))


def test_reports_with_warnings_are_named(client, enter):
    enter("Report staff")
    edition = make_edition(make_city("Bern"))
    assert edition.files.get().warnings != []
    clean = make_edition(make_city("Ulm"))
    clean.files.update(warnings=[])
    shown = titles(client.get(reverse("admin:index")))
    assert shown == TRANSLATION | {"Reports with warnings": [str(edition)]}


def test_the_lists_behind_the_numbers_hold_just_what_was_counted(client, enter):
    editor = enter("Editor")
    for number in range(7):
        log(editor, make_city(f"Draft {number}", state="draft"))
    make_city("Other draft", state="draft")
    make_city("Due", review_by=YESTERDAY)
    page = main_of(client.get(reverse("admin:index")))
    lists = [link.replace("&amp;", "&") for link in links_in(page, "/admin/cities/city/?")]
    counts = [client.get(link).context["cl"].result_count for link in lists]
    assert (lists, counts) == (
        ["/admin/cities/city/?state=draft&work=mine", "/admin/cities/city/?work=due"],
        [7, 1],
    )


@pytest.mark.parametrize("number", [1, 3])
def test_the_start_page_takes_a_fixed_number_of_queries(client, enter, django_assert_num_queries, number):
    editor = enter("Editor")
    for _number in range(number):
        log(editor, make_approach(state="draft"))
        make_approach(state="review")
        make_approach(review_by=YESTERDAY)
    client.get(reverse("admin:index"))
    with django_assert_num_queries(35):
        client.get(reverse("admin:index"))


def test_still_correct_is_one_click_for_all_languages(client, enter):
    enter("Editor")
    city = make_city(review_by=YESTERDAY, languages=["en", "de"])
    url = reverse("admin:cities_city_still-correct", args=[city.pk])
    assert client.get(url).status_code == 405
    response = client.post(url, {"to_index": ""})
    assert response.url == reverse("admin:index")
    city.refresh_from_db()
    today = timezone.localdate()
    assert (city.verified_on, city.review_by.year) == (today, today.year + 1)
    assert LogEntry.objects.get().change_message == "Still correct"


@pytest.mark.parametrize("group", ["Report staff", "Translator"])
def test_who_does_not_write_all_of_it_cannot_say_still_correct(client, enter, group):
    user = enter(group)
    user.groups.add(Group.objects.get(name="Language: Polish"))
    city = make_city(review_by=YESTERDAY)
    bulk(client, "still_correct", [city], confirmed="yes")
    assert client.post(reverse("admin:cities_city_still-correct", args=[city.pk])).status_code == 403
    city.refresh_from_db()
    assert city.verified_on is None


def bulk(client, action, objects, **more):
    url = reverse(f"admin:{objects[0]._meta.app_label}_{objects[0]._meta.model_name}_changelist")
    return client.post(url, {"action": action, "_selected_action": [obj.pk for obj in objects]} | more)


def test_a_bulk_action_names_the_number_asks_and_leaves_out_what_cannot_be(client, enter):
    enter("Editor")
    good = [make_approach(state="draft"), make_approach(state="draft")]
    bad = make_approach(title_en="Half", summary_en="", state="draft")
    page = text_of(main_of(bulk(client, "publish", [*good, bad])))
    assert (
        "1 entry is left out: Half Summary (English): Fill this in before publishing. This concerns 2 entries:" in page
    )
    assert Approach.objects.published().count() == 0
    bulk(client, "publish", [*good, bad], confirmed="yes")
    assert set(Approach.objects.published()) == set(good)
    bulk(client, "take_back", good, confirmed="yes")
    assert Approach.objects.filter(state="draft").count() == 3
    bulk(client, "archive", good, confirmed="yes")
    assert Approach.objects.filter(state="archived").count() == 2
    bulk(client, "still_correct", good, confirmed="yes")
    assert Approach.objects.filter(verified_on=timezone.localdate()).count() == 2


@pytest.mark.parametrize("action", ["publish", "still_correct", "delete_selected"])
def test_of_all_of_a_long_list_an_action_says_before_it_begins_that_it_is_too_much(client, action):
    client.force_login(make_user("Administrator"))
    City.objects.bulk_create(
        City(name_en=f"City {number}", slug=f"city-{number}", latitude="50", longitude="10") for number in range(201)
    )
    url = reverse("admin:cities_city_changelist")
    chosen = {"action": action, "select_across": "1", "index": "0", "_selected_action": [City.objects.first().pk]}
    page = text_of(main_of(client.post(url, chosen, follow=True)))
    assert "201 entries are chosen, and at most 200 can be done at once. Narrow the list by its filters" in page
    City.objects.first().delete()
    chosen["_selected_action"] = [City.objects.first().pk]
    assert "at most 200" not in text_of(main_of(client.post(url, chosen, follow=True)))
    assert City.objects.count() == 200


def test_who_may_not_publish_has_no_such_bulk_action(client, enter):
    enter("Translator")
    draft = make_approach(state="draft")
    bulk(client, "publish", [draft], confirmed="yes")
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_filters_of_a_list_survive_going_into_a_form_and_back(client, enter):
    enter("Editor")
    city = make_city("Bern", country="CH", state="draft")
    filtered = reverse("admin:cities_city_changelist") + "?country__exact=CH&state=draft"
    link = links_in(main_of(client.get(filtered)), f"/admin/cities/city/{city.pk}/change/")[0]
    form = main_of(client.get(link))
    checklist = reverse("admin:cities_city_checklist", args=[city.pk])
    inner = links_in(form, checklist)[0]
    back = links_in(client.get(inner).content.decode(), reverse("admin:cities_city_change", args=[city.pk]))[0]
    response = client.post(back, city_form(slug="bern") | opened(client, back))
    assert response.url == filtered
    assert City.objects.get().name_en == "Bern"
