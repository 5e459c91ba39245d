"""The promise of kept pages: a second after a save is answered nobody serves the old page, who has saved not even
before. Four processes, Redis and nginx, on both databases (trial 50); and the end of a contact's consent."""

import contextlib
import itertools
import re
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from tests import postgres
from tests.real_site import ROOT, free_port, prepared, serving
from tests.trials import proxies
from tests.trials.browser import Staff, shell

CHANGES = 1000
#: So many things are changed and looked at side by side.
THINGS = 8
#: So many connections look at each change, so that every process answers, and so many through nginx.
LOOKS, LOOKS_THROUGH_NGINX = 12, 3
#: So many seconds after a change was answered, or its time has come, it must be seen.
LATEST = 1.0
#: So much later something that is scheduled becomes public.
LATER = 1.5
MAKE = f"""
from approaches.models import Approach
from cities.models import City
for number in range({THINGS}):
    print(Approach.objects.create(city=City.objects.get(slug="berlin"), title_en="Thing v0",
        slug_en=f"thing-{{number}}", summary_en="What it is", state="published").pk)
"""
#: Another program, that writes past the site: it reads primary keys, lets each be public later, and says when.
SCHEDULER = f"""
import datetime, sys
from django.utils import timezone
from approaches.models import Approach
for pk in sys.stdin:
    moment = timezone.now() + datetime.timedelta(seconds={LATER})
    Approach.objects.filter(pk=pk).update(state="published", publish_at=moment)
    print(moment.timestamp(), flush=True)
"""
#: So many seconds before midnight servers start whose clock is set.
LEAD = 30
#: The clock that settings of the site speak of.
ZONE = ZoneInfo("Europe/Berlin")


@contextlib.contextmanager
def own_redis():
    """The address of a Redis that keeps nothing."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextlib.contextmanager
def own_database(name):
    """The settings of a throwaway PostgreSQL; none for SQLite."""
    with postgres.throwaway_server() if name == "PostgreSQL" else contextlib.nullcontext() as url:
        yield {"DATABASE_URL": url} if url else {}


def look(address, path):
    """When a page was asked for, on a connection of its own, its status, and the version of the thing on it."""
    connection = proxies.connection_to(address)
    began = time.time()
    try:
        return began, *seen_on(connection, path, urlsplit(address).netloc)
    finally:
        connection.close()


def seen_on(connection, path, host):
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    version = re.search(r"Thing v(\d+)", answer.read().decode())
    return answer.status, version and int(version[1])


class Thing:
    """An approach that is changed again and again through the admin, and past it."""

    def __init__(self, number, pk, address, scheduler):
        self.pk, self.address, self.scheduler = pk, address, scheduler
        self.path, self.version = f"/en/approaches/berlin/thing-{number}/", 0
        self.staff = Staff(address, "editor")
        self.changes = itertools.cycle([self.save, self.withdraw, self.schedule])

    def change(self):
        """Change it in the next way. Gives when that was answered or is to be seen, (status, version) of its page from
        then on, and what the process that was told saw at once, or None where the site was not told."""
        return next(self.changes)()

    def save(self):
        form_address = f"/admin/approaches/approach/{self.pk}/change/"
        page = self.staff.get(form_address).body.decode()
        self.version += 1
        hidden = dict(re.findall(r'<input type="hidden" name="(form|opened)" value="([^"]*)">', page))
        forms = dict(re.findall(r'name="([\w-]+_FORMS)" value="(\d+)"', page))
        fields = {
            "title_en": f"Thing v{self.version}", "slug_en": self.path.split("/")[-2], "summary_en": "What it is",
            "city": re.search(r'<option value="(\d+)" selected', page)[1], "source_language": "en", "languages": "en",
            "state": "published", "publish_at_0": "2026-01-01", "publish_at_1": "00:00:00", "status": "running",
        }  # fmt: skip
        return self.post(form_address, hidden | forms | fields, (200, self.version))

    def withdraw(self):
        action = {"action": "take_back", "_selected_action": self.pk, "confirmed": "yes"}
        return self.post("/admin/approaches/approach/", action, (404, None))

    def schedule(self):
        moment = self.scheduler(self.pk)
        early = look(self.address, self.path)[1:]
        assert early == (404, None) or time.time() >= moment, early
        return moment, (200, self.version), None

    def post(self, address, fields, expected):
        """On one connection, and so to one process: send a form, and look at the page."""
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        body, content_type = self.staff.form(fields)
        connection.request("POST", address, body, self.staff.headers(content_type))
        answer = connection.getresponse()
        told = answer.read().decode()
        assert answer.status == 302, told
        answered = time.time()
        at_once = seen_on(connection, self.path, urlsplit(self.address).netloc)
        connection.close()
        return answered, expected, at_once

    def watch(self, proxy):
        """Change it once and count what is seen of that."""
        answered, expected, at_once = self.change()
        time.sleep(max(0, answered + LATEST - time.time()))
        looks = [look(self.address, self.path) for _look in range(LOOKS)]
        looks += [look(proxy, self.path) for _look in range(LOOKS_THROUGH_NGINX)]
        return {
            "changes": 1,
            "looks": len(looks),
            "old after a second": sum(found != expected for _began, *rest in looks for found in [tuple(rest)]),
            "old at once, from who has saved": int(at_once is not None and at_once != expected),
        }


@contextlib.contextmanager
def scheduler(environment):
    """A function that lets a thing be public later and gives the moment, in seconds since 1970."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", SCHEDULER]
    with (
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process,
        ThreadPoolExecutor(1) as one_at_a_time,
    ):

        def ask(pk):
            process.stdin.write(f"{pk}\n")
            process.stdin.flush()
            return float(process.stdout.readline())

        yield lambda pk: one_at_a_time.submit(ask, pk).result()
        process.stdin.close()


@pytest.mark.parametrize("name", ["SQLite", "PostgreSQL"])
def test_a_second_after_a_change_nobody_serves_the_old_page(tmp_path, report, name):
    counted = Counter()
    with own_redis() as redis, own_database(name) as database:
        environment = prepared(
            tmp_path, WEB_CONCURRENCY="4", CACHE_URL=redis, ALLOWED_HOSTS="127.0.0.1,localhost", **database
        )
        pks = shell(environment, MAKE).split()
        (tmp_path / "nginx").mkdir()
        with (
            serving(environment) as address,
            proxies.nginx(tmp_path / "nginx", address) as proxy,
            scheduler(environment) as later,
            ThreadPoolExecutor(THINGS) as pool,
        ):
            things = [Thing(number, pk, address, later) for number, pk in enumerate(pks)]
            for found in pool.map(lambda thing: watched(thing, proxy.https), things):
                counted.update(found)
        hits = subprocess.run(["redis-cli", "-u", redis, "info", "stats"], capture_output=True, text=True, check=True)
        counted["pages from Redis"] = int(re.search(r"keyspace_hits:(\d+)", hits.stdout)[1])
    figure = {"database": name} | dict(counted)
    report(figure, {"changes": CHANGES, "old after a second": 0, "old at once, from who has saved": 0})


def watched(thing, proxy):
    counted = Counter()
    for _change in range(CHANGES // THINGS):
        counted.update(thing.watch(proxy))
    return counted


def making_contacts(day):
    """What makes contacts of which nothing may be shown after a day, and prints the paths of their cities."""
    return f"""
from cities.models import City, Contact
for city in City.objects.published().filter(is_case_study=True).order_by("pk")[:{THINGS}]:
    Contact.objects.create(city=city, organisation_en="Thing v1", email="office@example.org",
        public_basis="They said so", public_until="{day}")
    print(city.get_absolute_url())
"""


def set_clock():
    """An environment in which programs see a clock that shows nearly midnight (Debian's faketime), and when midnight is
    on the real one, in seconds since 1970."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    midnight = datetime.combine(datetime.now(ZONE).date() + timedelta(days=1), datetime.min.time(), ZONE).timestamp()
    ahead = int(midnight - LEAD - time.time())
    # Asked again for its setting, in an environment that nginx has emptied, it would forget it.
    lasting = {"FAKETIME_CACHE_DURATION": "3600", "NO_FAKE_STAT": "1"}
    return {"LD_PRELOAD": str(library), "FAKETIME": f"+{ahead}s"} | lasting, midnight - ahead


@contextlib.contextmanager
def under(variables, monkeypatch):
    """Within it programs that start have these variables in their environment."""
    with monkeypatch.context() as patch:
        for variable, value in variables.items():
            patch.setenv(variable, value)
        yield


@pytest.mark.parametrize("name", ["SQLite", "PostgreSQL"])
def test_a_second_after_its_last_day_nobody_serves_a_contact(tmp_path, report, monkeypatch, name):
    with own_redis() as redis, own_database(name) as database:
        environment = prepared(
            tmp_path, WEB_CONCURRENCY="4", CACHE_URL=redis, ALLOWED_HOSTS="127.0.0.1,localhost", **database
        )
        paths = shell(environment, making_contacts(datetime.now(ZONE).date())).split()
        (tmp_path / "nginx").mkdir()
        clock, midnight = set_clock()
        with (
            under(clock, monkeypatch),
            serving(environment | clock) as address,
            proxies.nginx(tmp_path / "nginx", address) as proxy,
            ThreadPoolExecutor(THINGS) as pool,
        ):
            asked = [address] * LOOKS + [proxy.https] * LOOKS_THROUGH_NGINX
            before = of_all(pool.map(lambda path: looks_until(midnight, asked, path), paths))
            time.sleep(max(0, midnight + LATEST - time.time()))
            after = of_all(pool.map(lambda path: looks(asked, path), paths))
    figure = {
        "database": name,
        "looks before": len(before) > len(after),
        "missed on the last day": sum(found != (200, 1) for found in before),
        "looks": len(after),
        "shown after a second": sum(found != (200, None) for found in after),
    }
    bar = {"looks before": True, "missed on the last day": 0, "looks": THINGS * (LOOKS + LOOKS_THROUGH_NGINX)}
    report(figure, bar | {"shown after a second": 0})


def of_all(found):
    return list(itertools.chain.from_iterable(found))


def looks(addresses, path):
    """[(status, version)] of a page, asked for at each of the addresses."""
    return [look(address, path)[1:] for address in addresses]


def looks_until(moment, addresses, path):
    """The same again and again, of those that were answered before a moment."""
    found = []
    for address in itertools.cycle(addresses):
        answer = look(address, path)[1:]
        if time.time() >= moment:
            return found
        found.append(answer)
        time.sleep(0.1)  # nginx limits what one client asks for
