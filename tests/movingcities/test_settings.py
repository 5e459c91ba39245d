import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {"SITE_URL": "https://example.org", "ALLOWED_HOSTS": "example.org", "BEHIND_PROXY": "true"}


def manage(tmp_path, *arguments, **environment):
    """Run manage.py as an operator would, with nothing else in the environment."""
    kept = {name: os.environ[name] for name in ["PATH", "HOME"] if name in os.environ}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=kept | {"DATA_DIR": str(tmp_path)} | environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "maybe", "DEBUG is “maybe”. Set it to “true” or “false”."),
        ("PORT", "http", "PORT is “http”. Set it to a whole number."),
        ("SITE_URL", "example.org", "SITE_URL is “example.org”. Set it to an address like “https://example.org”."),
        (
            "DATABASE_URL",
            "mysql://x/y",
            "DATABASE_URL does not start with one of “sqlite://”, “postgres://”, “postgresql://”.",
        ),
        (
            "CACHE_URL",
            "memcached://x",
            "CACHE_URL does not start with one of “locmemcache://”, “redis://”, “rediss://”.",
        ),
        (
            "MAP_TILES_URL",
            "https://tiles.example.org/{z}/{x}.png",
            "MAP_TILES_URL is “https://tiles.example.org/{z}/{x}.png”. "
            "Set it to an address like “https://tiles.example.org/{z}/{x}/{y}.png”.",
        ),
        (
            "MAP_TILES_URL",
            "https://{s}.example.org/{z}/{x}/{y}.png",
            "MAP_TILES_URL is “https://{s}.example.org/{z}/{x}/{y}.png”. "
            "Set it to an address like “https://tiles.example.org/{z}/{x}/{y}.png”.",
        ),
        ("STORAGE_URL", "s3://host/bucket", "STORAGE_URL is not of the form “s3://key:secret@host/bucket”."),
        ("SECRET_KEY", "short", "SECRET_KEY is shorter than 50 characters. Make a long random one."),
        ("DATA_DIR", "/proc/nothing", "DATA_DIR is “/proc/nothing”, which cannot be made: No such file or directory."),
    ],
)
def test_a_bad_value_is_refused_with_one_sentence(tmp_path, name, value, sentence):
    refused = manage(tmp_path, "check", **{name: value})
    assert (refused.returncode, refused.stderr.strip()) == (1, f"Not started: {sentence}")


def test_trial_41_a_fresh_installation_makes_its_own_key_that_only_its_owner_can_read(tmp_path):
    assert manage(tmp_path, "check").returncode == 0
    key = tmp_path / "secret_key"
    first = key.read_text()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(first) >= 64
    manage(tmp_path, "check")
    assert key.read_text() == first


def test_trial_41_production_settings_pass_the_deploy_check(tmp_path):
    checked = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("environment", [{}, PRODUCTION])
def test_debug_is_off_unless_asked_for(tmp_path, environment):
    shown = manage(
        tmp_path, "shell", "--command", "from django.conf import settings; print(settings.DEBUG)", **environment
    )
    assert shown.stdout.strip().endswith("False")


@pytest.mark.parametrize(
    ("environment", "sources"),
    [
        ({}, ["'self'"]),
        ({"MAP_TILES_URL": "https://t.example.org:8443/{z}/{x}/{y}.png?k=1"}, ["'self'", "https://t.example.org:8443"]),
    ],
)
def test_pictures_come_from_the_site_and_from_the_tile_server_that_was_named(tmp_path, environment, sources):
    shown = manage(
        tmp_path,
        "shell",
        "--command",
        "from django.conf import settings; print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])",
        **environment,
    )
    assert shown.stdout.strip().endswith(str(sources))


def test_the_cookies_of_staff_never_leave_the_admin(settings):
    assert {settings.SESSION_COOKIE_PATH, settings.CSRF_COOKIE_PATH, settings.LANGUAGE_COOKIE_PATH} == {"/admin/"}


WRITER = """
import os
from django.db import transaction
from content.models import Address
for number in range(60):
    with transaction.atomic():
        Address.objects.filter(kind="x").count()
        Address.objects.create(kind="x", slug=f"{os.getpid()}-{number}", owner="00000000-0000-0000-0000-000000000000")
"""


def test_trial_48_eight_writers_share_the_embedded_database(tmp_path):
    manage(tmp_path, "migrate", "--verbosity", "0")
    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(manage, tmp_path, "shell", "--command", WRITER) for _writer in range(8)]
    assert [writer.result().returncode for writer in writers] == [0] * 8
    counted = manage(
        tmp_path, "shell", "--command", "from content.models import Address; print(Address.objects.count())"
    )
    assert counted.stdout.split()[-1] == "480"
