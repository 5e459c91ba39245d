import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import override

from cities.models import City, CitySection, Membership
from content.rich_text import plain_text
from editing.addresses import admin_address
from editing.history.differences import groups_of_changes
from editing.history.recording import catch_up, record, versions_of
from editing.history.snapshots import snapshot
from editing.history.words import marked_difference
from editing.models import Discarded, Version
from news.models import NewsPost
from operations import stored_files
from reports.models import File, PageText
from tests import samples
from tests.factories import (
    make_approach,
    make_area,
    make_city,
    make_contact,
    make_edition,
    make_file,
    make_membership,
    make_network,
    make_post,
    make_user,
)
from tests.forms import form_values, opened

pytestmark = pytest.mark.django_db
CHANGED = Version.Action.CHANGED


@pytest.fixture
def editor(client):
    user = make_user("Editor", name="Maria Mair")
    client.force_login(user)
    return user


def address(name, obj, *more):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{name}", args=[obj.pk, *more])


def clean_city(**values):
    """A city that a form would leave as it is."""
    return make_city("Bern", languages=["en", "de"], name_de="Bern", publish_at="2026-01-01T00:00Z", **values)


def full_city():
    """A city with two sections, a takeaway and a membership, as its first version keeps it."""
    city = clean_city(summary_en="Radwege", summary_de="Radwege für alle")
    for position, heading in enumerate(["First", "Second"], 1):
        CitySection.objects.create(owner=city, position=position, heading_en=heading, body_de=f"<p>{heading}</p>")
    city.takeaways.create(text_en="Remember")
    make_membership(city, make_network("Alliance"), joined=2019)
    return city, catch_up(city)


def test_a_difference_is_marked_word_by_word_and_never_inside_a_word():
    assert marked_difference("Radwege bauen", "Radwege für alle bauen") == "Radwege <ins>für alle </ins>bauen"
    assert marked_difference("running", "runner") == "<del>running</del><ins>runner</ins>"
    assert marked_difference("<b> & co", "<b> & us") == "&lt;b&gt; &amp; <del>co</del><ins>us</ins>"
    assert marked_difference("same", "same") == ""


def test_rich_text_is_compared_as_the_words_that_people_read():
    assert plain_text("<h3>Who?</h3><p>We &amp; you</p><ul><li><p>a</p></li></ul>") == "Who?\nWe & you\na"


def test_what_differs_is_told_for_every_field_part_and_relation():
    approach = make_approach(areas=[make_area("housing")])
    old = snapshot(approach)
    approach.title_de, approach.status = "Häuser", "ended"
    approach.save()
    approach.policy_areas.add(make_area("health"))
    approach.sections.create(heading_en="New", position=1)
    groups = groups_of_changes(approach, old, snapshot(approach))
    told = {(group.title, group.what): {c.label: c.marked for c in group.changes} for group in groups}
    with override("en"):
        assert told == {
            ("", "changed"): {
                "Title (German)": "<ins>Häuser</ins>",
                "Address (German)": "<ins>haeuser</ins>",
                "Status": "<del>Running</del><ins>Ended</ins>",
                "Policy areas": "Housing<ins>\nHealth</ins>",
            },
            ("Section: New", "added"): {"Position": "<ins>1</ins>", "Heading (English)": "<ins>New</ins>"}
            | {"Decorative": "<ins>No</ins>", "Topic": "<ins>Who started it, and how?</ins>"},
        }


def test_each_save_of_the_form_is_a_version_of_who_saved_it(client, editor):
    city = clean_city()
    url = address("change", city)
    page = client.get(url)
    values = {name: value for name, value in form_values(page).items() if value is not None}
    client.post(url, values | {"summary_en": "New"})
    found = [(version.action, version.user) for version in versions_of(city)]
    assert found == [("changed", editor), ("found", None)]
    text = client.get(address("history", city)).content.decode()
    assert "Maria Mair" in text
    assert "Changed: Summary (English)" in text


def kept_data(city):
    """The data of the oldest and of the newest version."""
    versions = list(versions_of(city))
    return versions[-1].data, versions[0].data


def test_saving_without_a_change_makes_no_version(client, editor):
    city = clean_city()
    url = address("change", city)
    for _time in range(2):
        assert client.post(url, form_values(client.get(url)) | {"form": ""}).status_code == 302
    assert {group.title: group.changes for group in groups_of_changes(city, *kept_data(city))} == {}
    assert [version.action for version in versions_of(city)] == ["found"]


def changed_city(editor):
    """A city with its first version, changed since in every way."""
    city, first = full_city()
    City.objects.filter(pk=city.pk).update(name_de="Bärn", summary_en="Other", state="draft")
    city.sections.get(position=1).delete()
    city.sections.filter(position=2).update(heading_en="Changed", body_de="<p>Anders</p>")
    city.sections.create(heading_en="Third", position=3)
    city.memberships.all().delete()
    city.refresh_from_db()
    return city, first, record(city, editor, CHANGED)


def test_restoring_everything_brings_back_sections_and_memberships_as_a_new_version_but_not_the_state(client, editor):
    city, first, latest = changed_city(editor)
    response = client.post(address("history", city), {"version": first.pk, "latest": latest.pk, "language": ""})
    assert response.status_code == 302
    now, then = snapshot(city), first.data
    assert now["fields"].pop("state") == "draft"
    assert then["fields"].pop("state") == "published"
    assert now == then
    assert [version.action for version in versions_of(city)] == ["restored", "changed", "found"]


def test_restoring_one_language_leaves_the_others(client, editor):
    city, first, latest = changed_city(editor)
    client.post(address("history", city), {"version": first.pk, "latest": latest.pk, "language": "de"})
    city.refresh_from_db()
    section = city.sections.get(position=2)
    assert (city.name_de, city.summary_en) == ("Bern", "Other")
    assert (section.body_de, section.heading_en) == ("<p>Second</p>", "Changed")
    assert city.sections.count() == 2


def test_restoring_over_something_newer_is_refused_and_changes_nothing(client, editor):
    city, first, latest = changed_city(editor)
    City.objects.filter(pk=city.pk).update(summary_de="Newer")
    response = client.post(address("history", city), {"version": first.pk, "latest": latest.pk, "language": ""})
    assert response.status_code == 409
    assert "Somebody has saved this meanwhile. Look again." in response.content.decode()
    city.refresh_from_db()
    assert (city.summary_de, city.summary_en) == ("Newer", "Other")


def test_what_would_not_be_accepted_any_more_is_not_restored(client, editor):
    city, first, latest = changed_city(editor)
    first.data["fields"]["country"] = "XX"
    first.save()
    response = client.post(address("history", city), {"version": first.pk, "latest": latest.pk, "language": ""})
    assert response.status_code == 409
    assert snapshot(city) == latest.data


def test_who_may_only_look_is_not_offered_to_restore_and_cannot(client):
    city, first, latest = changed_city(None)
    client.force_login(make_user("Report staff"))
    html = client.get(address("history", city), {"old": first.pk, "new": latest.pk}).content.decode()
    assert "<del>Radwege</del>" in html
    assert 'name="version"' not in html
    answer = client.post(address("history", city), {"version": first.pk, "latest": latest.pk})
    assert answer.status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_history_takes_a_fixed_number_of_queries(client, editor, django_assert_num_queries, number):
    city = make_city("Bern")
    for time in range(number + 1):
        City.objects.filter(pk=city.pk).update(summary_en=f"Text {time}")
        record(city, editor, CHANGED)
    with django_assert_num_queries(8):
        client.get(address("history", city))


# The bin


def test_the_history_names_other_cities_and_areas_of_a_page(client, editor):
    post, approach = make_post(), make_approach()
    for obj, relation, other in [(post, "cities", make_city()), (approach, "policy_areas", make_area())]:
        record(obj, editor, Version.Action.ADDED)
        getattr(obj, relation).add(other)
        record(obj, editor, Version.Action.CHANGED)
    pages = [client.get(admin_address(obj, "history")) for obj in (post, approach)]
    assert [page.context["rows"][0]["summary"] for page in pages] == ["Cities", "Policy areas"]


def delete(client, obj):
    url = address("delete", obj)
    return client.post(url, {"post": "yes"} | opened(client, url))


def test_what_is_deleted_comes_back_with_everything_that_belonged_to_it(client, editor):
    city, _first = full_city()
    post = make_post()
    post.cities.add(city)
    before = snapshot(city)
    assert delete(client, city).status_code == 302
    assert City.objects.count() == Membership.objects.count() == CitySection.objects.count() == 0
    assert client.get(city.get_absolute_url()).status_code == 410
    thing = Discarded.objects.get()
    page = client.get(reverse("admin:cities_city_bin")).content.decode()
    assert "<h2>Bern</h2>" in page
    assert 'name="purge"' not in page
    client.post(reverse("admin:cities_city_bin"), {"bring_back": thing.pk})
    assert snapshot(City.objects.get()) == before
    assert list(NewsPost.objects.get().cities.all()) == [city]
    assert client.get(city.get_absolute_url()).status_code == 200
    assert Discarded.objects.count() == 0
    assert [version.action for version in versions_of(city)] == ["brought-back", "deleted", "found"]


def test_an_edition_comes_back_with_its_files_and_their_words(client):
    client.force_login(make_user("Report staff"))
    edition = make_edition(languages=[])
    make_file(edition, content=samples.pdf(text=samples.GERMAN))
    file, texts = File.objects.get(), list(PageText.objects.values_list("number", "text"))
    assert texts != []
    delete(client, edition)
    assert (File.objects.count(), PageText.objects.count()) == (0, 0)
    assert media_orphans() == []
    client.post(reverse("admin:reports_edition_bin"), {"bring_back": Discarded.objects.get().pk})
    assert File.objects.get().sha256 == file.sha256
    assert list(PageText.objects.values_list("number", "text")) == texts


def media_orphans():
    names = {file.name for file in stored_files.named_files()}
    return [name for name in stored_files.stored_names() if stored_files.original_name(name) not in names]


def test_a_picture_of_an_older_version_is_no_orphan():
    city = make_city("Bern", picture_is_decorative=True)
    city.picture = ContentFile(samples.picture(), name="a.png")
    city.full_clean()
    city.save()
    catch_up(city)
    City.objects.filter(pk=city.pk).update(picture="")
    assert media_orphans() == []
    Version.objects.all().delete()
    assert len(media_orphans()) > 0


def test_several_are_deleted_and_come_back_one_by_one(client, editor):
    approaches = [make_approach(), make_approach()]
    url = reverse("admin:approaches_approach_changelist")
    choice = {"action": "delete_selected", "_selected_action": [approach.pk for approach in approaches]}
    html = client.post(url, choice).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', html)[1]
    client.post(url, choice | {"post": "yes", "seen": seen})
    assert Discarded.objects.count() == 2
    thing = Discarded.objects.get(object_id=approaches[0].pk)
    client.post(reverse("admin:approaches_approach_bin"), {"bring_back": thing.pk})
    assert list(type(approaches[0]).objects.all()) == [approaches[0]]


def test_what_belonged_to_something_deleted_since_waits_for_that(client, editor):
    approach = make_approach()
    city = approach.city
    delete(client, approach)
    delete(client, city)
    bin_of = {kind: reverse(f"admin:{kind}_bin") for kind in ["approaches_approach", "cities_city"]}
    things = {thing.kind: thing.pk for thing in Discarded.objects.all()}
    answer = client.post(bin_of["approaches_approach"], {"bring_back": things["approaches.approach"]}, follow=True)
    assert (
        "This belongs to something that has been deleted too: city. Bring that back first." in answer.content.decode()
    )
    client.post(bin_of["cities_city"], {"bring_back": things["cities.city"]})
    client.post(bin_of["approaches_approach"], {"bring_back": things["approaches.approach"]})
    approach.refresh_from_db()
    assert approach.city == city


def test_a_link_to_something_that_is_gone_is_left_out_and_said(client, editor):
    contact = make_contact()
    approach = make_approach()
    approach.contacts.add(contact)
    delete(client, approach)
    contact.delete()
    url = reverse("admin:approaches_approach_bin")
    answer = client.post(url, {"bring_back": Discarded.objects.get().pk}, follow=True)
    assert "1 link was left out" in answer.content.decode()
    approach.refresh_from_db()
    assert list(approach.contacts.all()) == []


def test_only_administrators_delete_for_good_and_then_the_history_is_gone_too(client, editor):
    city, _first = full_city()
    delete(client, city)
    url, choice = reverse("admin:cities_city_bin"), {"purge": Discarded.objects.get().pk}
    assert client.post(url, choice).status_code == 403
    assert Discarded.objects.count() == 1
    client.force_login(make_user("Administrator"))
    client.post(url, choice)
    assert (Discarded.objects.count(), versions_of(city).count()) == (0, 0)
    assert client.get(city.get_absolute_url()).status_code == 410


def test_who_may_not_delete_does_not_see_the_bin(client):
    client.force_login(make_user("Translator"))
    assert client.get(reverse("admin:cities_city_bin")).status_code == 403
    assert 'href="/admin/cities/city/bin/"' not in client.get(reverse("admin:cities_city_changelist")).content.decode()
