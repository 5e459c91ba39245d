import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from cities.countries import countries, country_name
from cities.models import City, Contact, Membership, Network
from tests.factories import make_city, make_contact, make_membership, make_network

pytestmark = pytest.mark.django_db


def refusal(instance):
    with pytest.raises(ValidationError) as refused:
        instance.full_clean()
    return refused.value.message_dict


def city(**values):
    return City(**{"name_en": "Potsdam", "country": "DE", "latitude": "52.4", "longitude": "13.1"} | values)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"latitude": "91"}, "latitude", "Ensure this value is less than or equal to 90."),
        ({"longitude": "-181"}, "longitude", "Ensure this value is greater than or equal to -180."),
        ({"latitude": "13.1", "longitude": "52.4"}, "latitude", "Latitude and longitude look swapped"),
        ({"latitude": "north"}, "latitude", "“north” value must be a decimal number."),
        ({"country": "XY"}, "country", "Value 'XY' is not a valid choice."),
        ({"country": "EU"}, "country", "Value 'EU' is not a valid choice."),
    ],
)
def test_a_place_that_is_none_is_refused(values, field, sentence):
    messages = refusal(city(**values))
    assert messages[field][0].startswith(sentence)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("52.4", "13.1"), ("28.1", "-15.4"), ("35.1", "33.3"), ("64.1", "-21.9")]
)
def test_real_places_are_taken(latitude, longitude):
    city(latitude=latitude, longitude=longitude).full_clean()


def test_the_database_itself_refuses_coordinates_that_are_not_on_earth():
    with pytest.raises(IntegrityError), transaction.atomic():
        city(latitude="95").save()


def test_a_contact_without_any_way_to_reach_it_is_refused():
    messages = refusal(Contact(organisation_en="Office"))
    assert messages == {"email": ["Give at least one way to reach this contact: e-mail, phone or website."]}
    Contact(organisation_de="Amt", phone="+49 30 1").full_clean()


def test_a_public_contact_needs_a_date():
    messages = refusal(Contact(organisation_en="Office", email="a@example.org", public_basis="by letter"))
    assert messages == {"public_until": ["Say until when this contact may be public."]}


def test_a_contact_needs_an_organisation_in_some_language():
    assert refusal(Contact(email="a@example.org")) == {
        "organisation_en": ["Name the organisation in at least one language."]
    }


def test_contacts_are_public_with_a_basis_until_their_date():
    shown = make_contact()
    make_contact(public_basis="", public_until=None)
    make_contact(public_until="2020-01-01")
    assert list(Contact.objects.published()) == [shown]


def test_a_city_is_in_a_network_once():
    membership = make_membership(make_city(), make_network())
    twice = Membership(city=membership.city, network=membership.network)
    assert refusal(twice) == {"__all__": ["This city is in this network already."]}


def test_countries_are_named_and_sorted_in_the_readers_language():
    assert country_name("GR") == "Greece"
    assert countries("de")["GR"] == "Griechenland"
    assert list(countries("de").values())[:3] == ["Afghanistan", "Ägypten", "Ålandinseln"]
    assert {"EU", "UN", "ZZ"} & countries("en").keys() == set()
    assert len(countries("en")) == 250


def test_what_has_no_year_or_day_comes_last_on_every_database():
    never, late, early = (
        make_city(name, verified_on=day) for name, day in [("A", None), ("B", "2026-02-01"), ("C", "2025-01-01")]
    )
    assert list(City.objects.for_stories()) == [late, early, never]
    unknown, young, old = (
        make_membership(never, make_network(name), joined=year)
        for name, year in [("A", None), ("B", 2020), ("C", 1999)]
    )
    assert City.objects.with_networks().get(pk=never.pk).public_memberships == [old, young, unknown]


def test_a_network_without_a_name_in_the_readers_language_stands_where_it_stands_on_every_database():
    networks = [
        make_network("Harbours", name_de="Häfen"),
        make_network("Towns"),
        make_network("Welcome", name_de="Ankommen"),
    ]
    with override("de"):
        assert list(Network.objects.all()) == networks
