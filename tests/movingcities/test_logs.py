"""Lines of the log: one an event, in UTC, without secrets."""

import logging
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.db import OperationalError
from django.test import Client
from django.utils.log import configure_logging

from movingcities.logs import LineFormatter

TRACEBACK = "Traceback (most recent call last)"


def line(message, *arguments, level=logging.WARNING, error=None):
    try:
        raise error or ValueError
    except Exception:
        found = sys.exc_info() if error else None
    record = logging.LogRecord("django.request", level, "", 1, message, arguments, found)
    record.created = 1_790_000_000
    return LineFormatter().format(record)


@pytest.fixture
def log(monkeypatch):
    """What the site writes, through its real configuration."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(LineFormatter())
    assert settings.LOGGING["formatters"]["line"] == {"()": "movingcities.logs.LineFormatter"}
    monkeypatch.setattr(logging.getLogger("django"), "handlers", [handler])
    yield lambda: written.getvalue().splitlines()
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)


def test_time_is_told_in_utc():
    assert line("Not Found: %s", "/x") == "2026-09-21T14:13:20Z WARNING django.request Not Found: /x"


@pytest.mark.parametrize(
    ("error", "level", "said"),
    [
        (PermissionDenied("no"), logging.WARNING, "x: PermissionDenied: no"),
        (DisallowedHost("evil"), logging.ERROR, "x: DisallowedHost: evil"),
        (OperationalError("gone\nfor good"), logging.ERROR, "x: OperationalError: gone"),
    ],
)
def test_what_was_answered_by_a_page_of_its_own_takes_one_line(error, level, said):
    written = line("x", level=level, error=error)
    assert written.partition("django.request ")[2] == said


def test_what_nobody_has_foreseen_is_traced():
    written = line("x", level=logging.ERROR, error=KeyError("y"))
    assert (TRACEBACK in written, written.splitlines()[-1]) == (True, "KeyError: 'y'")


def test_nobody_writes_lines_of_their_own_into_the_log():
    assert line("Not Found: %s", "/a\r\n2026 INFO forged").count("\n") == 0


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("Not Found: /preview/s3cret/", "Not Found: /preview/…/"),
        ("Gone: /preview/s3cret", "Gone: /preview/…"),
        ("/x?token=s3cret&page=2", "/x?token=…&page=2"),
        ("https://h/b?X-Amz-Signature=s3cret", "https://h/b?X-Amz-Signature=…"),
        ("postgres://user:s3cret@host/name", "postgres://user:…@host/name"),
        ("redis://:s3cret@host:6379", "redis://:…@host:6379"),
        ("https://example.org/?q=a@b", "https://example.org/?q=a@b"),
    ],
)
def test_secrets_are_left_out(message, written):
    assert line(message).partition("django.request ")[2] == written


def test_secrets_of_a_traceback_are_left_out():
    assert "s3cret" not in line("x", level=logging.ERROR, error=KeyError("/preview/s3cret/"))


@pytest.mark.django_db
def test_a_scan_writes_one_line_for_each_thing_it_tries(log):
    client = Client(enforce_csrf_checks=True)
    client.get("/en/", headers={"Host": "evil.example"})
    client.get("/preview/s3cret/")
    client.post("/admin/login/", {"username": "x"})
    client.post("/en/", {"x": "y"})
    assert [entry.split(" ", 1)[1] for entry in log()] == [
        "ERROR django.security.DisallowedHost Invalid HTTP_HOST header: 'evil.example'. "
        "You may need to add 'evil.example' to ALLOWED_HOSTS.",
        "WARNING django.request Not Found: /preview/…/",
        "WARNING django.security.csrf Forbidden (CSRF cookie not set.): /admin/login/",
        "WARNING django.request Method Not Allowed: /en/",
    ]
