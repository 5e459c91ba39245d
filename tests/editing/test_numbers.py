import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cities.models import City
from editing.numbers import DecimalField, WholeNumberField
from tests.factories import make_city, make_user
from tests.forms import form_values


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("569000", 569_000),
        ("569.000", 569_000),
        ("1.234.567", 1_234_567),
        ("569,000", 569_000),
        ("569 000", 569_000),
        ("569\u202f000", 569_000),
        ("569’000", 569_000),
        (" 2021 ", 2021),
        ("", None),
    ],
)
def test_whole_numbers_are_taken_as_they_are_written(text, number):
    assert WholeNumberField(required=False).clean(text) == number


@pytest.mark.parametrize("text", ["12-5", "569.5", "1.234,567", "12.34.567", "0.125", "many"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(ValidationError, match="Enter a whole number"):
        WholeNumberField().clean(text)


@pytest.mark.parametrize(("text", "number"), [("52,5", "52.5"), ("52.5", "52.5"), ("-7", "-7")])
def test_decimals_may_stand_after_a_comma(text, number):
    assert str(DecimalField().clean(text)) == number


@pytest.mark.django_db
def test_the_form_of_a_city_keeps_the_population_that_was_typed(client):
    client.force_login(make_user("Editor"))
    city = make_city("Bremen")
    url = reverse("admin:cities_city_change", args=[city.pk])
    typed = form_values(client.get(url)) | {"population": "569.000", "latitude": "53,1", "longitude": "8,8"}
    assert client.post(url, typed).status_code == 302
    stored = City.objects.get(pk=city.pk)
    assert (stored.population, float(stored.latitude), float(stored.longitude)) == (569_000, 53.1, 8.8)
