import os
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {"SITE_URL": "https://example.org", "ALLOWED_HOSTS": "example.org", "BEHIND_PROXY": "true"}


COLLECTED = ROOT / "var" / "static"


def run(tmp_path, *command, **environment):
    """Run a command as an operator would, with nothing else in the environment but where static files lie."""
    kept = {name: os.environ[name] for name in ["PATH", "HOME"] if name in os.environ}
    kept |= {"DATA_DIR": str(tmp_path), "STATIC_ROOT": os.environ.get("STATIC_ROOT", str(COLLECTED))}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=kept | environment, capture_output=True, text=True, timeout=60
    )


def manage(tmp_path, *arguments, **environment):
    return run(tmp_path, "manage.py", *arguments, **environment)


ADDRESS = "Set it to an address like “https://example.org”."
DATABASE = (
    "DATABASE_URL cannot be read. In a password write %23 for #, %40 for @, %2F for / and %3A for :, "
    "and a port as a number."
)
BUCKET = (
    "STORAGE_URL is not of the form “s3://key:secret@host/bucket” or "
    "“s3+http://key:secret@host:port/bucket/folder?region=name”."
)
BUCKET_OPTIONS = (
    "Behind “?” STORAGE_URL may have “region=” with a name like “eu-central-1”, “style=path” or “style=virtual”, and "
    "“presigned=true” or “presigned=false”, each once and joined by “&”."
)
TILES = "Set it to an address like “https://tiles.example.org/{z}/{x}/{y}.png”."
HOSTS = "Set it to host names separated by commas, without scheme, port or path, like “example.org,www.example.org”."
ONE_WORD = "Set it to a path of one word like “/media/”, which no other address begins with."
CONTACT = "Set it to an address like “mailto:security@example.org” or “https://example.org/”."
KEY = "SECRET_KEY is shorter than 50 characters, or of fewer than 5 different ones. Make a long random one."
GO_TOGETHER = "Set both: the host of SITE_URL must be among ALLOWED_HOSTS."
LOCAL = "localhost,127.0.0.1,[::1]"
HTTPS = {"SITE_URL": "https://example.org", "ALLOWED_HOSTS": "example.org"}


def wrong(sentence, **environment):
    return pytest.param(environment, sentence, id=" ".join(f"{name}={value}" for name, value in environment.items()))


WRONG_SETTINGS = [
    wrong("DEBUG is “maybe”. Set it to “true” or “false”.", DEBUG="maybe"),
    wrong("DEBUG is “1”. Set it to “true” or “false”.", DEBUG="1"),
    wrong("BEHIND_PROXY is “yes”. Set it to “true” or “false”.", BEHIND_PROXY="yes"),
    wrong("HSTS_PRELOAD is “on”. Set it to “true” or “false”.", HSTS_PRELOAD="on"),
    wrong("PORT is “http”. Set it to a whole number from 1 to 65535.", PORT="http"),
    wrong("PORT is “0”. Set it to a whole number from 1 to 65535.", PORT="0"),
    wrong("PORT is “65536”. Set it to a whole number from 1 to 65535.", PORT="65536"),
    wrong("PORT is “-1”. Set it to a whole number from 1 to 65535.", PORT="-1"),
    wrong("KEPT_PAGES_MB is “much”. Set it to a whole number from 0 to 4096.", KEPT_PAGES_MB="much"),
    wrong("WEB_CONCURRENCY is “0”. Set it to a whole number from 1 to 64.", WEB_CONCURRENCY="0"),
    wrong("WEB_CONCURRENCY is “two”. Set it to a whole number from 1 to 64.", WEB_CONCURRENCY="two"),
    wrong("BIND is “everywhere”. Set it to an address like “127.0.0.1” or “::”.", BIND="everywhere"),
    wrong("BIND is “0.0.0.0:80”. Set it to an address like “127.0.0.1” or “::”.", BIND="0.0.0.0:80"),
    wrong(KEY, SECRET_KEY="short"),
    wrong(KEY, SECRET_KEY="a" * 60),
    wrong(f"SITE_URL is “example.org”. {ADDRESS}", SITE_URL="example.org"),
    wrong(f"SITE_URL is “ftp://example.org”. {ADDRESS}", SITE_URL="ftp://example.org"),
    wrong(f"SITE_URL is “https://example.org/cities”. {ADDRESS}", SITE_URL="https://example.org/cities"),
    wrong(f"SITE_URL is “https://example.org:port”. {ADDRESS}", SITE_URL="https://example.org:port"),
    wrong(f"SITE_URL is “https://me:you@example.org”. {ADDRESS}", SITE_URL="https://me:you@example.org"),
    wrong(f"SITE_URL is “https://exa mple.org”. {ADDRESS}", SITE_URL="https://exa mple.org"),
    wrong(f"SITE_URL is “https://[::1”. {ADDRESS}", SITE_URL="https://[::1"),
    wrong(
        f"SITE_URL is “https://example.org” and ALLOWED_HOSTS is “{LOCAL}”. {GO_TOGETHER}",
        SITE_URL="https://example.org",
    ),
    wrong(
        f"SITE_URL is “http://localhost:8000” and ALLOWED_HOSTS is “example.org”. {GO_TOGETHER}",
        ALLOWED_HOSTS="example.org",
    ),
    wrong(
        f"SITE_URL is “https://example.org” and ALLOWED_HOSTS is “www.example.org”. {GO_TOGETHER}",
        SITE_URL="https://example.org",
        ALLOWED_HOSTS="www.example.org",
    ),
    wrong(f"ALLOWED_HOSTS names “https://example.org”. {HOSTS}", ALLOWED_HOSTS="https://example.org"),
    wrong(f"ALLOWED_HOSTS names “example.org:443”. {HOSTS}", ALLOWED_HOSTS="example.org:443"),
    wrong(f"ALLOWED_HOSTS names “a.org b.org”. {HOSTS}", ALLOWED_HOSTS="a.org b.org"),
    wrong(f"ALLOWED_HOSTS names “*”. {HOSTS}", ALLOWED_HOSTS="*"),
    wrong("HSTS_PRELOAD is “true” without HSTS_SUBDOMAINS. Set both, or none.", **HTTPS, HSTS_PRELOAD="true"),
    wrong(
        "HSTS_SUBDOMAINS is “true”, but SITE_URL does not begin with “https://”.",
        HSTS_SUBDOMAINS="true",
    ),
    wrong(
        "DATABASE_URL does not start with one of “sqlite://”, “postgres://”, “postgresql://”.",
        DATABASE_URL="mysql://x/y",
    ),
    wrong(DATABASE, DATABASE_URL="postgres://user:pass#word@127.0.0.1/name"),
    wrong(DATABASE, DATABASE_URL="postgres://user:pass@127.0.0.1:port/name"),
    wrong(
        "DATABASE_URL names no database. Set it to “postgres://user:password@host/name”.",
        DATABASE_URL="postgres://user@127.0.0.1",
    ),
    wrong(
        "DATABASE_URL names the file “db.sqlite3”. Set it to the whole path, after four slashes, like "
        "“sqlite:////var/lib/movingcities/db.sqlite3”.",
        DATABASE_URL="sqlite:///db.sqlite3",
    ),
    wrong(
        "DATABASE_URL names the file “/nowhere/db.sqlite3”, which cannot be written.",
        DATABASE_URL="sqlite:////nowhere/db.sqlite3",
    ),
    wrong("DATABASE_URL names the file “/tmp”, which cannot be written.", DATABASE_URL="sqlite:////tmp"),
    wrong(
        'The database of DATABASE_URL cannot be reached: connection to server at "127.0.0.1", port 1 failed: '
        "Connection refused.",
        DATABASE_URL="postgres://user:secret@127.0.0.1:1/name",
    ),
    wrong(
        'The database of DATABASE_URL cannot be reached: invalid dsn: invalid connection option "speed".',
        DATABASE_URL="postgres://user:secret@127.0.0.1:1/name?speed=9",
    ),
    wrong(
        "CACHE_URL does not start with one of “locmemcache://”, “redis://”, “rediss://”.",
        CACHE_URL="memcached://x",
    ),
    wrong("CACHE_URL is not of the form “redis://host:port/0”.", CACHE_URL="redis://127.0.0.1/first"),
    wrong("CACHE_URL is not of the form “redis://host:port/0”.", CACHE_URL="redis://"),
    wrong(
        "The cache of CACHE_URL cannot be reached: Error 111 connecting to 127.0.0.1:1. Connection refused.",
        CACHE_URL="redis://127.0.0.1:1/0",
    ),
    wrong(BUCKET, STORAGE_URL="s3://host/bucket"),
    wrong(BUCKET, STORAGE_URL="https://key:secret@host/bucket"),
    wrong(BUCKET, STORAGE_URL="s3://key:secret@host"),
    wrong(BUCKET, STORAGE_URL="s3://key:secret@host:port/bucket"),
    wrong(BUCKET, STORAGE_URL="s3://key:secret@ho_st/bucket"),
    wrong(BUCKET, STORAGE_URL="s3://key:secret@host/Bucket"),
    wrong(BUCKET, STORAGE_URL="s3://key:secret@host/bucket/../other"),
    wrong(BUCKET, STORAGE_URL="s3://key:secret@host/bucket/a//b"),
    wrong(BUCKET, STORAGE_URL="s3://key:secret@host/bucket#folder"),
    wrong(BUCKET_OPTIONS, STORAGE_URL="s3://key:secret@host/bucket?zone=eu"),
    wrong(BUCKET_OPTIONS, STORAGE_URL="s3://key:secret@host/bucket?zone="),
    wrong(BUCKET_OPTIONS, STORAGE_URL="s3://key:secret@host/bucket?region="),
    wrong(BUCKET, STORAGE_URL="s3://key:secret@host/bucket?region"),
    wrong(BUCKET_OPTIONS, STORAGE_URL="s3://key:secret@host/bucket?region=eu&region=us"),
    wrong(BUCKET_OPTIONS, STORAGE_URL="s3://key:secret@host/bucket?style=dns"),
    wrong(BUCKET_OPTIONS, STORAGE_URL="s3://key:secret@host/bucket?presigned=1"),
    wrong(
        "STORAGE_URL begins with “s3+http://” and has “presigned=true”, but SITE_URL begins with “https://”: "
        "browsers would not fetch the files. Set STORAGE_URL without one of both.",
        **HTTPS,
        STORAGE_URL="s3+http://key:secret@127.0.0.1:1/bucket?presigned=true",
    ),
    wrong(
        "The place of uploaded files (STORAGE_URL, MEDIA_ROOT) cannot be reached: Could not connect to the endpoint "
        'URL: "http://127.0.0.1:1/bucket".',
        STORAGE_URL="s3+http://key:secret@127.0.0.1:1/bucket",
    ),
    wrong(
        "EMAIL_URL does not start with one of “consolemail://”, “smtp://”, “smtps://”, “smtp+tls://”, “smtp+ssl://”.",
        EMAIL_URL="mail.example.org",
    ),
    wrong("EMAIL_URL is not of the form “smtp+tls://user:password@host:587”.", EMAIL_URL="smtp+tls://mail.example.org"),
    wrong(DATABASE.replace("DATABASE", "EMAIL"), EMAIL_URL="smtp://mail.example.org:mail"),
    wrong(
        "DEFAULT_FROM_EMAIL is “example.org”. Set it to an address like “office@example.org”.",
        DEFAULT_FROM_EMAIL="example.org",
    ),
    wrong(f"SECURITY_CONTACT is “me@example.org”. {CONTACT}", SECURITY_CONTACT="me@example.org"),
    wrong(f"SECURITY_CONTACT is “mailto:example.org”. {CONTACT}", SECURITY_CONTACT="mailto:example.org"),
    wrong(
        "CONTENT_LICENCE_URL is “CC BY”. Set it to an address like “https://example.org/licence”.",
        CONTENT_LICENCE_URL="CC BY",
    ),
    wrong(
        f"MAP_TILES_URL is “https://tiles.example.org/{{z}}/{{x}}.png”. {TILES}",
        MAP_TILES_URL="https://tiles.example.org/{z}/{x}.png",
    ),
    wrong(
        f"MAP_TILES_URL is “https://{{s}}.example.org/{{z}}/{{x}}/{{y}}.png”. {TILES}",
        MAP_TILES_URL="https://{s}.example.org/{z}/{x}/{y}.png",
    ),
    wrong("TIME_ZONE is “Berlin”. Set it to a name like “Europe/Berlin”.", TIME_ZONE="Berlin"),
    wrong("TIME_ZONE is “../etc”. Set it to a name like “Europe/Berlin”.", TIME_ZONE="../etc"),
    wrong(
        "SEARCH_ENGINE is “elastic”. Set it to a Python path like “package.module.name”.",
        SEARCH_ENGINE="elastic",
    ),
    wrong(
        "SEARCH_ENGINE is “search.elastic.Engine”: No module named 'search.elastic'.",
        SEARCH_ENGINE="search.elastic.Engine",
    ),
    wrong("SEARCH_ENGINE is “os.path.join”, which is no search.engines.Engine.", SEARCH_ENGINE="os.path.join"),
    wrong(
        "MACHINE_TRANSLATION is “translations.machine.nobody”: Module "
        '"translations.machine" does not define a "nobody" attribute/class.',
        MACHINE_TRANSLATION="translations.machine.nobody",
    ),
    wrong("MACHINE_TRANSLATION is “os.path.sep”, which is no function.", MACHINE_TRANSLATION="os.path.sep"),
    wrong(f"MEDIA_URL is “/admin/”. {ONE_WORD}", MEDIA_URL="/admin/"),
    wrong(f"MEDIA_URL is “media”. {ONE_WORD}", MEDIA_URL="media"),
    wrong(f"MEDIA_URL is “https://media.example.org/”. {ONE_WORD}", MEDIA_URL="https://media.example.org/"),
    wrong("DATA_DIR is “/proc/nothing”, which cannot be made: No such file or directory.", DATA_DIR="/proc/nothing"),
    wrong("MEDIA_ROOT is “/dev/null”, which cannot be made: File exists.", MEDIA_ROOT="/dev/null"),
    wrong("STATIC_ROOT is “/dev/null”, which is a file. Set it to a directory.", STATIC_ROOT="/dev/null"),
    wrong(
        f"STATIC_ROOT is “{ROOT}”, where other files lie. Set it to a directory for static files alone.",
        STATIC_ROOT=str(ROOT),
    ),
    wrong(
        f"STATIC_ROOT is “{ROOT}/movingcities/static”, where other files lie. "
        "Set it to a directory for static files alone.",
        STATIC_ROOT=f"{ROOT}/movingcities/static",
    ),
    wrong(
        "“/nowhere/staticfiles.json” cannot be read (No such file or directory). Run `make install`.",
        STATIC_ROOT="/nowhere",
    ),
    wrong("There is no setting “DATABSE_URL”. Its name is “DATABASE_URL”.", DATABSE_URL="postgres://x/y"),
    wrong("There is no setting “ALLOWED_HOST”. Its name is “ALLOWED_HOSTS”.", ALLOWED_HOST="example.org"),
    wrong("There is no setting “SECRETKEY”. Its name is “SECRET_KEY”.", SECRETKEY="x"),
    wrong("There is no setting “STORAGE_URI”. Its name is “STORAGE_URL”.", STORAGE_URI="x"),
]


@pytest.mark.parametrize(("environment", "sentence"), WRONG_SETTINGS)
def test_a_wrong_setting_is_refused_with_one_sentence(tmp_path, environment, sentence):
    refused = manage(tmp_path, "check", **environment)
    assert (refused.returncode, refused.stderr, refused.stdout) == (1, f"Not started: {sentence}\n", "")


@pytest.mark.parametrize(
    "environment",
    [
        {"PORT": "http"},
        {"SITE_URL": "https://example.org"},
        {"DATABASE_URL": "postgres://user:secret@127.0.0.1:1/name"},
        {"STATIC_ROOT": "/nowhere"},
    ],
)
def test_the_server_refuses_in_the_same_words_as_commands(tmp_path, environment):
    command, server = (
        run(tmp_path, *words, **environment)
        for words in [["manage.py", "check"], ["-m", "gunicorn", "movingcities.wsgi"]]
    )
    assert server.stderr.startswith("Not started: ")
    assert (server.returncode, server.stderr, server.stdout) == (1, command.stderr, "")


def test_uploads_arrive_on_the_file_system_where_they_stay(tmp_path):
    """Moving them is one step there; on another it copies, and a full disk cuts them off (ticket 21602)."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        refused = manage(tmp_path, "check", FILE_UPLOAD_TEMP_DIR=elsewhere)
    assert refused.stderr == (
        f"Not started: FILE_UPLOAD_TEMP_DIR is “{elsewhere}”, which is on another file system than MEDIA_ROOT, "
        f"“{tmp_path}/media”. Set it to a directory on the same one.\n"
    )


def test_names_of_other_programs_are_nobodys_business(tmp_path):
    others = {
        "DATABASE_PORT": "tcp://172.17.0.2:5432",
        "MEDIA": "x",
        "PORTS": "1",
        "CACHE_TTL": "5",
        "EMAIL": "a@b.org",
    }
    assert manage(tmp_path, "check", **others).returncode == 0


def test_right_values_of_every_kind_are_taken(tmp_path):
    right = {
        "SITE_URL": "https://example.org:8443",
        "ALLOWED_HOSTS": ".example.org, [::1]",
        "BIND": "::1",
        "MEDIA_URL": "/files/",
        "SECURITY_CONTACT": "mailto:security@example.org",
        "EMAIL_URL": "smtp+tls://user:p%40ss%23@127.0.0.1:587",
        "DEFAULT_FROM_EMAIL": "office@example.org",
        "CONTENT_LICENCE_URL": "https://example.org/licence",
        "SEARCH_ENGINE": "search.engines.SQLite",
        "TIME_ZONE": "UTC",
        "HSTS_SUBDOMAINS": "true",
        "HSTS_PRELOAD": "true",
    }
    checked = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **right)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_files_lie_under_the_address_that_is_set(tmp_path):
    code = "from django.urls import resolve; print(resolve(f'/files/cities.city/{32 * \"0\"}.webp').url_name)"
    assert manage(tmp_path, "shell", "--command", code, MEDIA_URL="/files/").stdout.split()[-1] == "media"


def test_what_the_site_writes_is_closed_to_other_users(tmp_path):
    data = tmp_path / "data"
    assert manage(data, "migrate", "--verbosity", "0").returncode == 0
    found = {path: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in [data, *data.rglob("*")]}
    assert data / "db.sqlite3" in found
    assert set(found.values()) == {0}


def start_at_once(tmp_path, number):
    """So many first starts: all must have the same whole key."""
    show = ["shell", "--command", "from django.conf import settings; print(settings.SECRET_KEY)"]
    with ThreadPoolExecutor(number) as pool:
        shown = list(pool.map(lambda _number: manage(tmp_path, *show), range(number)))
    keys = {one.stdout.split()[-1] for one in shown}
    assert ({one.returncode for one in shown}, keys) == ({0}, {(tmp_path / "secret_key").read_text()})
    assert [path.name for path in tmp_path.glob("secret_key*")] == ["secret_key"]


def test_of_several_first_starts_at_once_all_have_the_same_whole_key(tmp_path):
    """`make trials` starts 12."""
    start_at_once(tmp_path, 4)


def test_an_empty_key_is_not_taken_for_one(tmp_path):
    (tmp_path / "secret_key").write_text("")
    refused = manage(tmp_path, "check")
    assert refused.stderr == (
        f"Not started: “{tmp_path}/secret_key” holds no key that can be read. Put back the one from your backup.\n"
    )


def test_a_fresh_installation_makes_its_own_key_that_only_its_owner_can_read(tmp_path):
    assert manage(tmp_path, "check").returncode == 0
    key = tmp_path / "secret_key"
    first = key.read_text()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(first) >= 64
    manage(tmp_path, "check")
    assert key.read_text() == first


def test_production_settings_pass_the_deploy_check(tmp_path):
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
for number in range(int(os.environ["ROWS"])):
    with transaction.atomic():
        Address.objects.filter(kind="x").count()
        Address.objects.create(kind="x", slug=f"{os.getpid()}-{number}", owner="00000000-0000-0000-0000-000000000000")
"""


def write_at_once(tmp_path, writers, rows):
    """So many processes that each write so many rows to the embedded database: none must find it locked."""
    manage(tmp_path, "migrate", "--verbosity", "0")
    with ThreadPoolExecutor(writers) as pool:
        write = ["shell", "--command", WRITER]
        done = list(pool.map(lambda _writer: manage(tmp_path, *write, ROWS=str(rows)), range(writers)))
    assert [writer.returncode for writer in done] == [0] * writers
    counted = manage(
        tmp_path, "shell", "--command", "from content.models import Address; print(Address.objects.count())"
    )
    assert counted.stdout.split()[-1] == str(writers * rows)


def test_several_writers_share_the_embedded_database(tmp_path):
    """`make trials` lets eight write 60 rows each."""
    write_at_once(tmp_path, 3, 40)
