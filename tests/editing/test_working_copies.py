"""Working copies: nothing of them is public before its time, and nobody's words are lost when they become so."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cities.models import City, CitySection, Membership
from content import freshness
from editing.addresses import admin_address
from editing.history.recording import versions_of
from editing.models import Discarded, PreviewLink, Version, WorkingCopy
from editing.working_copies.laying import CopyMerge, copy_of, publish_due
from operations import stored_files
from tests import samples
from tests.editing.test_preview import frames
from tests.factories import make_approach, make_area, make_city, make_edition, make_membership, make_network, make_user
from tests.forms import form_values
from tests.pages_of import main_of, text_of
from tests.translations.test_rights import make_translator

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_user("Editor", name="Maria Mair")
    client.force_login(user)
    return user


@pytest.fixture
def city():
    city = make_city(
        "Bern", languages=["en", "de"], name_de="Bern", summary_en="Old words", publish_at="2026-01-01T00:00Z"
    )
    city.sections.create(position=1, heading_en="First", body_en="<p>One</p>")
    city.sections.create(position=2, heading_en="Second", body_en="<p>Two</p>")
    return city


def write(client, obj, word="edit-copy", drop=(), **values):
    """Save the form of a copy as somebody does who has just opened it; gives the answer."""
    form = form_values(client.get(admin_address(obj, word)))
    form = {name: value for name, value in form.items() if name not in drop}
    answer = client.post(admin_address(obj, word), form | {"_copy": "yes"} | values)
    assert answer.status_code == 302, answer.context["errors"]
    return answer


def begin(client, obj, **values):
    return write(client, obj, "change", **values)


def decide(client, obj, **values):
    page = client.get(admin_address(obj, "working-copy"))
    return client.post(admin_address(obj, "working-copy"), {"seen": page.context["seen"]} | values)


def headings(city):
    return list(city.sections.order_by("position").values_list("heading_en", flat=True))


def public_text(client, obj):
    return text_of(main_of(client.get(obj.get_absolute_url())))


def test_what_is_saved_as_a_working_copy_is_not_public_until_it_is_published(client, editor, city):
    before = public_text(client, city)
    answer = begin(client, city, summary_en="New words")
    assert answer.url == admin_address(city, "working-copy")
    city.refresh_from_db()
    assert (city.summary_en, city.state, public_text(client, city) == before) == ("Old words", "published", True)
    assert [version.action for version in versions_of(city)] == []
    decide(client, city, publish="yes")
    city.refresh_from_db()
    assert (city.summary_en, city.state) == ("New words", "published")
    assert "New words" in public_text(client, city)
    assert "Old words" not in public_text(client, city)
    assert [version.action for version in versions_of(city)] == [Version.Action.COPY, Version.Action.FOUND]
    assert not WorkingCopy.objects.exists()


def test_a_copy_can_be_gone_on_with_sections_included(client, editor, city):
    first, _second = city.sections.order_by("position")
    begin(client, city, **{"sections-0-heading_en": "First, mended"})
    new = {
        "sections-2-heading_en": "Third",
        "sections-2-topic": "other",
        "sections-2-position": "3",
        "sections-TOTAL_FORMS": "3",
    }
    write(client, city, **new)
    form = form_values(client.get(admin_address(city, "edit-copy")))
    shown = [form[f"sections-{number}-heading_en"] for number in range(3)]
    assert (shown, headings(city)) == (["First, mended", "Second", "Third"], ["First", "Second"])
    write(client, city, **{"sections-2-heading_en": "Third, mended", "sections-1-DELETE": "on"})
    decide(client, city, publish="yes")
    assert headings(city) == ["First, mended", "Third, mended"]
    assert list(city.sections.filter(pk=first.pk)) == [first]
    assert CitySection.objects.filter(pk__lt=0).count() == 0


def test_a_copy_may_be_half_filled_and_cannot_be_published_then(client, editor):
    approach = make_approach(languages=["en", "de"], title_de="Wohnen", summary_de="Ein Dach")
    begin(client, approach, title_de="", title_en="Homes")
    page = client.get(admin_address(approach, "working-copy"))
    assert [(finding.target, finding.language) for finding in page.context["hindrances"]] == [("id_title_de", "de")]
    decide(client, approach, publish="yes")
    approach.refresh_from_db()
    assert (approach.title_de, approach.title_en == "Homes", WorkingCopy.objects.count()) == ("Wohnen", False, 1)


def test_relations_are_part_of_a_copy(client, editor):
    housing, health = make_area("housing"), make_area("health")
    approach = make_approach(areas=[housing])
    begin(client, approach, policy_areas=[str(housing.pk), str(health.pk)])
    assert list(approach.policy_areas.all()) == [housing]
    decide(client, approach, publish="yes")
    assert set(approach.policy_areas.all()) == {housing, health}


def test_what_others_change_on_the_page_meanwhile_stays_and_is_in_the_copy(client, editor, city):
    begin(client, city, summary_en="New words")
    city.summary_de = "Neues von anderen"
    city.save()
    make_membership(city, make_network("Alliance"), joined=2019)
    form = form_values(client.get(admin_address(city, "edit-copy")))
    assert (form["summary_en"], form["summary_de"]) == ("New words", "Neues von anderen")
    decide(client, city, publish="yes")
    city.refresh_from_db()
    assert (city.summary_en, city.summary_de) == ("New words", "Neues von anderen")
    assert Membership.objects.get(city=city).joined == 2019


@pytest.mark.parametrize(("choice", "summary"), [("copy", "Mine"), ("page", "Theirs")])
def test_what_copy_and_page_both_changed_is_decided_by_people(client, editor, city, choice, summary):
    begin(client, city, summary_en="Mine", name_de="Bern (Stadt)")
    city.summary_en = "Theirs"
    city.save()
    page = client.get(admin_address(city, "working-copy"))
    clash = {"name": "summary_en", "language": "en", "of": "", "label": "Summary (English)"}
    sides = {"copy": "<del>Old words</del><ins>Mine</ins>", "page": "<del>Old words</del><ins>Theirs</ins>"}
    assert page.context["clashes"] == [clash | sides]
    decide(client, city, publish="yes")
    city.refresh_from_db()
    assert (city.summary_en, city.name_de) == ("Theirs", "Bern")
    decide(client, city, settle="yes", **{"keep:summary_en": choice})
    decide(client, city, publish="yes")
    city.refresh_from_db()
    assert (city.summary_en, city.name_de) == (summary, "Bern (Stadt)")


def test_a_section_deleted_on_the_page_and_changed_in_the_copy_is_decided_by_people(client, editor, city):
    begin(client, city, **{"sections-0-body_en": "<p>Mine</p>"})
    first = city.sections.get(position=1)
    name = f"sections#{first.pk}"
    first.delete()
    page = client.get(admin_address(city, "working-copy"))
    clash = {"name": name, "label": "Section: First", "of": "", "language": ""}
    assert page.context["clashes"] == [clash | {"copy": "keep it", "page": "delete it"}]
    decide(client, city, settle="yes", **{f"keep:{name}": "copy"})
    decide(client, city, publish="yes")
    assert list(city.sections.order_by("position").values_list("heading_en", "body_en")) == [
        ("First", "<p>Mine</p>"),
        ("Second", "<p>Two</p>"),
    ]


def test_two_people_at_one_copy_are_asked_about_what_both_changed(client, editor, city):
    begin(client, city, summary_en="New words")
    form = form_values(client.get(admin_address(city, "edit-copy")))
    write(client, city, summary_en="Words of Ada")
    answer = client.post(admin_address(city, "edit-copy"), form | {"_copy": "yes", "summary_en": "Words of Maria"})
    assert answer.status_code == 409
    assert [conflict["name"] for conflict in answer.context["conflicts"]] == ["summary_en"]
    choice = {"opened": answer.context["opened"], "keep:summary_en": "mine"}
    client.post(admin_address(city), dict(answer.context["hidden"]) | choice)
    assert copy_of(city).data["fields"]["summary_en"] == "Words of Maria"
    city.refresh_from_db()
    assert city.summary_en == "Old words"


def test_who_begins_a_copy_when_somebody_else_just_has_writes_in_that_one(client, editor, city):
    form = form_values(client.get(admin_address(city)))
    begin(client, city, summary_en="Words of Ada")
    client.post(admin_address(city), form | {"_copy": "yes", "summary_de": "Worte von Maria"})
    assert WorkingCopy.objects.count() == 1
    data = copy_of(city).data["fields"]
    assert (data["summary_en"], data["summary_de"]) == ("Words of Ada", "Worte von Maria")


def test_a_decision_about_something_older_is_asked_for_again(client, editor, city):
    begin(client, city, summary_en="New words")
    page = client.get(admin_address(city, "working-copy"))
    write(client, city, summary_en="Newer words")
    client.post(admin_address(city, "working-copy"), {"seen": page.context["seen"], "publish": "yes"})
    city.refresh_from_db()
    assert city.summary_en == "Old words"


def test_a_copy_thrown_away_leaves_the_page_as_it_is(client, editor, city):
    begin(client, city, summary_en="New words")
    decide(client, city, throw_away="yes")
    city.refresh_from_db()
    assert (city.summary_en, WorkingCopy.objects.count()) == ("Old words", 0)
    assert client.get(admin_address(city, "working-copy")).url == admin_address(city)


def test_a_time_can_be_taken_back_while_something_is_missing(client, editor, city):
    begin(client, city, summary_en="New words")
    decide(client, city, schedule="yes", publish_at_0="2099-01-01", publish_at_1="10:00")
    write(client, city, name_en="")
    copy = copy_of(city)
    copy.publish_at = timezone.now() + timedelta(days=1)  # as it was before the form was saved again
    copy.save()
    page = main_of(client.get(admin_address(city, "working-copy")))
    assert ("Missing for publishing" in text_of(page), 'name="unschedule"' in page) == (True, True)
    decide(client, city, unschedule="yes")
    assert copy_of(city).publish_at is None


# Rights


def test_who_may_not_publish_can_write_a_copy_and_not_publish_it(client, editor, city):
    begin(client, city, summary_en="New words")
    client.force_login(make_translator("de"))
    write(client, city, summary_de="Neue Worte")
    for deed in ("publish", "schedule", "unschedule"):
        assert decide(client, city, **{deed: "yes"}).status_code == 403
    city.refresh_from_db()
    data = copy_of(city).data["fields"]
    assert (city.summary_en, data["summary_en"], data["summary_de"]) == ("Old words", "New words", "Neue Worte")


@pytest.mark.parametrize("deed", ["settle", "throw_away"])
def test_who_writes_in_some_languages_does_not_decide_about_the_others(client, editor, city, deed):
    begin(client, city, summary_en="Mine")
    city.summary_en = "Theirs"
    city.save()
    client.force_login(make_translator("de"))
    assert decide(client, city, **{deed: "yes", "keep:summary_en": "page"}).status_code == 403
    assert copy_of(city).data["fields"]["summary_en"] == "Mine"


def test_a_copy_scheduled_by_a_publisher_is_not_changed_unseen(client, editor, city):
    begin(client, city, summary_en="New words")
    later = timezone.localtime() + timedelta(days=1)
    decide(client, city, schedule="yes", publish_at_0=f"{later:%Y-%m-%d}", publish_at_1=f"{later:%H:%M}")
    assert copy_of(city).publish_at == later.replace(second=0, microsecond=0)
    write(client, city, summary_en="Newer words")
    assert copy_of(city).publish_at is not None
    client.force_login(make_translator("de"))
    write(client, city, summary_de="Neue Worte")
    assert copy_of(city).publish_at is None


def test_a_copy_is_cleaned_like_every_other_text(client, editor, city):
    begin(client, city, **{"sections-0-body_en": '<p onclick="x()">One</p><script>x()</script>'})
    decide(client, city, publish="yes")
    assert city.sections.get(position=1).body_en == "<p>One</p>"


def test_reports_are_corrected_by_uploading_and_have_no_copies(client):
    client.force_login(make_user("Report staff"))
    edition = make_edition()
    page = client.get(admin_address(edition))
    assert page.context["may_begin_copy"] is False


# Its time


def schedule(obj, moment):
    WorkingCopy.objects.about(obj).update(publish_at=moment)


@pytest.mark.django_db(transaction=True)  # nobody publishes within the transaction of somebody else
def test_a_copy_becomes_public_at_its_time_at_the_next_visit(client, editor, city, monkeypatch):
    begin(client, city, summary_en="New words")
    moment = timezone.now() + timedelta(hours=1)
    schedule(city, moment)
    seen = []
    for step in (-3600, -1, 0, 1):
        monkeypatch.setattr(timezone, "now", lambda step=step: moment + timedelta(seconds=step))
        freshness.look_again()
        seen.append("New words" in public_text(client, city))
    assert seen == [False, False, True, True]
    assert versions_of(city).first().action == Version.Action.COPY


def test_a_copy_that_cannot_be_published_in_time_waits_and_is_told(client, editor, city):
    begin(client, city, summary_en="Mine")
    city.summary_en = "Theirs"
    city.save()
    missed = timezone.now() - timedelta(minutes=5)
    schedule(city, missed)
    publish_due()
    city.refresh_from_db()
    copy = copy_of(city)
    assert (city.summary_en, copy.failed_at, copy.publish_at) == ("Theirs", missed, None)
    assert "Changes that could not become public on time" in client.get(reverse("admin:index")).content.decode()


def test_a_copy_of_something_in_the_bin_waits_there_with_it(client, editor, city):
    begin(client, city, summary_en="New words")
    pk = city.pk
    seen = client.get(admin_address(city, "delete")).context["seen"]
    client.post(admin_address(city, "delete"), {"post": "yes", "seen": seen})
    schedule(city, timezone.now())
    publish_due()
    client.post(reverse("admin:cities_city_bin"), {"bring_back": Discarded.objects.get().pk})
    city = City.objects.get(pk=pk)
    decide(client, city, publish="yes")
    assert City.objects.get(pk=pk).summary_en == "New words"


# What can be seen of it


def test_a_preview_of_the_form_and_a_secret_link_show_the_copy(client, editor, city):
    begin(client, city, summary_en="New words")
    form = form_values(client.get(admin_address(city, "edit-copy")))
    preview = client.post(admin_address(city, "edit-copy"), form | {"_preview": "yes", "summary_en": "Newest words"})
    link = PreviewLink.objects.create(object=city, reader="Ada")
    client.logout()
    shown = [frames(preview)["en"], frames(client.get(link.get_absolute_url()))["en"]]
    assert ["Newest words" in shown[0], "New words" in shown[1]] == [True, True]
    assert (copy_of(city).data["fields"]["summary_en"], public_text(client, city).count("ew words")) == ("New words", 0)


def test_a_picture_of_a_copy_is_for_staff_until_it_is_published(client, editor, city):
    begin(client, city, picture=SimpleUploadedFile("a.png", samples.picture()), picture_is_decorative="on")
    name = copy_of(city).data["fields"]["picture"]
    assert {file.name for file in stored_files.named_files() if file.owner.startswith("editing.workingcopy")} == {name}
    address = [reverse("staff-media", args=[name]), reverse("media", args=[name])]
    assert [status(client, url) for url in address] == [200, 404]
    decide(client, city, publish="yes")
    client.logout()
    assert [status(client, url) for url in address] == [302, 200]


def test_a_picture_of_a_copy_that_cannot_be_laid_any_more_is_not_found(client, editor, city):
    network = make_network()
    joining = {"memberships-0-network": str(network.pk), "memberships-0-kind": "member", "memberships-TOTAL_FORMS": "1"}
    begin(client, city, picture=SimpleUploadedFile("a.png", samples.picture()), picture_is_decorative="on", **joining)
    address = reverse("staff-media", args=[copy_of(city).data["fields"]["picture"]])
    found = status(client, address)
    make_membership(city, network)
    assert [found, status(client, address)] == [200, 404]


def status(client, url):
    answer = client.get(url)
    list(answer)  # which closes the file
    return answer.status_code


def test_neither_search_nor_files_nor_lists_tell_of_a_copy(client, editor, city):
    begin(client, city, summary_en="Zebrafinken", name_en="Zebrastadt")
    client.logout()
    lists = ["/en/cities/", "/en/cities.csv", "/en/", city.get_absolute_url()]
    assert [text_of(client.get(url).content.decode()).count("Zebra") for url in lists] == [0, 0, 0, 0]
    hits = [client.get("/en/search/", {"q": word}).context["results"].all_hits for word in ("Zebrafinken", "Old words")]
    assert [len(found) for found in hits] == [0, 1]


# Merging


def test_merging_three_snapshots_keeps_what_one_side_changed():
    def snapshot(**values):
        return {"fields": values.pop("fields", {}), "relations": values, "parts": {"sections": values.pop("rows", [])}}

    base = snapshot(fields={"a": 1, "b": 1, "c": 1}, areas=[1, 2], rows=[{"id": 1, "x": "x"}, {"id": 2, "x": "y"}])
    copy = snapshot(fields={"a": 2, "b": 1, "c": 2}, areas=[1, 3], rows=[{"id": 1, "x": "X"}, {"id": -5, "x": "new"}])
    page = snapshot(fields={"a": 1, "b": 2, "c": 2}, areas=[1, 2, 4], rows=[{"id": 1, "x": "x"}, {"id": 2, "x": "y"}])
    merge = CopyMerge(base, copy, page)
    assert merge.conflicts == []
    assert merge.data["fields"] == {"a": 2, "b": 2, "c": 2}
    assert merge.data["relations"] == {"areas": [1, 3, 4]}
    assert merge.data["parts"] == {"sections": [{"id": 1, "x": "X"}, {"id": -5, "x": "new"}]}
