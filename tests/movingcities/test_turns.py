"""Readers who take their time hold neither the database nor the turns of others."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import gettext, override

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
