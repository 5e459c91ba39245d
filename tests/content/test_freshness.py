import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from cities.models import City, Membership
from content import freshness
from tests.factories import make_approach, make_area, make_city, make_edition, make_network, make_post, make_term

pytestmark = pytest.mark.django_db


def rename_by_hand(city):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cities_city SET name_en = 'Ulm' WHERE id = %s", [city.pk])


WRITES = {
    "create": lambda city: make_city(),
    "save": lambda city: city.save(),
    "update": lambda city: City.objects.update(population=F("population")),
    "bulk create": lambda city: Membership.objects.bulk_create([Membership(city=city, network=make_network())]),
    "bulk update": lambda city: City.objects.bulk_update([city], ["name_de"]),
    "delete": lambda city: city.delete(),
    "delete of many": lambda city: City.objects.all().delete(),
    "vocabulary": lambda city: make_area(),
    "glossary": lambda city: make_term(),
    "edition": lambda city: make_edition(city, languages=()),
    "sql": rename_by_hand,
}


@pytest.mark.parametrize("write", WRITES)
def test_every_way_of_writing_content_makes_a_new_version(write):
    city = make_city("Bern")
    before = freshness.current()
    WRITES[write](city)
    assert freshness.current() != before


def test_many_to_many_tables_are_content_too():
    approach, area, post = make_approach(), make_area(), make_post()
    for change in [
        lambda: approach.policy_areas.add(area),
        lambda: approach.policy_areas.clear(),
        lambda: post.cities.set([approach.city]),
    ]:
        before = freshness.current()
        change()
        assert freshness.current() != before


def test_what_is_no_content_makes_no_new_version():
    make_city()
    before = freshness.current()
    User.objects.create_user("somebody")
    list(City.objects.all())
    assert freshness.current() == before


def test_a_version_that_was_undone_does_not_come_back():
    seen = set()
    for _time in range(3):
        with transaction.atomic():
            make_city()
            assert freshness.current() not in seen
            seen.add(freshness.current())
            transaction.set_rollback(True)
    assert freshness.current() not in seen


def test_the_version_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        freshness.current()


def test_what_is_held_is_made_anew_when_the_content_or_the_hour_is_another(monkeypatch):
    made = []

    def names():
        made.append(None)
        return sorted(City.objects.published().values_list("name_en", flat=True))

    def held():
        return freshness.held("names", names)

    make_city("Ulm")
    assert (held(), held(), len(made)) == (["Ulm"], ["Ulm"], 1)
    noon = timezone.now() + timedelta(hours=1)
    make_city("Bern", publish_at=noon)
    assert (held(), len(made)) == (["Ulm"], 2)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    assert (held(), held()[1:]) == (["Bern", "Ulm"], ["Ulm"])


def test_the_next_publication_is_the_soonest_scheduled_one():
    now = timezone.now()
    assert freshness.next_publication() is None
    make_city(publish_at=now + timedelta(hours=3))
    make_post(publish_at=now + timedelta(hours=2))
    make_post(publish_at=now + timedelta(hours=1), state="draft")
    assert freshness.next_publication() == now + timedelta(hours=2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql  # SQLite has one writer at a time
def test_writers_do_not_wait_for_each_other():
    """Two transactions that each write what the other does not: the second commits while the first is open."""
    first, second = make_city(), make_city()

    def write():
        City.objects.filter(pk=second.pk).update(population=2)
        connection.close()

    with transaction.atomic():
        City.objects.filter(pk=first.pk).update(population=1)
        before = freshness.current()
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(timeout=10)
        assert not thread.is_alive()
        assert freshness.current() != before
