"""Every POST of the admin, each in its own real transaction: what locks rows outside of one fails here."""

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from content.languages import CODES
from editing.admin import BaseAdmin, PublishableAdmin
from editing.history.recording import versions_of
from editing.models import Discarded, Import, Link, Presence, PreviewLink, Version, WorkingCopy
from editing.tables.reading import written
from reports.models import Edition, Upload
from tests.factories import (
    PASSWORD,
    make_approach,
    make_area,
    make_city,
    make_contact,
    make_edition,
    make_membership,
    make_network,
    make_page,
    make_post,
    make_term,
    make_user,
)
from tests.forms import form_values, opened
from tests.reports.test_admin import pdf_file
from tests.translations.test_desk import seen_in
from translations.exchange import spreadsheet
from translations.exchange.entries import entries_of
from translations.models import Text

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = {f"name_{code}": "Health" for code in CODES}
#: {kind: (makes one, what the form of a new one must say, a field of it and what to write there)}.
KINDS = {
    "cities.city": (
        make_city,
        lambda: {"name_en": "Bern", "country": "CH", "latitude": "46.9", "longitude": "7.4"},
        "subtitle_en",
    ),
    "cities.network": (make_network, lambda: {"name_en": "Harbours"}, "founded"),
    "cities.membership": (
        lambda: make_membership(make_city(), make_network()),
        lambda: {"city": make_city().pk, "network": make_network().pk, "kind": "member"},
        "joined",
    ),
    "cities.policyarea": (
        lambda: make_area("housing", **NAMES),
        lambda: NAMES | {"position": "3", "slug": "health", "colour": "sea", "icon": "house"},
        "position",
    ),
    "cities.contact": (make_contact, lambda: {"organisation_en": "Office", "email": "a@example.org"}, "person"),
    "approaches.approach": (
        make_approach,
        lambda: {"title_en": "Homes", "summary_en": "For all", "city": make_city().pk},
        "start_year",
    ),
    "news.newspost": (
        make_post,
        lambda: {"title_en": "Met", "teaser_en": "Again", "date": "2026-01-01", "kind": "news"},
        "author",
    ),
    "pages.page": (make_page, lambda: {"title_en": "About"}, "title_de"),
    "reports.edition": (
        make_edition,
        lambda: {"city": make_city().pk, "year": "2024"},
        "year",
    ),
    "translations.term": (make_term, lambda: {"name_en": "Asylum", "definition_en": "Shelter"}, "name_de"),
}
NUMBERS = {"start_year", "founded", "joined", "position", "year"}
#: The ends of the names of the addresses that a walk below posts to, and of those that only show something.
WALKED = {"add", "change", "delete", "history", "changelist", "bin", "presence", "import", "checklist"}
WALKED |= {"still-correct", "preview-links", "working-copy", "edit-copy", "upload", "password_change"}
WALKED |= {"login", "logout", "set-language", "desk", "exchange", "delivery"}
SHOWN = {"index", "app_list", "autocomplete", "jsi18n", "view_on_site", "password_change_done", "export"}
SHOWN |= {"staff-media", "components", "grid", "data", "download", None}


@pytest.fixture
def boss(client):
    user = make_user(is_superuser=True)
    client.force_login(user)
    return user


def address(obj, page="change"):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{page}", args=[obj.pk])


def list_address(obj, page="changelist"):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{page}")


def there(obj):
    return type(obj)._base_manager.filter(pk=obj.pk).exists()


def admin_addresses(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from admin_addresses(pattern.url_patterns, route)
        elif route.startswith(("admin/", "^admin/")):
            yield pattern.name


def test_each_address_of_the_admin_has_its_place_in_a_walk():
    kinds = [f"{model._meta.app_label}_{model._meta.model_name}_" for model in admin.site._registry]
    kinds += ["reports_", "auth_user_"]  # Django calls the page of a password so, whatever the model is called
    ends = {name and re.sub(f"^({'|'.join(kinds)})", "", name) for name in admin_addresses(get_resolver().url_patterns)}
    assert ends == WALKED | SHOWN
    ours = {model._meta.label_lower for model, known in admin.site._registry.items() if isinstance(known, BaseAdmin)}
    assert ours == {*KINDS, "editing.link"}


@pytest.mark.parametrize("kind", KINDS)
def test_one_of_a_kind_is_added_changed_deleted_and_brought_back(client, boss, kind):
    make, values, name = KINDS[kind]
    obj = make()
    model = type(obj)
    url = list_address(obj, "add")
    answer = client.post(url, form_values(client.get(url)) | values())
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    added = model._base_manager.latest("pk")
    assert (added.pk > obj.pk, versions_of(added).get().action) == (True, Version.Action.ADDED)

    form = form_values(client.get(address(obj)))
    value = {"start_year": "2019", "founded": "2001", "joined": "2002", "position": "7", "year": "2019"}.get(
        name, "New"
    )
    assert client.post(address(obj), form | {name: value}).status_code == 302
    obj.refresh_from_db()
    assert str(getattr(obj, name)) == value

    latest, first = versions_of(obj)
    assert client.post(address(obj, "history"), {"version": first.pk, "latest": latest.pk}).status_code == 302
    obj.refresh_from_db()
    assert str(getattr(obj, name)) != value

    assert client.post(address(obj, "presence")).json()["others"] == []
    assert client.post(address(obj, "presence"), {"take": "1", "page": "1"}).status_code == 302
    assert Presence.objects.about(obj).filter(user=boss).exists()

    answer = client.post(address(obj, "delete"), opened(client, address(obj, "delete")) | {"post": "yes"})
    assert (answer.status_code, answer.url, there(obj)) == (302, list_address(obj), False)
    bin_address = list_address(obj, "bin")
    assert client.post(bin_address, {"bring_back": Discarded.objects.get().pk}).status_code == 302
    assert there(obj)

    chosen = {"action": "delete_selected", "_selected_action": [obj.pk, added.pk]}
    asked = client.post(list_address(obj), chosen)
    assert there(obj)
    client.post(list_address(obj), chosen | {"post": "yes", "seen": asked.context["seen"]})
    assert (there(obj), there(added)) == (False, False)
    for thing in Discarded.objects.filter(kind=kind):
        client.post(bin_address, {"purge": thing.pk})
    assert not Discarded.objects.filter(kind=kind).exists()


ADMINS = {kind: admin.site._registry[apps.get_model(kind)] for kind in KINDS}
PUBLISHABLE = [kind for kind, model_admin in ADMINS.items() if isinstance(model_admin, PublishableAdmin)]


@pytest.mark.parametrize("kind", PUBLISHABLE)
def test_one_of_a_kind_goes_through_all_that_is_about_publishing(client, boss, kind):
    obj = KINDS[kind][0]()
    for action, state in [("take_back", "draft"), ("archive", "archived"), ("publish", "published")]:
        chosen = {"action": action, "_selected_action": [obj.pk], "confirmed": "yes"}
        assert client.post(list_address(obj), chosen).status_code == 302
        obj.refresh_from_db()
        assert obj.state == state
    client.post(list_address(obj), {"action": "still_correct", "_selected_action": [obj.pk], "confirmed": "yes"})
    obj.refresh_from_db()
    assert obj.verified_on == timezone.localdate()
    type(obj).objects.update(verified_on=None, state="draft")
    client.post(address(obj, "still-correct"))
    client.post(address(obj, "checklist"))
    obj.refresh_from_db()
    assert (obj.verified_on, obj.state) == (timezone.localdate(), "published")

    tomorrow = timezone.localdate() + timedelta(days=1)
    client.post(address(obj, "preview-links"), {"reader": "Eva", "valid_until": tomorrow})
    link = PreviewLink.objects.get()
    assert client.post(link.get_absolute_url()).status_code in {200, 405}
    client.post(address(obj, "preview-links"), {"take_back": link.pk})
    assert not PreviewLink.objects.exists()

    form = form_values(client.get(address(obj)))
    assert client.post(address(obj), form | {"_preview": "yes"}).status_code == 200


@pytest.mark.parametrize("kind", [kind for kind in PUBLISHABLE if kind != "reports.edition"])
def test_one_of_a_kind_has_a_working_copy(client, boss, kind):
    make, _values, name = KINDS[kind]
    obj = make(languages=["en"])
    value, before = ("2019" if name in NUMBERS else "New"), str(getattr(obj, name))

    def decide(**deed):
        seen = client.get(address(obj, "working-copy")).context["seen"]
        return client.post(address(obj, "working-copy"), {"seen": seen} | deed)

    def write(page, text):
        form = form_values(client.get(address(obj, page)))
        assert client.post(address(obj, page), form | {"_copy": "yes", name: text}).status_code == 302
        obj.refresh_from_db()
        assert str(getattr(obj, name)) == before

    write("change", value)
    assert WorkingCopy.objects.get().data["fields"][name] == (int(value) if value.isdecimal() else value)
    decide(throw_away="yes")
    assert not WorkingCopy.objects.exists()
    write("edit-copy", value)
    soon = timezone.localtime() + timedelta(days=1)
    decide(schedule="yes", publish_at_0=soon.date(), publish_at_1="10:00:00")
    assert WorkingCopy.objects.get().publish_at is not None
    decide(unschedule="yes")
    assert WorkingCopy.objects.get().publish_at is None
    type(obj).objects.update(**{name: "2001" if value.isdecimal() else "Other"})
    decide(settle="yes", **{f"keep:{name}": "copy"})
    decide(publish="yes")
    obj.refresh_from_db()
    assert (str(getattr(obj, name)), WorkingCopy.objects.exists()) == (value, False)


@pytest.mark.parametrize("kind", [kind for kind, model_admin in ADMINS.items() if model_admin.table])
def test_a_table_is_tried_out_and_taken_over(client, boss, kind):
    obj = KINDS[kind][0]()
    exported = client.get(list_address(obj, "import").replace("import/", "export.csv")).content.decode("utf-8-sig")
    headers, row = list(csv.reader(io.StringIO(exported)))
    column = {"cities.membership": "joined", "cities.contact": "person"}.get(kind, "review_by")
    row[headers.index(column)] = "2031" if column == "joined" else "2031-01-01"
    file = SimpleUploadedFile("table.csv", written(headers, [row], "csv"))
    b"".join(client.post(list_address(obj, "import"), {"table": file}))
    b"".join(client.post(list_address(obj, "import"), {"take_over": Import.objects.get().pk}))
    obj.refresh_from_db()
    assert str(getattr(obj, column)).startswith("2031")


def test_what_conflicts_is_decided(client, boss):
    page = make_page(title_en="Old")
    opened_form = form_values(client.get(address(page)))
    client.post(address(page), form_values(client.get(address(page))) | {"title_en": "Theirs"})
    asked = client.post(address(page), opened_form | {"title_en": "Mine"})
    assert asked.status_code == 409
    hidden = dict(asked.context["hidden"]) | {"opened": asked.context["opened"], "keep:title_en": "mine"}
    assert client.post(address(page), hidden).status_code == 302
    page.refresh_from_db()
    assert page.title_en == "Mine"


def test_links_are_ignored_and_heeded(client, boss):
    city = make_city()
    link = Link.objects.create(address="/x", object=city, problem="gone")
    for action, is_ignored in [("ignore", True), ("heed", False)]:
        client.post(list_address(link), {"action": action, "_selected_action": [link.pk]})
        link.refresh_from_db()
        assert link.is_ignored == is_ignored
    client.post(address(link), form_values(client.get(address(link))) | {"is_ignored": "on"})
    link.refresh_from_db()
    assert link.is_ignored
    assert client.post(address(link, "presence")).status_code == 200
    assert client.post(address(link, "delete"), {"post": "yes"}).status_code == 403
    assert client.post(list_address(link, "bin"), {}).status_code == 403


def test_translations_are_saved_at_the_desk_and_come_back_in_files(client, boss):
    city = make_city("Ulm", summary_en="One", languages=["en"])
    desk = reverse("translations:desk", args=["cities.city", city.pk, "pl"]) + "?field=summary"
    for values in [{"action": "save", "text": "Raz"}, {"action": "confirm", "text": "Raz"}, {"action": "ready"}]:
        client.post(desk, values | seen_in(client.get(desk)))
    city.refresh_from_db()
    assert city.summary_pl == "Raz"
    texts = [text for text in entries_of(Text.objects.present(), "pl") if text.source == "One"]
    changed = SimpleUploadedFile("t.xlsx", spreadsheet.sheet_of([replace(text, target="Dwa") for text in texts], "pl"))
    delivery = client.post(reverse("translations:exchange"), {"file": changed})
    client.post(delivery.url, {"action": "apply"})
    city.refresh_from_db()
    assert city.summary_pl == "Dwa"
    discarded = client.post(reverse("translations:exchange"), {"file": again(changed)})
    client.post(discarded.url, {"action": "discard"})


def again(file):
    file.seek(0)
    return file


def test_a_pdf_is_sent_ahead_and_a_wrong_file_is_replaced(client, boss):
    answer = client.post(reverse("admin:reports_upload"), {"pdf": pdf_file()})
    assert Upload.objects.get().uuid == UUID(answer.json()["token"])
    url = reverse("admin:reports_edition_add")
    values = {"city": make_city().pk, "year": "2025", "files-TOTAL_FORMS": "1", "files-0-language": "de"}
    values["files-0-upload"] = answer.json()["token"]
    assert client.post(url, form_values(client.get(url)) | values).status_code == 302
    edition = Edition.objects.get()
    form = form_values(client.get(address(edition))) | {"files-0-pdf": pdf_file(pages=4)}
    assert client.post(address(edition), form).status_code == 302
    assert sorted(edition.files.values_list("pages", flat=True)) == [1, 4]


def test_people_groups_and_passwords(client, boss):
    url = reverse("admin:accounts_user_add")
    passwords = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert client.post(url, {"username": "eva"} | passwords).status_code == 302
    eva = User.objects.get(username="eva")
    form = {
        "username": "eva",
        "name": "Eva",
        "language": "de",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
    }
    form |= {"date_joined_0": "2026-01-01", "date_joined_1": "10:00:00"}
    assert client.post(address(eva), form).status_code == 302
    new = "another good long one"
    client.post(reverse("admin:auth_user_password_change", args=[eva.pk]), {"password1": new, "password2": new})
    url = reverse("admin:auth_group_add")
    assert client.post(url, {"name": "Guests"}).status_code == 302
    group = Group.objects.get(name="Guests")
    assert client.post(address(group), {"name": "Friends"}).status_code == 302
    assert client.post(address(group, "delete"), {"post": "yes"}).status_code == 302
    chosen = {"action": "delete_selected", "_selected_action": [Group.objects.create(name="x").pk], "post": "yes"}
    assert client.post(list_address(group), chosen).status_code == 302
    assert not Group.objects.filter(name__in=["Friends", "Guests", "x"]).exists()

    client.post(reverse("admin:logout"))
    assert client.post(reverse("admin:login"), {"username": "eva", "password": new}).status_code == 302
    fields = {"old_password": new, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(reverse("admin:password_change"), fields).url == reverse("admin:password_change_done")
    assert client.post(reverse("set-language"), {"language": "de", "next": "/admin/"}).url == "/admin/"
    assert client.post(address(boss, "delete"), {"post": "yes"}).status_code == 302
    chosen = {"action": "delete_selected", "_selected_action": [make_user().pk], "post": "yes"}
    assert client.post(list_address(boss), chosen).status_code == 302
    assert list(User.objects.values_list("username", flat=True)) == ["eva"]
