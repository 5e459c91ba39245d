"""The translation desk over the whole sample content, over thousands of objects, and over long random stories."""

import io
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cities.models import City
from content.languages import CODES
from tests.factories import make_city, make_user
from tests.translations.oracle import Story
from translations.desk import places_of, save_text
from translations.exchange import plans, spreadsheet, xliff
from translations.exchange.entries import entries_of
from translations.models import Text
from translations.tracking import refresh

STORIES = 500


@pytest.mark.django_db
def test_no_mark_is_wrong_in_500_random_stories():
    wrong, marks = 0, 0
    for seed in range(STORIES):
        City.objects.all().delete()
        Text.objects.all().delete()
        story = Story(seed)
        for _chapter in range(4):
            story.play(10)
            found, expected = story.found(), story.expected()
            wrong += len(set(found.items()) ^ set(expected.items()))
            marks += len(expected)
    print(f"\n{STORIES} stories on {connection.vendor}: {wrong} of {marks} marks wrong")
    assert wrong == 0


@pytest.mark.django_db
def test_the_whole_sample_content_goes_out_and_back_unchanged():
    call_command("sample_content", stdout=io.StringIO())
    user, compared = make_user(is_superuser=True), 0
    for language in CODES:
        texts = entries_of(Text.objects.present(), language)
        made = [plans.plan(spreadsheet.read_sheet(io.BytesIO(spreadsheet.sheet_of(texts, language))), user)]
        for source in CODES:
            if own := [entry for entry in texts if entry.source_language == source]:
                made.append(plans.plan(xliff.read_xliff(io.BytesIO(xliff.xliff_of(own, source, language))), user))
        assert [(plan.changes, plan.refused) for plan in made] == [([], [])] * len(made)
        assert sum(plan.same + plan.untranslated for plan in made) == 2 * len(texts)
        compared += 2 * len(texts)
    print(f"\nRound trip: {compared} texts came back, 0 changed")
    assert compared > 5000


def make_cities(number):
    City.objects.bulk_create(
        City(
            slug=f"city-{n}", name=f"City {n}", name_en=f"City {n}", summary_en=f"About city {n}", country="DE",
            summary_de=f"Über Stadt {n}" if n % 3 else "", latitude=52, longitude=13, state="published",
        )
        for n in range(number)
    )  # fmt: skip
    refresh()


@pytest.mark.django_db
def test_the_grid_of_10_000_objects_takes_as_many_queries_as_that_of_ten(client):
    client.force_login(make_user(is_superuser=True))
    counts, seconds = [], 0
    for number in [10, 9_990]:
        City.objects.all().delete()
        make_cities(number)
        with CaptureQueriesContext(connection) as queries:
            start = time.monotonic()
            response = client.get(reverse("translations:grid") + "?language=de&state=missing&kind=cities.city")
            seconds = time.monotonic() - start
        assert len(response.context["rows"]) == min(number, 50)
        counts.append(len(queries))
    print(f"\nGrid of 9,990 cities: {counts[1]} queries, {seconds:.2f} s")
    assert counts[0] == counts[1]
    reset_queries()


@pytest.mark.django_db
def test_a_spreadsheet_of_10_000_rows_comes_back(client):
    user = make_user(is_superuser=True)
    make_cities(5_000)
    texts = entries_of(Text.objects.present(), "pl")
    for entry in texts:
        entry.target = f"{entry.source} (pl)"
    start = time.monotonic()
    content = spreadsheet.read_sheet(io.BytesIO(spreadsheet.sheet_of(texts, "pl")))
    plan = plans.plan(content, user)
    planned = time.monotonic() - start
    plans.apply(content, user)
    print(
        f"\n{len(texts)} rows: written, read and compared in {planned:.0f} s, saved in {time.monotonic() - start:.0f} s"
    )
    assert (len(texts), len(plan.changes)) == (10_000, 10_000)
    assert City.objects.filter(name_pl="", summary_pl="").count() == 0
    assert set(Text.objects.present().filter(language="pl").values_list("state", flat=True)) == {"current"}


def save_once(city, language, user):
    try:
        place = next(place for place in places_of(City.objects.get(pk=city.pk), language) if place.field == "summary")
        save_text(city, place.address, language, str(int(place.target) + 1), user, None, True)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_translators_save_the_same_city_a_thousand_times_and_both_are_kept():
    user, city = make_user(is_superuser=True), make_city("Ulm", summary_en="S", summary_de="0", summary_fr="0")
    with ThreadPoolExecutor(2) as pool:
        for _round in range(500):
            list(pool.map(lambda language: save_once(city, language, user), ["de", "fr"]))
    city.refresh_from_db()
    lost = 1000 - int(city.summary_de) - int(city.summary_fr)
    print(f"\n1,000 saves by two translators: {lost} lost")
    assert lost == 0
