import threading
import time
import weakref
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Count, F
from django.db.models.functions import Collate, Length
from django.utils import timezone

from accounts.models import User
from cities.models import City, Membership
from content import freshness
from content.freshness import knowing, marks
from content.freshness.reading import MOST_QUESTIONS, reading, tables_in
from news.models import NewsPost
from tests.factories import (
    make_approach,
    make_area,
    make_city,
    make_edition,
    make_membership,
    make_network,
    make_post,
    make_term,
)
from translations.models import Wording

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_held():
    freshness.forget()
    freshness.look_again()


def rename_by_hand(city):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cities_city SET name_en = 'Ulm' WHERE id = %s", [city.pk])


WRITES = {
    "create": (lambda city: make_city(), "cities_city"),
    "save": (lambda city: city.save(), "cities_city"),
    "update": (lambda city: City.objects.update(population=F("population")), "cities_city"),
    "bulk create": (
        lambda city: Membership.objects.bulk_create([Membership(city=city, network=make_network())]),
        "cities_membership",
    ),
    "bulk update": (lambda city: City.objects.bulk_update([city], ["name_de"]), "cities_city"),
    "delete": (lambda city: city.delete(), "cities_city"),
    "delete of many": (lambda city: City.objects.all().delete(), "cities_city"),
    "vocabulary": (lambda city: make_area(), "cities_policyarea"),
    "glossary": (lambda city: make_term(), "translations_term"),
    "edition": (lambda city: make_edition(city, languages=()), "reports_edition"),
    "address": (lambda city: make_city("Graz", state="published"), "content_address"),
    "sql": (rename_by_hand, "cities_city"),
}


@pytest.mark.parametrize("write", WRITES)
def test_every_way_of_writing_content_gives_its_table_a_new_mark(write):
    city = make_city("Bern")
    before = marks.current()
    do, table = WRITES[write]
    do(city)
    assert marks.current()[table] != before[table]


def test_a_write_leaves_the_marks_of_other_tables():
    city = make_city("Bern")
    before = marks.current()
    City.objects.filter(pk=city.pk).update(population=1)
    after = marks.current()
    assert {table for table in after if after[table] != before[table]} == {"cities_city"}


def test_many_to_many_tables_have_marks_too():
    approach, area, post = make_approach(), make_area(), make_post()
    for table, change in [
        ("approaches_approach_policy_areas", lambda: approach.policy_areas.add(area)),
        ("approaches_approach_policy_areas", lambda: approach.policy_areas.clear()),
        ("news_newspost_cities", lambda: post.cities.set([approach.city])),
    ]:
        before = marks.current()
        change()
        assert marks.current()[table] != before[table]


def test_what_is_no_content_changes_no_mark():
    make_city()
    before = marks.current()
    User.objects.create_user("somebody")
    list(City.objects.all())
    assert marks.current() == before


def test_a_mark_that_was_undone_does_not_come_back():
    seen = set()
    for _time in range(3):
        with transaction.atomic():
            make_city()
            assert marks.current()["cities_city"] not in seen
            seen.add(marks.current()["cities_city"])
            transaction.set_rollback(True)
    assert marks.current()["cities_city"] not in seen


def test_the_marks_are_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        marks.current()


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('SELECT 1 FROM "cities_city" INNER JOIN "news_newspost" ON (1)', {"cities_city", "news_newspost"}),
        ('SELECT 1 WHERE EXISTS(SELECT 1 FROM "cities_contact" U0)', {"cities_contact"}),
        ("SELECT EXTRACT(year FROM d.day) FROM search_index JOIN search_document d ON 1", {"search_document"}),
        ("SELECT 1", set()),
    ],
)
def test_the_tables_that_a_statement_reads(sql, tables):
    assert tables_in(sql) == tables


def names():
    return sorted(City.objects.published().values_list("name_en", flat=True))


class Names:
    """Holds the names of the cities, and counts how often they are made."""

    def __init__(self):
        self.made, self.shelf = 0, freshness.Shelf()

    def make(self):
        self.made += 1
        return names()

    def __call__(self):
        return self.shelf.held("names", self.make)


def test_what_is_held_is_made_anew_when_just_what_it_is_made_from_is_another():
    held = Names()
    make_city("Ulm")
    assert (held(), held(), held.made) == (["Ulm"], ["Ulm"], 1)
    make_post()
    assert (held(), held.made) == (["Ulm"], 1)
    make_city("Bern")
    assert (held(), held.made) == (["Bern", "Ulm"], 2)


def test_what_is_scheduled_ends_what_is_held(monkeypatch):
    held, noon = Names(), timezone.now() + timedelta(hours=1)
    make_city("Ulm")
    make_city("Bern", publish_at=noon)
    make_city("Graz", publish_at=noon + timedelta(hours=1))
    assert (held(), held(), held.made) == (["Ulm"], ["Ulm"], 1)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    assert (held(), held(), held.made) == (["Bern", "Ulm"], ["Bern", "Ulm"], 2)
    monkeypatch.setattr(timezone, "now", lambda: noon + timedelta(hours=1))
    assert held() == ["Bern", "Graz", "Ulm"]


def test_a_new_day_ends_what_is_held(monkeypatch):
    held, now = Names(), timezone.now()
    held(), held()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=1))
    held()
    assert held.made == 2


def test_what_is_made_from_something_held_ends_with_it():
    inner, outer, made = Names(), freshness.Shelf(), []

    def make():
        made.append(None)
        return ", ".join(inner())

    make_city("Ulm")
    inner()  # held before: no query of the outer one tells what it reads
    assert outer.held("text", make) == outer.held("text", make) == "Ulm"
    make_city("Bern")
    assert (outer.held("text", make), len(made)) == ("Bern, Ulm", 2)


def test_what_is_held_is_mended_when_something_that_it_is_made_from_is_another():
    shelf, mended = freshness.Shelf(), []

    def make():
        return names() + list(NewsPost.objects.values_list("title_en", flat=True))

    def mend(old, changes):
        mended.append((old, changes))
        return make()

    make_city("Ulm")
    assert shelf.held("all", make, mend) == ["Ulm"]
    city = make_city("Wien")
    assert shelf.held("all", make, mend) == ["Ulm", "Wien"]
    post = make_post()
    assert shelf.held("all", make, mend) == ["Ulm", "Wien", post.title_en]
    assert mended == [
        (["Ulm"], {"cities_city": ({str(city.pk)}, {marks.ANY})}),
        (["Ulm", "Wien"], {"news_newspost": ({str(post.pk)}, {marks.ANY})}),
    ]


def test_what_mending_leaves_as_it_is_goes_on_and_all_that_is_made_from_it():
    shelf, made, city = freshness.Shelf(), [], make_city("Ulm")

    def held_names():
        return shelf.held("names", names, lambda old, changes: old)

    before = held_names()
    assert shelf.held("number", lambda: made.append(None) or len(held_names())) == 1
    City.objects.filter(pk=city.pk).update(population=1)
    assert held_names() is before
    assert (shelf.held("number", tuple), made) == (1, [None])


def test_of_what_becomes_public_by_itself_nobody_knows_the_rows(monkeypatch):
    shelf, told = freshness.Shelf(), []
    noon = timezone.localtime().replace(hour=12) + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: noon - timedelta(hours=1))  # on the same day

    def mend(_old, changes):
        told.append(changes)
        return names()

    make_city("Ulm")
    make_city("Bern", publish_at=noon)
    assert shelf.held("names", names, mend) == ["Ulm"]
    monkeypatch.setattr(timezone, "now", lambda: noon)
    assert (shelf.held("names", names, mend), told) == (["Bern", "Ulm"], [{"cities_city": None}])


def written_since(before, table="cities_city"):
    return marks.written_since(marks.logs()[table], before)


WRITTEN = {
    "save": (lambda city: city.save(), {"updated_at"}),
    "save of another name": (lambda city: rename(city), {"name_en", "name", "updated_at"}),
    "update": (lambda city: City.objects.filter(pk=city.pk).update(population=1), {"population"}),
    "sql": (rename_by_hand, {"name_en"}),
    "delete": (lambda city: City.objects.filter(pk=city.pk).delete(), {marks.ANY}),
}


def rename(city):
    city.name_en = "Ulm"
    city.save()


@pytest.mark.parametrize("write", WRITTEN)
def test_marks_tell_which_rows_were_written_and_what_changed_in_them(write):
    city = make_city("Bern")
    make_city("Graz")
    pk, before = city.pk, marks.current()["cities_city"]
    assert written_since(before) == (set(), set())
    do, columns = WRITTEN[write]
    do(city)
    assert written_since(before) == ({str(pk)}, columns)


def test_marks_tell_of_several_writes():
    cities = [make_city() for _time in range(4)]
    seen = []
    for city in cities:
        seen.append(marks.current()["cities_city"])
        city.save()
    assert [written_since(version).rows for version in seen] == [
        {str(city.pk) for city in cities[number:]} for number in range(4)
    ]


def test_of_what_is_undone_no_row_was_written():
    city = make_city()
    before = marks.current()["cities_city"]
    with transaction.atomic():
        city.save()
        assert written_since(before).rows == {str(city.pk)}
        transaction.set_rollback(True)
    assert written_since(before).rows == set()


def test_after_too_many_writes_nobody_knows_which_rows_they_were():
    city = make_city()
    before = marks.current()["cities_city"]
    for _time in range(marks.LOG_LENGTH // 16):
        City.objects.filter(pk=city.pk).update(population=1)
    assert written_since(before) is None


def test_of_a_write_of_a_great_many_rows_nobody_knows_which_they_were():
    City.objects.bulk_create(City(name_en=str(number)) for number in range(marks.LOG_LENGTH // 16))
    before = marks.current()["cities_city"]
    City.objects.update(population=1)
    assert written_since(before) is None


def test_of_rows_that_are_not_numbered_nobody_knows_which_were_written():
    before = marks.current()["translations_wording"]
    Wording.objects.create(fingerprint="a", text="Text")
    assert written_since(before, "translations_wording") is None


def test_of_rows_that_got_another_number_nobody_knows_which_they_were():
    city = make_city()
    before = marks.current()["cities_city"]
    City.objects.filter(pk=city.pk).update(id=city.pk + 1000)
    assert written_since(before) is None
    City.objects.filter(pk=city.pk + 1000).update(id=city.pk)


def test_when_marks_are_set_anew_nobody_knows_which_rows_were_written():
    city = make_city()
    before = marks.current()["cities_city"]
    city.save()
    marks.watch("default")
    assert written_since(before) is None


def test_what_would_be_made_alike_is_not_made_anew():
    held, city = Names(), make_city("Ulm")
    assert (held(), held.made) == (["Ulm"], 1)
    City.objects.filter(pk=city.pk).update(population=1)
    assert (held(), held.made) == (["Ulm"], 1)
    City.objects.filter(pk=city.pk).update(name_en="Bern")
    assert (held(), held.made) == (["Bern"], 2)


def test_what_is_published_at_this_moment_is_seen():
    held = Names()
    make_city("Ulm")
    assert (held(), held.made) == (["Ulm"], 1)
    make_city("Bern", publish_at=timezone.now())
    assert (held(), held.made) == (["Bern", "Ulm"], 2)


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [("longitude", -1, -2), ("population", None, 0), ("is_case_study", False, True), ("name_en", "Ulm", "Ulm ")],
)
def test_no_two_values_are_taken_for_alike(field, old, new):
    city, shelf = make_city(**{field: old}), freshness.Shelf()
    assert shelf.held("it", lambda: list(City.objects.values_list(field, flat=True))) == [old]
    City.objects.filter(pk=city.pk).update(**{field: new})
    assert shelf.held("it", lambda: list(City.objects.values_list(field, flat=True))) == [new]


@pytest.mark.parametrize("place", [0, 700])
def test_each_of_many_rows_counts(place):
    make_city(), City.objects.bulk_create(City(name_en=str(number)) for number in range(1000))
    shelf, names = freshness.Shelf(), City.objects.order_by("pk").values_list("name_en", flat=True)
    before = shelf.held("names", lambda: list(names.all()))
    city = City.objects.order_by("pk")[place]
    City.objects.filter(pk=city.pk).update(name_en="Ulm")
    assert before[place] != "Ulm"
    assert shelf.held("names", lambda: list(names.all()))[place] == "Ulm"


def test_what_is_made_from_what_is_held_lasts_as_long_as_that_is_the_same():
    held, shelf, made = Names(), freshness.Shelf(), []

    def count():
        made.append(len(held()))
        return made[-1]

    city = make_city("Ulm")
    assert shelf.held("number", count) == 1
    City.objects.filter(pk=city.pk).update(population=1)
    assert (shelf.held("number", count), made) == (1, [1])
    City.objects.filter(pk=city.pk).update(name_en="Bern")
    assert (shelf.held("number", count), made) == (1, [1, 1])
    held.shelf = freshness.Shelf()  # what it was made from is gone, so nobody knows whether it is still the same
    City.objects.filter(pk=city.pk).update(population=2)
    assert (shelf.held("number", count), made) == (1, [1, 1, 1])


def test_what_is_gone_while_it_is_asked_for_is_not_still_the_same():
    shelf, inner, made, city = freshness.Shelf(), freshness.Shelf(), [], make_city("Ulm")

    class Owner:
        """What a shelf belongs to, like an Index."""

        names = staticmethod(names)

    owner = Owner()
    proxy = weakref.proxy(owner)

    def make():
        made.append(None)
        return inner.held("names", lambda: proxy.names()) if len(made) == 1 else []

    assert shelf.held("it", make) == ["Ulm"]
    del owner
    City.objects.filter(pk=city.pk).update(name_en="Bern")
    assert (shelf.held("it", make), len(made)) == ([], 2)


CITIES = City.objects.order_by("slug")
QUERIES = {
    "shows it": (CITIES, "subtitle_en", True, False),
    "shows all, and is in this order": (CITIES, "slug", True, True),
    "chooses by it": (CITIES.filter(population=None).only("slug"), "population", True, True),
    "shows another": (CITIES.only("slug"), "subtitle_en", False, False),
    "shows it without saying whose it is": (CITIES.values_list("subtitle_en"), "subtitle_en", True, True),
    "makes something of it": (CITIES.values_list("pk", Length("subtitle_en")), "subtitle_en", True, True),
    "counts": (CITIES.values("country").annotate(Count("pk")), "country", True, True),
    "shows that of another table": (Membership.objects.select_related("network"), "name_en", False, False),
    "shows it by a foreign key": (Membership.objects.select_related("city"), "name_en", True, False),
    "chooses by another": (Membership.objects.filter(city__in=City.objects.all()), "website", False, False),
    "chooses by it within": (
        Membership.objects.filter(city__in=City.objects.filter(website="")),
        "website",
        True,
        True,
    ),
    "chooses by that of another table": (City.objects.at("a").order_by("pk").only("website"), "slug", False, False),
    "is in the order of another table": (
        Membership.objects.filter(city__in=City.objects.all()).order_by("network__slug"),
        "slug",
        False,
        False,
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_may_tell_of_what_it_shows_of_the_rows_in_its_answer_and_of_what_decides(name):
    queryset, column, tells_of_own, tells_of_others = QUERIES[name]
    city = make_membership(make_city("Bern", slug="a"), make_network()).city
    with reading(freshness.known_now()) as read:
        assert len(queryset.all()) == 1
    (question,) = read.questions
    for row, tells in [(city.pk, tells_of_own), (city.pk + 1, tells_of_others)]:
        changes = {"cities_city": marks.Written(frozenset({str(row)}), frozenset({column, "updated_at"}))}
        assert (row, question.may_differ(changes)) == (row, tells)


def test_a_query_that_shows_more_than_a_column_may_tell_of_every_row():
    collated = Collate("subtitle_en", {"sqlite": "NOCASE", "postgresql": "C"}[connection.vendor])
    with reading(freshness.known_now()) as read:
        list(City.objects.values_list("pk", collated))
    (question,) = read.questions
    assert question.may_differ({"cities_city": marks.Written(frozenset({"1"}), frozenset({"subtitle_en"}))})


def test_any_query_of_a_table_may_tell_of_new_rows_and_of_what_nobody_knows():
    with reading(freshness.known_now()) as read:
        list(City.objects.only("slug"))
    (question,) = read.questions
    assert question.may_differ({"cities_city": marks.Written(frozenset({"1"}), frozenset({marks.ANY}))})
    assert question.may_differ({"cities_city": None})
    assert not question.may_differ({"cities_network": None})


def test_a_query_that_was_written_by_hand_may_tell_of_everything():
    with reading(freshness.known_now()) as read, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cities_city")
        cursor.fetchall()
    (question,) = read.questions
    assert question.may_differ({"cities_city": marks.Written(frozenset({"1"}), frozenset({"name_en"}))})


def test_what_asks_a_great_deal_is_made_anew():
    shelf, made, city = freshness.Shelf(), [], make_city("Ulm")

    def ask():
        made.append([City.objects.filter(population=number).exists() for number in range(MOST_QUESTIONS + 1)])

    shelf.held("it", ask)
    City.objects.filter(pk=city.pk).update(name_en="Bern")
    shelf.held("it", ask)
    assert len(made) == 2


def test_what_writes_is_never_held():
    shelf, made = freshness.Shelf(), []

    def write():
        made.append(City.objects.filter(pk__in=City.objects.filter(population=1)).update(population=2))

    shelf.held("it", write)
    shelf.held("it", write)
    assert made == [0, 0]


def test_what_reads_something_without_a_mark_is_not_held():
    shelf, made = freshness.Shelf(), []
    for _time in range(2):
        shelf.held("users", lambda: made.append(User.objects.count()))
    assert len(made) == 2


def test_a_block_looks_once(django_assert_num_queries):
    held = Names()
    make_city("Ulm")
    held()
    with django_assert_num_queries(1), freshness.as_of(freshness.known_now()):
        assert [held(), held()] == [["Ulm"], ["Ulm"]]


# Without a transaction around them, as in life


def in_thread(do):
    """Do something in a thread with a connection of its own; gives the thread and the list that gets its result."""
    results = []

    def work():
        results.append(do())
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread, results


@pytest.fixture
def still(monkeypatch):
    """The clock stands a little after the beginning of a second until it is set on."""

    class Clock:
        now = 1_800_000_000.1

    monkeypatch.setattr(time, "time", lambda: Clock.now)
    freshness.look_again()
    Clock.now += 0.25
    return Clock


@pytest.mark.django_db(transaction=True)
def test_a_process_looks_twice_a_second(still, django_assert_num_queries):
    held = Names()
    make_city("Ulm")
    assert held() == ["Ulm"]
    with django_assert_num_queries(0):
        held()
    City.objects.update(name_en="Bern")  # by another process
    assert held() == ["Ulm"]
    still.now += 0.25
    assert held() == ["Bern"]


@pytest.mark.django_db(transaction=True)
def test_a_process_that_has_written_looks_at_once(still):
    held = Names()
    make_city("Ulm")
    assert held() == ["Ulm"]
    City.objects.update(name_en="Bern")
    freshness.look_again()
    assert held() == ["Bern"]


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_sees_is_for_itself_alone(still):
    held = Names()
    make_city("Ulm")
    with transaction.atomic():
        City.objects.update(name_en="Bern")
        assert held() == ["Bern"]
        transaction.set_rollback(True)
    assert held() == ["Ulm"]


@pytest.mark.django_db(transaction=True)
def test_one_thread_makes_and_others_get_what_was_held_for_less_than_a_second(still):
    is_making, may_end, shelf, made = threading.Event(), threading.Event(), freshness.Shelf(), []

    def make():
        made.append(None)
        found = names()
        if len(made) > 1:
            is_making.set()
            assert may_end.wait(10)
        return found

    make_city("Ulm")
    assert shelf.held("names", make) == ["Ulm"]
    still.now += 0.25
    City.objects.update(name_en="Bern")
    still.now += 0.25
    maker, made_by_it = in_thread(lambda: shelf.held("names", make))
    assert is_making.wait(10)
    assert shelf.held("names", make) == ["Ulm"]
    still.now += 0.5  # more than a second after it was last seen to be true
    waiter, waited_for = in_thread(lambda: shelf.held("names", make))
    waiter.join(0.2)
    assert waiter.is_alive()
    may_end.set()
    maker.join(10), waiter.join(10)
    assert (made_by_it, waited_for, len(made)) == ([["Bern"]], [["Bern"]], 2)


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_looks_while_another_writes_is_not_believed(still, monkeypatch):
    """What was read before a write ended must not pass for what is true after it."""
    held = Names()
    make_city("Ulm")
    held()
    still.now += 0.25
    look = knowing.look

    def slow_look(before):
        known = look(before)
        City.objects.update(name_en="Bern")
        freshness.look_again()
        return known

    monkeypatch.setattr(knowing, "look", slow_look)
    held()
    monkeypatch.setattr(knowing, "look", look)
    assert held() == ["Bern"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql  # SQLite has one writer at a time
def test_writers_do_not_wait_for_each_other():
    """Two transactions that each write what the other does not: the second commits while the first is open."""
    first, second = make_city(), make_city()

    with transaction.atomic():
        City.objects.filter(pk=first.pk).update(population=1)
        before = marks.current()
        thread, _results = in_thread(lambda: City.objects.filter(pk=second.pk).update(population=2))
        thread.join(timeout=10)
        assert not thread.is_alive()
        assert marks.current()["cities_city"] != before["cities_city"]
