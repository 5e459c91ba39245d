"""Readers who take their time hold neither the database nor the turns of others."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import Error, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import gettext, override

from cities.models import City
from content import freshness
from content.files import turns
from content.languages import CODES
from editing.links.internal import leads_somewhere
from movingcities.middleware import TurnsMiddleware
from tests.factories import make_city, make_edition

TURNS = 24


@pytest.mark.django_db(transaction=True)
def test_a_report_is_sent_without_a_connection_to_the_database(client):
    file = make_edition().files.get()
    response = client.get(file.get_absolute_url())
    assert (response.status_code, connection.connection) == (200, None)
    with file.pdf as stored:
        assert b"".join(response.streaming_content) == stored.read()


@pytest.mark.django_db
def test_so_many_pages_are_made_at_once_and_what_is_sent_in_does_not_wait_for_them():
    made, is_released = [], threading.Event()

    def get_response(request):
        made.append(f"{request.method} {request.path}")
        if made[-1] == "GET /":
            is_released.wait(timeout=30)
        return HttpResponse()

    answer = TurnsMiddleware(get_response)
    with ThreadPoolExecutor(TURNS + 6) as pool:
        answers = [pool.submit(answer, RequestFactory().get("/")) for _number in range(TURNS + 6)]
        while len(made) < TURNS:
            time.sleep(0.01)
        answer(RequestFactory().post("/"))
        assert made == ["GET /"] * TURNS + ["POST /"]
        is_released.set()
        assert [waiting.result().status_code for waiting in answers] == [200] * (TURNS + 6)


def backend():
    """The process of the server that answers this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def in_a_turn(do):
    """What `do()` gives in a turn of another thread."""

    def work():
        turns.take()
        try:
            return do()
        finally:
            turns.give_back()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(timeout=30)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_turn_goes_on_with_the_connection_of_the_last_one():
    first = in_a_turn(backend)
    assert [in_a_turn(backend) for _time in range(3)] == [first] * 3


@pytest.mark.django_db(transaction=True)
def test_who_goes_on_with_a_connection_writes_with_it():
    def write():
        with transaction.atomic():
            return make_city().pk

    def write_and_undo():
        with transaction.atomic():
            make_city()
            transaction.set_rollback(True)

    found = [in_a_turn(write), in_a_turn(write_and_undo), in_a_turn(write)]
    assert len(turns._spare) == 1
    assert list(City.objects.order_by("pk").values_list("pk", flat=True)) == [found[0], found[2]]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reason", ["ended by the server", "left in a mistake", "left in a transaction", "old"])
def test_what_nobody_should_go_on_with_is_not_taken_over(reason, monkeypatch):
    def leave_it():
        found = backend()
        if reason == "left in a mistake":
            with pytest.raises(Error), connection.cursor() as cursor:
                cursor.execute("SELECT nothing")
        elif reason == "left in a transaction":
            connection.set_autocommit(False)
        elif reason == "old":
            monkeypatch.setattr(turns, "SPARE_FOR", 0)
        return found

    first = in_a_turn(leave_it)
    if reason == "ended by the server":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [first])
    second = in_a_turn(backend)
    assert second != first
    assert len(turns._spare) == (reason != "old")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_few_connections_wait_for_a_turn():
    together = threading.Barrier(8)

    def meet():
        found = backend()
        together.wait(timeout=30)
        return found

    with ThreadPoolExecutor(8) as pool:
        assert len({*pool.map(in_a_turn, [meet] * 8)}) == 8
    assert len(turns._spare) == turns.MOST_SPARE == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_read", [True, False])
def test_a_query_that_was_not_read_to_its_end_shows_nobody_the_content_of_its_time(is_read):
    make_city("Ulm")
    make_city("Bern")
    cursors = []

    def ask():
        cursor = connection.connection.cursor() if connection.connection else connection.cursor().cursor
        cursors.append(cursor)  # as in the traceback of a mistake
        cursor.execute("SELECT name_en FROM cities_city")
        return cursor.fetchall() if is_read else cursor.fetchone()

    in_a_turn(ask)
    assert len(turns._spare) == (is_read or connection.vendor == "postgresql")
    City.objects.update(name_en="Graz")
    assert in_a_turn(lambda: list(City.objects.values_list("name_en", flat=True))) == ["Graz", "Graz"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_has_lain_there_for_long_is_closed(monkeypatch):
    def ask():
        connection.ensure_connection()
        return connection.connection

    first = in_a_turn(ask)
    assert in_a_turn(ask) is first
    ((raw, opened_at),) = turns._spare
    turns._spare[:] = [(raw, opened_at - turns.SPARE_FOR)]
    second = in_a_turn(ask)
    assert second is not first
    assert [raw for raw, _opened_at in turns._spare] == [second]
    with pytest.raises(connection.Database.Error):
        first.cursor()


def test_who_asks_the_site_itself_takes_no_second_turn(monkeypatch):
    """Else as many as there are turns could wait for each other for ever."""
    monkeypatch.setattr(turns, "_pages", threading.BoundedSemaphore(1))
    answer = TurnsMiddleware(lambda request: HttpResponse(request.path))
    asking = TurnsMiddleware(lambda request: answer(RequestFactory().get("/inner/")))
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asking, RequestFactory().get("/")).result(timeout=10).content == b"/inner/"


@pytest.fixture
def _no_turns_left(monkeypatch):
    monkeypatch.setattr(turns, "_pages", threading.Semaphore(0))
    monkeypatch.setattr(turns, "PAGE_PATIENCE", 0.1)


@pytest.mark.django_db
def test_a_page_that_shows_nothing_of_what_was_written_takes_no_turn(client, request):
    city, other = make_city("Bern", slug="bern"), make_city("Graz")
    before = client.get("/en/cities/bern/")
    request.getfixturevalue("_no_turns_left")
    City.objects.filter(pk=other.pk).update(subtitle_en="Another")
    freshness.look_again()
    after = client.get("/en/cities/bern/")
    assert (after.status_code, after.content) == (200, before.content)
    City.objects.filter(pk=city.pk).update(subtitle_en="Another")
    freshness.look_again()
    client.raise_request_exception = False
    assert client.get("/en/cities/bern/").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
@pytest.mark.usefixtures("_no_turns_left")
def test_who_waited_too_long_for_a_turn_is_told_so_in_the_language_of_the_address(client, code):
    client.raise_request_exception = False
    with override("pl" if code != "pl" else "de"):  # of whoever was served before by the same thread
        response = client.get(f"/{code}/")
    with override(code):
        assert gettext("The site has too much to do") in response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "img-src 'self'" in response["Content-Security-Policy"]
    assert f'<html lang="{code}"' in response.content.decode()


@pytest.fixture
def _one_file_at_a_time(monkeypatch):
    monkeypatch.setattr(turns, "_files", threading.BoundedSemaphore(1))


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_file_at_a_time")
def test_who_waits_for_a_file_holds_no_turn_and_few_wait(client, monkeypatch):
    """Where the disk or the bucket hangs, pages are made as ever, and who asks for one file more is told at once."""
    monkeypatch.setattr(turns, "_pages", threading.BoundedSemaphore(1))
    address = make_edition().files.get().get_absolute_url()
    make_city()
    client.raise_request_exception = False
    with turns.waiting_for_a_file():
        refused = client.get(address)
        assert client.get("/en/").status_code == 200
        assert client.get(address, headers={"If-None-Match": "*"}).status_code == 304
    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    assert "Files are away for a moment" in refused.content.decode()
    response = client.get(address)
    assert (response.status_code, response.getvalue()[:5]) == (200, b"%PDF-")


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_file_at_a_time")
def test_a_link_to_a_report_is_checked_without_its_file():
    address = make_edition().files.get().get_absolute_url()
    with turns.waiting_for_a_file():
        assert leads_somewhere(address)
    assert not leads_somewhere(address.replace("2021", "1999"))
