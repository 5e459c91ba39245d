"""The form of a city: its memberships may change their networks in any order."""

import pytest
from django.urls import reverse

from cities.models import Membership
from editing.history.recording import versions_of
from tests.factories import make_city, make_membership, make_network, make_user
from tests.forms import form_values

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(client):
    """A city in the networks A, B and C."""
    client.force_login(make_user("Editor"))
    city = make_city()
    for name in "ABC":
        make_membership(city, make_network(name))
    return city


def row_of(form, name):
    """The number of the row with the network of that name."""
    pk = Membership.objects.get(network__name_en=name).pk
    return next(key.split("-")[1] for key, value in form.items() if key.endswith("-id") and value == str(pk))


def networks_of(city):
    return dict(city.memberships.order_by("pk").values_list("pk", "network__name_en"))


@pytest.mark.parametrize(
    ("networks", "deleted", "expected"),
    [
        ({"A": "B", "B": "A"}, "", "BAC"),
        ({"A": "B", "B": "C", "C": "A"}, "", "BCA"),
        ({"A": "B"}, "B", "BC"),
        ({"C": "A"}, "A", "BA"),
        ({"A": "D", "B": "A"}, "", "DAC"),
        ({"A": "B", "B": "C"}, "C", "BC"),
    ],
)
def test_memberships_exchange_their_networks(client, city, networks, deleted, expected):
    other = make_network("D")
    url = reverse("admin:cities_city_change", args=[city.pk])
    form = form_values(client.get(url))
    pks = {name: pk for pk, name in networks_of(city).items()}
    ids = dict(Membership.objects.values_list("network__name_en", "network")) | {"D": other.pk}
    changes = {f"memberships-{row_of(form, name)}-network": ids[new] for name, new in networks.items()}
    changes |= {f"memberships-{row_of(form, name)}-DELETE": "on" for name in deleted}
    answer = client.post(url, form | changes)
    assert answer.status_code == 302, answer.context["errors"]
    kept = [pks[name] for name in "ABC" if name not in deleted]
    assert networks_of(city) == dict(zip(kept, expected, strict=True))
    first, latest = versions_of(city).last(), versions_of(city).first()
    client.post(reverse("admin:cities_city_history", args=[city.pk]), {"version": first.pk, "latest": latest.pk})
    assert networks_of(city) == {pk: name for name, pk in pks.items()}


def test_two_memberships_in_one_network_are_refused_with_a_sentence(client, city):
    url = reverse("admin:cities_city_change", args=[city.pk])
    form = form_values(client.get(url))
    network = Membership.objects.get(network__name_en="B").network_id
    answer = client.post(url, form | {f"memberships-{row_of(form, 'A')}-network": network})
    assert "This city is in this network already." in str(answer.context["errors"])
    assert sorted(networks_of(city).values()) == ["A", "B", "C"]
