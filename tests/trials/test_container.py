"""The image that the Dockerfile makes, built here and used as an operator and their people would.

It runs as its own user, without privileges, on a root that cannot be written to.
"""

import os
import re
import shutil
import socket
import stat
import tempfile
import time
from contextlib import closing, contextmanager, nullcontext
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests import samples
from tests.postgres import throwaway_server
from tests.real_site import MAKE_USERS, ROOT
from tests.trials.browser import CITY, Staff
from tests.trials.containers import Container, Image, lacking
from tests.trials.files import pdf_of
from tests.trials.visitor import CITIES, in_its_language

MB = 1_000_000
MAX_SIZE = 300 * MB
# What `docker stop` allows before it kills.
SECONDS_TO_STOP = 10
APP = {
    "__pycache__", "accounts", "approaches", "cities", "content", "deploy", "editing", "gunicorn.conf.py", "lists",
    "manage.py", "movingcities", "news", "operations", "pages", "reports", "requirements.txt", "sample", "search",
    "static", "templates", "translations",
}  # fmt: skip
NOT_IN_USE = [
    "usr/bin/gcc*", "usr/bin/pip*", "usr/lib/python3/dist-packages/pip", "venv/bin/pip*",
    "venv/lib/*/site-packages/pip", "app/sample/**/*.py", "app/**/tests", "app/**/bench", "app/**/docs",
    "app/**/screenshots", "app/**/.env",
]  # fmt: skip
WRITABLE = "find / -xdev -writable ! -type l 2>/dev/null; true"
# As behind the proxy of compose.yaml.
HOST = "cities.example.org"
PRODUCTION = {"SITE_URL": f"https://{HOST}", "ALLOWED_HOSTS": HOST, "BEHIND_PROXY": "true"}
FORWARDED = {"Host": HOST, "X-Forwarded-Proto": "https"}
PASSWORD = "s@fe#one: 50% of it"
YEAR = 1999
FILE = f"File.objects.get(edition__year={YEAR})"
MIGRATIONS = "SELECT count(*) = count(DISTINCT (app, name)) FROM django_migrations"


@pytest.fixture(scope="module")
def image():
    if lacks := lacking():
        message = f"The image cannot be built here, for lack of {', '.join(lacks)}."
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    directory = Path(tempfile.mkdtemp(prefix="image-"))
    yield Image(directory)
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def site(image, tmp_path_factory):
    """A container on an own SQLite file, with the sample content and a user of each group."""
    data = image.data(tmp_path_factory.mktemp("container") / "data")
    with Container(image, data) as container:
        container.wait_until_ready()
        for command in [["sample_content"], ["shell", "--command", MAKE_USERS]]:
            image.run(data, "python", "manage.py", *command, PORT=container.environment["PORT"])
        yield container


def settings_of_compose():
    """What compose.yaml gives the site where .env says nothing: mostly empty values."""
    return dict(re.findall(r"^ +([A-Z_]+): \$\{\1:-(\w*)\}", (ROOT / "compose.yaml").read_text(), re.MULTILINE))


def get(address, path, **headers):
    """Status, headers and body."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    answer = response.status, response.headers, response.read()
    connection.close()
    return answer


def test_the_image_has_what_the_site_needs_and_nothing_else(image, tmp_path, report):
    ours = {path: status for path, status in image.files().items() if path.parts[0] in {"app", "venv"}}
    modes = {path: status.st_mode for path, status in ours.items() if not stat.S_ISLNK(status.st_mode)}
    data = image.data(tmp_path / "data")
    figure = {
        "seconds to build": round(image.seconds),
        "MB": round(image.size() / MB),
        "static files": len([path for path in ours if path.parts[:2] == ("app", "static")]),
        "strange in /app": sorted(APP ^ {path.name for path in ours if path.parts == ("app", path.name)}),
        "not in use": [str(path) for pattern in NOT_IN_USE for path in image.root.glob(pattern)],
        "of others than root": [str(path) for path, status in ours.items() if status.st_uid or status.st_gid],
        "writable": [str(path) for path, mode in modes.items() if mode & 0o022],
        "unreadable": image.run(data, "find", "/app", "/venv", "!", "-readable").split(),
        "writable in use": sorted(image.run(data, "sh", "-c", WRITABLE).split()),
        "not compiled": [str(path) for path in modules_of_ours(ours) if compiled(path) not in ours],
    }
    bar = {name: [] for name, found in figure.items() if isinstance(found, list)}
    bar |= {"writable in use": ["/data", "/tmp"], "is small": True}
    report(figure | {"is small": image.size() < MAX_SIZE}, bar)


def modules_of_ours(paths):
    return [path for path in paths if path.parts[0] == "app" and path.suffix == ".py"]


def compiled(path):
    return path.parent / "__pycache__" / f"{path.stem}.cpython-313.pyc"


def test_a_container_is_used_as_readers_and_staff_do(image, site, report):
    figure = {"languages": [code for code in CITIES if in_its_language(site.address, code)]}
    figure |= picture(site) | edition(image, site)
    image.run(site.data, "sh", "deploy/jobs/weekly")
    figure["tracebacks"] = site.printed().count("Traceback")
    bar = {
        "languages": list(CITIES), "picture": 302, "pictures stored": True, "edition": 302, "whole": True, "part": True,
        "deleted": 302, "afterwards": 410, "tracebacks": 0,
    }  # fmt: skip
    report(figure, bar)


def picture(site):
    """What became of a picture that an editor gives to a new city."""
    folder = site.data / "media"
    before = set(folder.rglob("*.webp"))
    editor = Staff(site.address, "editor")
    form = editor.form(CITY, [("picture", "picture.png", samples.picture())])
    answer = editor.request("POST", "/admin/cities/city/add/", *form)
    return {"picture": answer.status, "pictures stored": len(set(folder.rglob("*.webp")) - before) > 0}


def edition(image, site):
    """What became of a report that its staff upload, readers fetch and staff delete."""
    staff, content = Staff(site.address), pdf_of(3 * MB)
    added = staff.add_edition(shell(image, site, "print(City.objects.get(slug='bremen').pk)"), YEAR, content)
    path, number = shell(image, site, f"file = {FILE}", "print(file.get_absolute_url(), file.edition_id)").split()
    status, _headers, whole = get(site.address, path)
    part = get(site.address, path, Range="bytes=1000000-1000099")
    page = f"/admin/reports/edition/{number}/delete/"
    seen = re.search(rb'name="seen" value="([^"]*)"', staff.get(page).body)[1].decode()
    deleted = staff.request("POST", page, *staff.form({"post": "yes", "seen": seen}))
    return {
        "edition": added.status,
        "whole": (status, whole) == (200, content),
        "part": (part[0], part[2]) == (206, content[1_000_000:1_000_100]),
        "deleted": deleted.status,
        "afterwards": get(site.address, path)[0],
    }


def shell(image, site, *lines):
    """What code prints that runs in a container beside the one of the site."""
    code = "\n".join(["from cities.models import City", "from reports.models import File", *lines])
    return image.run(site.data, "python", "manage.py", "shell", "--no-imports", "--command", code).strip()


def test_a_container_stops_in_time_whatever_it_does(image, site, tmp_path, report):
    figure = {
        "while it migrates": stopped_while_it_migrates(image, image.data(tmp_path / "data")),
        "when idle": stopped(image, site.data, None),
        "during a slow download": stopped(image, site.data, large_file(image, site)),
    }
    figure = {name: round(seconds, 1) for name, seconds in figure.items()}
    report(figure | {"in time": max(figure.values()) < SECONDS_TO_STOP}, {"in time": True})


def stopped_while_it_migrates(image, data):
    """The seconds that this takes; the next one takes up what was left."""
    with Container(image, data) as container:
        while not (data / "db.sqlite3").exists():
            time.sleep(0.05)
        seconds = container.stop()
    with Container(image, data) as container:
        container.wait_until_ready()
    return seconds


def stopped(image, data, path):
    """The seconds that a container takes to stop, while somebody reads what is at `path`, if given."""
    with Container(image, data) as container:
        container.wait_until_ready()
        with slow_reader(container, path) if path else nullcontext():
            return container.stop()


@contextmanager
def slow_reader(container, path):
    """Somebody who has asked for a file, and reads no more than its start."""
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(("127.0.0.1", int(container.environment["PORT"])))
        reader.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert reader.recv(100).startswith(b"HTTP/1.1 200")
        yield


def large_file(image, site):
    """The address of a report of 20 MB."""
    city = shell(image, site, "print(City.objects.get(slug='bremen').pk)")
    answer = Staff(site.address).add_edition(city, YEAR + 1, pdf_of(19 * MB))
    assert answer.status == 302
    return shell(image, site, f"print(File.objects.get(edition__year={YEAR + 1}).get_absolute_url())")


@contextmanager
def guarded_server():
    """An empty PostgreSQL that wants a password; gives the address for its administrator and that for the site."""
    with throwaway_server() as url:
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            cursor.execute("SHOW hba_file")
            rules = Path(cursor.fetchone()[0])
            rules.write_text(f"host all movingcities 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")
            cursor.execute("SELECT pg_reload_conf()")
            cursor.execute("CREATE ROLE movingcities LOGIN PASSWORD %s", [PASSWORD])
            cursor.execute("CREATE DATABASE movingcities OWNER movingcities")
        ours = urlsplit(url)._replace(path="/movingcities")
        yield ours.geturl(), ours._replace(netloc=f"movingcities@{ours.netloc.rpartition('@')[2]}").geturl()


def test_two_containers_start_at_once_on_an_empty_postgresql(image, tmp_path, report):
    data = image.data(tmp_path / "data")
    with guarded_server() as (admin_url, url):
        settings = settings_of_compose() | PRODUCTION | {"DATABASE_URL": url, "PGPASSWORD": PASSWORD}
        with Container(image, data, **settings) as first, Container(image, data, **settings) as second:
            seconds = [round(container.wait_until_ready(), 1) for container in [first, second]]
            answers = [get(container.address, "/de/staedte/", **FORWARDED)[0] for container in [first, second]]
            image.run(data, *image.config["Healthcheck"]["Test"][1:], PORT=first.environment["PORT"])
            stops = [container.stop() < SECONDS_TO_STOP for container in [first, second]]
        figure = {
            "seconds to ready": seconds,
            "answers": answers,
            "stop in time": stops,
            "migrated once": asked(admin_url, MIGRATIONS),
            "tracebacks": sum(container.printed().count("Traceback") for container in [first, second]),
            "with a wrong password": refused(image, data, settings | {"PGPASSWORD": "safe"}),
        }
    bar = {"answers": [200, 200], "stop in time": [True, True], "migrated once": True, "tracebacks": 0}
    report(figure, bar | {"with a wrong password": "not started, and says why"})


def asked(url, question):
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def refused(image, data, settings):
    with Container(image, data, **settings) as container:
        status = container.process.wait(timeout=60)
        said = "password authentication failed" in container.printed() and "Traceback" not in container.printed()
        return "not started, and says why" if status and said else container.printed()
