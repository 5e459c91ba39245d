import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories import make_approach, make_city

pytestmark = pytest.mark.django_db


def test_an_end_before_the_start_is_refused():
    approach = make_approach(start_year=2019)
    approach.end_year = 2018
    with pytest.raises(ValidationError) as refused:
        approach.full_clean()
    assert refused.value.message_dict == {"end_year": ["The end lies before the start. Check both years."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        approach.save()


def test_an_approach_cannot_be_published_before_its_city():
    approach = make_approach(make_city("Bern", state="draft"), state="draft")
    approach.full_clean()
    approach.state = "published"
    with pytest.raises(ValidationError) as refused:
        approach.full_clean()
    assert refused.value.message_dict == {
        "state": ["Bern is not public yet. Publish the city first, or keep this as a draft."]
    }


def test_an_approach_is_hidden_while_its_city_is():
    approach = make_approach()
    assert approach.is_public
    approach.city.state = "archived"
    assert not approach.is_public
