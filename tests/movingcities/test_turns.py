"""Trial 96: readers who take their time hold neither the database nor the turns of others."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from movingcities.middleware import TurnsMiddleware
from tests.factories import make_edition

TURNS = 24


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
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
    monkeypatch.setattr(TurnsMiddleware, "turns", threading.BoundedSemaphore(1))
    answer = TurnsMiddleware(lambda request: HttpResponse(request.path))
    asking = TurnsMiddleware(lambda request: answer(RequestFactory().get("/inner/")))
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asking, RequestFactory().get("/")).result(timeout=10).content == b"/inner/"
