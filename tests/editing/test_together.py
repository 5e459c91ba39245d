import re
import threading
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cities.models import City
from editing.history.recording import versions_of
from editing.history.snapshots import snapshot
from editing.models import Version
from tests.factories import make_approach, make_area, make_city, make_user
from tests.forms import form_values, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria():
    return enter("Maria Mair")


@pytest.fixture
def anna():
    return enter("Anna Abt")


def enter(name):
    client = Client()
    client.user = make_user("Editor", name=name)
    client.force_login(client.user)
    return client


def make_bern(**values):
    city = make_city("Bern", languages=["en", "de"], name_de="Bern", publish_at="2026-01-01T00:00Z", **values)
    for position, heading in enumerate(["First", "Second"], 1):
        city.sections.create(position=position, heading_en=heading, body_de="<p>Text</p>")
    return city


def url_of(obj, name="change"):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{name}", args=[obj.pk])


def open_form(client, obj):
    return form_values(client.get(url_of(obj)))


def send(client, obj, form, **changes):
    return client.post(url_of(obj), form | changes)


def row_of(form, prefix, heading):
    """The start of the names of the row with that English heading."""
    number = next(
        name.split("-")[1] for name, value in form.items() if name.endswith("heading_en") and value == heading
    )
    return f"{prefix}-{number}-"


def test_a_save_over_a_newer_one_is_refused_and_shows_both_texts(maria, anna):
    city = make_bern(summary_de="Wege für alle")
    hers, mine = open_form(maria, city), open_form(anna, city)
    assert send(maria, city, hers, summary_de="Breite Wege für alle").status_code == 302
    answer = send(anna, city, mine, summary_de="Wege für alle Menschen", name_de="Bärn")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Maria Mair saved this on" in html
    assert "<ins>Breite </ins>Wege für alle" in html
    assert "Wege für alle<ins> Menschen</ins>" in html
    city.refresh_from_db()
    assert (city.summary_de, city.name_de) == ("Breite Wege für alle", "Bern")


@pytest.mark.parametrize(
    ("keep", "kept"),
    [
        ("mine", "Wege für alle Menschen"),
        ("theirs", "Breite Wege für alle"),
        ("merge", "Breite Wege für alle Menschen"),
    ],
)
def test_what_is_kept_is_saved_with_all_else_that_was_typed(maria, anna, keep, kept):
    city = make_bern(summary_de="Wege für alle")
    hers, mine = open_form(maria, city), open_form(anna, city)
    send(maria, city, hers, summary_de="Breite Wege für alle", subtitle_en="Hers")
    answer = send(anna, city, mine, summary_de="Wege für alle Menschen", name_de="Bärn")
    page = sent_again(answer)
    assert page["merge:summary_de"] == "Breite Wege für alle Menschen"
    assert send(anna, city, page, **{"keep:summary_de": keep}).status_code == 302
    city.refresh_from_db()
    assert (city.summary_de, city.name_de, city.subtitle_en) == (kept, "Bärn", "Hers")


def sent_again(answer):
    """What a browser would send of a conflict page, nothing chosen."""
    html, values = answer.content.decode().partition("data-unsaved-conflict")[2], {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html):
        values.setdefault(name, []).append(value.replace("&lt;", "<").replace("&gt;", ">"))
    values |= {
        name: text.strip().replace("&lt;", "<").replace("&gt;", ">")
        for name, text in re.findall(r'<textarea name="(merge:[^"]+)"[^>]*>([^<]*)</textarea>', html)
    }
    return values


def test_two_people_at_different_languages_and_fields_both_keep_their_work_without_a_question(maria, anna):
    city = make_bern()
    hers, mine = open_form(maria, city), open_form(anna, city)
    german, english = row_of(hers, "sections", "First"), row_of(mine, "sections", "First")
    assert send(maria, city, hers, summary_de="Hers", **{f"{german}body_de": "<p>Ihres</p>"}).status_code == 302
    answer = send(anna, city, mine, population="5", **{f"{english}heading_en": "Mine"})
    assert answer.status_code == 302
    city.refresh_from_db()
    section = city.sections.get(position=1)
    assert (city.summary_de, city.population) == ("Hers", 5)
    assert (section.heading_en, section.body_de) == ("Mine", "<p>Ihres</p>")


def test_choices_of_several_things_are_put_together(maria, anna):
    areas = [make_area(slug) for slug in ["housing", "health", "work", "rights"]]
    approach = make_approach(areas=areas[:2], languages=["en"])
    hers, mine = open_form(maria, approach), open_form(anna, approach)
    send(maria, approach, hers, policy_areas=[areas[0].pk, areas[1].pk, areas[2].pk])
    assert send(anna, approach, mine, policy_areas=[areas[1].pk, areas[3].pk]).status_code == 302
    assert {area.slug for area in approach.policy_areas.all()} == {"health", "work", "rights"}


def test_a_section_that_was_added_or_deleted_meanwhile_stays_so(maria, anna):
    city = make_bern()
    hers, mine = open_form(maria, city), open_form(anna, city)
    gone = row_of(hers, "sections", "Second")
    added = {"sections-TOTAL_FORMS": "3", "sections-2-heading_en": "Third", "sections-2-position": "3"}
    send(maria, city, hers, **{f"{gone}DELETE": "on", "sections-2-topic": "other"}, **added)
    answer = send(anna, city, mine, summary_en="Mine", **added | {"sections-2-heading_en": "Fourth"} | TOPIC)
    assert answer.status_code == 302
    assert sorted(city.sections.values_list("heading_en", flat=True)) == ["First", "Fourth", "Third"]


TOPIC = {"sections-2-topic": "other"}


@pytest.mark.parametrize(("keep", "left"), [("mine", ["First", "Rewritten"]), ("theirs", ["First"])])
def test_a_section_that_i_wrote_in_and_that_was_deleted_meanwhile_is_asked_about(maria, anna, keep, left):
    city = make_bern()
    hers, mine = open_form(maria, city), open_form(anna, city)
    section = city.sections.get(heading_en="Second")
    send(maria, city, hers, **{f"{row_of(hers, 'sections', 'Second')}DELETE": "on"})
    answer = send(anna, city, mine, **{f"{row_of(mine, 'sections', 'Second')}heading_en": "Rewritten"})
    assert answer.status_code == 409
    assert "keep it\n<del>Second</del><ins>Rewritten</ins>" in answer.content.decode()
    send(anna, city, sent_again(answer), **{f"keep:sections#{section.pk}": keep})
    assert list(city.sections.values_list("heading_en", flat=True)) == left


@pytest.mark.parametrize(("keep", "left"), [("mine", ["First"]), ("theirs", ["First", "Hers"])])
def test_a_section_that_i_delete_and_that_was_changed_meanwhile_is_asked_about(maria, anna, keep, left):
    city = make_bern()
    hers, mine = open_form(maria, city), open_form(anna, city)
    section = city.sections.get(heading_en="Second")
    send(maria, city, hers, **{f"{row_of(hers, 'sections', 'Second')}heading_en": "Hers"})
    answer = send(anna, city, mine, **{f"{row_of(mine, 'sections', 'Second')}DELETE": "on"})
    assert answer.status_code == 409
    assert "keep it\n<del>Second</del><ins>Hers</ins>" in answer.content.decode()
    send(anna, city, sent_again(answer), **{f"keep:sections#{section.pk}": keep})
    assert list(city.sections.values_list("heading_en", flat=True)) == left


@pytest.mark.parametrize(("keep", "order"), [("mine", ["B", "A", "C"]), ("theirs", ["A", "C", "B"])])
def test_two_different_orders_of_the_sections_are_asked_about(maria, anna, keep, order):
    city = make_city("Bern", languages=["en"], publish_at="2026-01-01T00:00Z")
    for position, heading in enumerate("ABC", 1):
        city.sections.create(position=position, heading_en=heading)
    hers, mine = open_form(maria, city), open_form(anna, city)
    moved = {"sections-1-position": "3", "sections-2-position": "2"}
    send(maria, city, hers, **moved)
    answer = send(anna, city, mine, **{"sections-0-position": "2", "sections-1-position": "1"})
    assert answer.status_code == 409
    send(anna, city, sent_again(answer), **{"keep:sections": keep})
    assert list(city.sections.values_list("heading_en", flat=True)) == order


def test_what_a_third_saves_while_two_texts_are_compared_is_asked_about_again(maria, anna):
    city = make_bern(summary_de="A")
    mine = open_form(anna, city)
    send(maria, city, open_form(maria, city), summary_de="B")
    page = sent_again(send(anna, city, mine, summary_de="C"))
    send(maria, city, open_form(maria, city), summary_de="D")
    assert send(anna, city, page, **{"keep:summary_de": "mine"}).status_code == 409
    city.refresh_from_db()
    assert city.summary_de == "D"


def test_a_form_that_does_not_say_when_it_was_opened_overwrites_nothing_unasked(maria):
    city = make_bern(summary_de="A")
    form = open_form(maria, city)
    for token in ["", "made-up"]:
        assert send(maria, city, form, summary_de="B", opened=token).status_code == 409
    city.refresh_from_db()
    assert city.summary_de == "A"


def test_a_mistake_in_a_merged_form_shows_what_both_wrote(maria, anna):
    city = make_bern()
    hers, mine = open_form(maria, city), open_form(anna, city)
    send(maria, city, hers, summary_de="Hers")
    answer = send(anna, city, mine, latitude="x", summary_en="Mine")
    form = answer.context["adminform"].form
    assert (form["summary_de"].value(), form["summary_en"].value()) == ("Hers", "Mine")
    hidden = dict(re.findall(r'name="(form|opened)" value="([^"]*)"', answer.content.decode()))
    again = mine | hidden | {"summary_de": "Hers", "summary_en": "Mine"}
    assert send(anna, city, again).status_code == 302


def test_deleting_what_was_changed_since_it_was_asked_about_asks_again(maria, anna):
    city = make_bern()
    confirmed = opened(anna, url_of(city, "delete"))
    send(maria, city, open_form(maria, city), summary_de="New")
    answer = anna.post(url_of(city, "delete"), {"post": "yes"} | confirmed, follow=True)
    assert "This has been changed since you were asked. Look again." in answer.content.decode()
    assert City.objects.count() == 1
    anna.post(url_of(city, "delete"), {"post": "yes"} | opened(anna, url_of(city, "delete")))
    assert City.objects.count() == 0


def test_deleting_several_of_which_one_was_changed_since_asks_again(maria):
    cities = [make_bern(), make_city("Ulm")]
    url = reverse("admin:cities_city_changelist")
    choice = {"action": "delete_selected", "_selected_action": [city.pk for city in cities]}
    seen = re.search(r'name="seen" value="(\w+)"', maria.post(url, choice).content.decode())[1]
    City.objects.filter(pk=cities[0].pk).update(summary_de="New")
    answer = maria.post(url, choice | {"post": "yes", "seen": seen})
    assert "This has been changed since you were asked. Look again." in answer.content.decode()
    assert City.objects.count() == 2


def test_a_form_that_is_sent_twice_makes_one_thing(maria):
    form = form_values(maria.get(reverse("admin:cities_city_add")))
    form |= {"name_en": "Bern", "country": "CH", "latitude": "46.9", "longitude": "7.4"} | TOPIC
    form |= {"sections-TOTAL_FORMS": "3", "sections-0-heading_en": "A", "sections-0-topic": "other"}
    form |= {"sections-1-heading_en": "B", "sections-1-topic": "other", "sections-2-heading_en": "C"}
    for summary in ["First", "First", "Second"]:
        assert maria.post(reverse("admin:cities_city_add"), form | {"summary_en": summary}).status_code == 302
    city = City.objects.get()
    assert city.summary_en == "Second"
    assert list(city.sections.values_list("heading_en", flat=True)) == ["A", "B", "C"]


def test_going_back_and_saving_again_changes_what_was_saved_but_not_what_another_did(maria, anna):
    city = make_bern()
    form = open_form(maria, city)
    added = {"sections-TOTAL_FORMS": "3", "sections-2-heading_en": "New"} | TOPIC
    send(maria, city, form, summary_de="One", **added)
    assert send(maria, city, form, summary_de="Two", **added).status_code == 302
    city.refresh_from_db()
    assert (city.summary_de, city.sections.count()) == ("Two", 3)
    send(anna, city, open_form(anna, city), summary_de="Hers")
    assert send(maria, city, form, summary_de="Three", **added).status_code == 409
    city.refresh_from_db()
    assert city.summary_de == "Hers"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_double_click_makes_one_city():
    maria = Client()
    maria.force_login(make_user(is_superuser=True))
    form = {"form": str(uuid.uuid4()), "name_en": "Bern", "country": "CH", "latitude": "46.9", "longitude": "7.4"}
    form |= {"source_language": "en", "state": "draft", "publish_at_0": "2026-01-01", "publish_at_1": "00:00:00"}
    for prefix in ["sections", "takeaways", "memberships", "contacts"]:
        form |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    start, answers = threading.Barrier(2), []

    def click():
        start.wait()
        answers.append(maria.post(reverse("admin:cities_city_add"), form).status_code)
        connection.close()

    clicks = [threading.Thread(target=click) for _number in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert (answers, City.objects.count(), Version.objects.count()) == ([302, 302], 1, 1)


def test_who_has_it_open_is_said_and_can_be_taken_over(maria, anna):
    city = make_bern()
    assert maria.get(url_of(city)).context["others"] == []
    (sentence,) = anna.get(url_of(city)).context["others"]
    assert sentence.startswith("Maria Mair has had this open since ")
    answer = anna.post(url_of(city, "presence"), {"take": "1"}).json()
    seen = answer.pop("seen")
    assert answer == {"others": [], "taken": ""}
    assert maria.post(url_of(city, "presence")).json()["taken"].startswith("Anna Abt has taken over.")
    anna.post(url_of(city, "presence"), {"left": seen})
    assert maria.get(url_of(city)).context["others"] == []


def test_the_farewell_of_a_page_that_comes_after_it_was_opened_anew_does_not_end_the_new_one(maria, anna):
    city = make_bern()
    first, second = (parse_qs(urlsplit(maria.get(url_of(city)).context["presence_address"]).query) for _time in "12")
    maria.post(url_of(city, "presence"), {"left": first["seen"]})
    assert len(anna.get(url_of(city)).context["others"]) == 1
    maria.post(url_of(city, "presence"), {"left": second["seen"]})
    assert anna.get(url_of(city)).context["others"] == []


def test_somebody_without_the_right_to_change_it_is_not_present_and_cannot_take_over(maria):
    city = make_bern()
    viewer = Client()
    viewer.force_login(make_user("Report staff"))
    assert "others" not in viewer.get(url_of(city)).context
    assert viewer.post(url_of(city, "presence"), {"take": "1"}).status_code == 403
    assert maria.get(url_of(city)).context["others"] == []


def test_an_unchanged_form_leaves_everything_as_others_left_it(maria, anna):
    city = make_bern(summary_de="A")
    mine = open_form(anna, city)
    send(maria, city, open_form(maria, city), summary_de="B")
    before = snapshot(city)
    assert send(anna, city, mine).status_code == 302
    assert snapshot(city) == before
    assert versions_of(city).first().user == maria.user
