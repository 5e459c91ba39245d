"""Who may not publish can neither hide what is public nor bring it back as public, by whatever way."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cities.models import City
from editing.addresses import admin_address
from editing.models import Discarded, WorkingCopy
from tests import samples
from tests.editing.test_working_copies import begin
from tests.factories import make_approach, make_city, make_membership, make_network, make_post, make_user
from tests.forms import form_values, opened
from tests.pages_of import main_of, text_of

pytestmark = pytest.mark.django_db


def remove(client, obj):
    url = admin_address(obj, "delete")
    return client.post(url, opened(client, url) | {"post": "yes"})


def remove_chosen(client, *objects):
    url = admin_address(objects[0]).split("/change/")[0].rpartition("/")[0] + "/"
    chosen = {"action": "delete_selected", "_selected_action": [obj.pk for obj in objects]}
    seen = (client.post(url, chosen).context or {}).get("seen", "")
    return client.post(url, chosen | {"post": "yes", "seen": seen})


@pytest.fixture
def writer(client):
    """Somebody who may write, delete and bring back, but not publish."""
    user = make_user("Editor")
    group = user.groups.get()
    group.permissions.remove(*Permission.objects.filter(codename__startswith="publish_"))
    group.permissions.add(*Permission.objects.filter(codename__startswith="delete_"))
    client.force_login(user)
    return user


@pytest.mark.parametrize("make", [make_city, make_approach, make_network, make_post])
@pytest.mark.parametrize("state", ["published", "archived", "review", "draft"])
def test_only_who_may_publish_deletes_what_is_public(client, writer, make, state):
    obj = make(state=state)
    for how in [remove, remove_chosen]:
        assert how(client, obj).status_code == (403 if state in {"published", "archived"} else 302) or how is not remove
        assert type(obj).objects.filter(pk=obj.pk).exists() == (state in {"published", "archived"})
        if not type(obj).objects.filter(pk=obj.pk).exists():
            obj = make(state=state)


def test_of_several_none_is_deleted_where_one_is_public(client, writer):
    draft, public = make_city(state="draft"), make_city()
    assert remove_chosen(client, draft, public).status_code == 403
    assert City.objects.count() == 2
    client.force_login(make_user("Administrator"))
    remove_chosen(client, draft, public)
    assert City.objects.count() == 0


def bring_back(client, thing):
    url = reverse(f"admin:{thing.kind.replace('.', '_')}_bin")
    return text_of(main_of(client.post(url, {"bring_back": thing.pk}, follow=True)))


@pytest.mark.parametrize(("group", "state"), [("Administrator", "published"), ("writer", "draft")])
def test_what_was_public_comes_back_as_a_draft_for_who_may_not_publish(client, writer, group, state):
    boss = make_user("Administrator")
    client.force_login(boss)
    city = make_city("Bern")
    make_membership(city, make_network())
    remove(client, city)
    client.force_login(boss if group == "Administrator" else writer)
    page = bring_back(client, Discarded.objects.get())
    city.refresh_from_db()
    assert (city.state, city.memberships.count()) == (state, 1)
    assert ("“Bern” is back, as a draft: ask somebody who may publish it." in page) == (state == "draft")
    assert ("“Bern” is back, as it was." in page) == (state == "published")


@pytest.mark.parametrize("state", ["draft", "review"])
def test_what_was_not_public_comes_back_as_it_was(client, writer, state):
    city = make_city("Bern", state=state)
    remove(client, city)
    assert "“Bern” is back, as it was." in bring_back(client, Discarded.objects.get())
    city.refresh_from_db()
    assert city.state == state


def statuses(client, addresses):
    answers = [client.get(address) for address in addresses]
    for answer in answers:
        answer.getvalue()
    return [answer.status_code for answer in answers]


def test_a_working_copy_is_shown_to_those_who_may_change_its_page_alone(client):
    client.force_login(make_user("Editor"))
    city = make_city("Bern", languages=["en"])
    picture = SimpleUploadedFile("a.png", samples.picture())
    begin(client, city, summary_en="Not yet public", picture=picture, picture_is_decorative="on")
    file = reverse("staff-media", args=[WorkingCopy.objects.get().data["fields"]["picture"]])
    addresses = [admin_address(city, "edit-copy"), admin_address(city, "working-copy"), file]
    assert statuses(client, addresses) == [200, 200, 200]
    form = form_values(client.get(addresses[0]))
    client.force_login(make_user("Report staff"))
    assert client.get(admin_address(city)).status_code == 200
    assert statuses(client, addresses) == [403, 403, 404]
    assert client.post(addresses[0], form | {"_copy": "yes", "summary_en": "X"}).status_code == 403
    assert client.post(admin_address(city), form | {"_copy": "yes"}).status_code == 403
