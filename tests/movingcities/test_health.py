"""What whoever watches over the site is told."""

import json
import shutil
import time
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler

from movingcities import health, needs
from tests.real_site import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch):
    monkeypatch.setattr(health, "degradation", health.Degradation())


def ready(client):
    response = client.get("/healthz/ready")
    return response.status_code, response.json()


OK = (200, {"status": "ok", "missing": [], "degraded": []})


def missing(*names):
    return 503, {"status": "unavailable", "missing": list(names), "degraded": []}


def degraded(*names):
    return 200, {"status": "degraded", "missing": [], "degraded": list(names)}


def test_a_whole_site_is_ready(client):
    assert ready(client) == OK


@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready"])
def test_health_is_told_on_any_host_without_https_and_only_told(client, path, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get(path, headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert client.post(path).status_code == 405


def test_a_process_lives_whatever_it_lacks(client, settings):
    settings.LOCALE_PATHS = ["/nowhere"]
    assert ready(client) == missing("catalogues")
    response = client.get("/healthz/live")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_a_missing_migration_is_named(client):
    assert ready(client) == OK
    MigrationRecorder(connection).record_unapplied("search", "0002_search_index")
    assert ready(client) == missing("migrations")
    assert needs.migrations() == "The database lacks search.0002_search_index. Run `manage.py migrate`."


@pytest.fixture
def collected(tmp_path, settings):
    """A manifest of our own, which a test may spoil."""
    manifest = tmp_path / "static" / "staticfiles.json"
    manifest.parent.mkdir()
    shutil.copy(Path(settings.STATIC_ROOT) / "staticfiles.json", manifest)
    settings.STATIC_ROOT = str(manifest.parent)
    return manifest


def test_a_missing_manifest_of_static_files_is_named(client, collected):
    assert ready(client) == OK
    collected.unlink()
    assert ready(client) == missing("manifest")


def test_static_files_that_are_older_than_the_code_are_named(client, collected):
    manifest = json.loads(collected.read_text())
    del manifest["paths"]["css/base.css"]
    collected.write_text(json.dumps(manifest))
    assert ready(client) == missing("manifest")
    assert needs.static_files() == (
        f"“{collected}” is older than the code: it lacks “css/base.css”. Run `make install`."
    )


def test_a_missing_catalogue_is_named(client, settings, tmp_path):
    for source in settings.LOCALE_PATHS:
        shutil.copytree(source, tmp_path / Path(source).name)
    settings.LOCALE_PATHS = [tmp_path / Path(source).name for source in settings.LOCALE_PATHS]
    assert ready(client) == OK
    gone = settings.LOCALE_PATHS[0] / "el" / "LC_MESSAGES" / "django.mo"
    gone.unlink()
    assert ready(client) == missing("catalogues")
    assert needs.catalogues() == f"“{gone}” cannot be read (No such file or directory). Run `make install`."


def test_a_database_that_cannot_be_reached_is_named_and_nothing_else_is_asked_of_it(client, monkeypatch):
    away = {"ENGINE": "django.db.backends.postgresql", "NAME": "x", "HOST": "127.0.0.1", "PORT": "1"}
    monkeypatch.setattr(needs, "connection", ConnectionHandler({"default": away})["default"])
    assert ready(client) == missing("database")


def test_a_database_that_hangs_is_named_in_time(client, monkeypatch):
    is_released, asked = health.threading.Event(), []
    monkeypatch.setattr(needs, "database", lambda: asked.append(1) or is_released.wait(30))
    monkeypatch.setattr(health, "database", health.Database())
    began = time.monotonic()
    assert [ready(client) for _time in range(3)] == [missing("database")] * 3
    assert (time.monotonic() - began < 10, len(asked)) == (True, 1)
    is_released.set()
    monkeypatch.undo()
    assert ready(client) == OK


def test_what_only_some_things_need_leaves_the_site_ready(client, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{free_port()}/0",
        }
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert ready(client) == degraded("cache", "mail")


def test_a_name_that_can_be_no_host_is_a_mail_server_that_does_not_answer(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "mail..example.org", 25
    assert ready(client) == degraded("mail")


def test_a_place_of_files_where_nothing_can_be_written_is_named(client, settings):
    settings.MEDIA_ROOT = "/proc/nowhere"
    assert default_storage.location == "/proc/nowhere"
    assert ready(client) == degraded("storage")


def test_what_hangs_is_not_waited_for(client, monkeypatch):
    is_released = health.threading.Event()
    monkeypatch.setattr(needs, "TO_WORK_WELL", needs.TO_WORK_WELL | {"mail": lambda: is_released.wait(30)})
    monkeypatch.setattr(needs, "PATIENCE", 0.1)
    assert ready(client) == degraded("mail")
    is_released.set()


def test_what_hangs_does_not_keep_the_others_from_being_asked(client, monkeypatch):
    """A disk in the network may hang for ever."""
    is_released, asked = health.threading.Event(), []
    needs_now = {"storage": lambda: is_released.wait(30), "mail": lambda: asked.append("mail")}
    monkeypatch.setattr(needs, "TO_WORK_WELL", needs_now)
    monkeypatch.setattr(needs, "PATIENCE", 0.5)
    monkeypatch.setattr(health, "degradation", health.Degradation())
    for _time in range(4):
        assert ready(client) == degraded("storage")
        health.degradation.asked_at -= health.Degradation.SECONDS
    is_released.set()
    assert asked == ["mail"] * 4


def test_what_was_found_is_remembered_for_a_while(client, monkeypatch):
    asked = []
    monkeypatch.setattr(needs, "TO_WORK_WELL", {"mail": lambda: asked.append("mail")})
    monkeypatch.setattr(health, "degradation", health.Degradation())
    assert [ready(client), ready(client)] == [OK, OK]
    assert asked == ["mail"]
    health.degradation.asked_at -= health.Degradation.SECONDS
    assert (ready(client), asked) == (OK, ["mail", "mail"])
