"""Scheduling by the clock alone: nothing has to run for a page to appear, in whatever hour its time comes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cities.models import City
from editing.publishing.actions import confirm_correct
from tests.factories import make_city

pytestmark = pytest.mark.django_db

MOMENTS = {
    "an ordinary day": datetime(2026, 6, 1, 12, tzinfo=UTC),
    "clocks go forward": datetime(2026, 3, 29, 1, tzinfo=UTC),
    "clocks go back": datetime(2026, 10, 25, 1, tzinfo=UTC),
    "29 February": datetime(2028, 2, 29, 23, 30, tzinfo=UTC),
    "the year ends": datetime(2026, 12, 31, 23, tzinfo=UTC),
}
STEPS = [timedelta(days=-1), timedelta(seconds=-1), timedelta(0), timedelta(seconds=1), timedelta(days=1)]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_page_appears_at_its_time_and_not_before(client, monkeypatch, moment):
    city = make_city(publish_at=MOMENTS[moment])
    for step in [*STEPS, *reversed(STEPS)]:  # clocks are also set back
        monkeypatch.setattr(timezone, "now", lambda step=step: MOMENTS[moment] + step)
        is_public = step >= timedelta(0)
        seen = [
            list(City.objects.published()) == [city],
            list(City.objects.scheduled()) == [],
            city.is_public,
            not city.is_scheduled,
            client.get(city.get_absolute_url()).status_code == 200,
        ]
        assert seen == [is_public] * 5, step


@pytest.mark.parametrize("moment", MOMENTS)
def test_one_more_year_is_always_a_day_that_exists(client, monkeypatch, moment):
    monkeypatch.setattr(timezone, "now", lambda: MOMENTS[moment])
    city = make_city()
    confirm_correct(city)
    today = timezone.localdate(MOMENTS[moment])
    assert (city.verified_on, city.review_by.year) == (today, today.year + 1)
    assert timedelta(days=365) <= city.review_by - city.verified_on <= timedelta(days=366)
