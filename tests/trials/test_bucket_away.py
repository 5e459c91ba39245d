"""The bucket hangs, goes and comes back beside visitors; slow readers; several machines with one bucket."""

import json
import re
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests import samples
from tests.object_store import throwaway_store
from tests.real_site import address_of, free_port, prepared, start, wait_for
from tests.trials.browser import Staff, shell
from tests.trials.files import pdf_of
from tests.trials.processes import children_of, resident
from tests.trials.test_load import visitors

MB = 1024 * 1024
READERS = 20
PICTURES = 100
FILE = "/en/reports/berlin/2020/de.pdf"
PICTURE = "from cities.models import City\nprint(City.objects.exclude(picture='').first().picture.url)"


@contextmanager
def served(environment, log=subprocess.DEVNULL):
    server = start(environment, stderr=log)
    try:
        wait_for(f"{address_of(environment)}/healthz/ready")
        yield address_of(environment), server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)


@pytest.fixture
def store():
    with throwaway_store() as store:
        yield store


def get(address):
    """The status, Retry-After and body of what is there, and how long it took."""
    began = time.monotonic()
    try:
        response = urlopen(address, timeout=60)
    except HTTPError as error:
        response = error
    return response.status, response.headers.get("Retry-After"), response.read(), time.monotonic() - began


class Watch(threading.Thread):
    """Ask every second whether the site is ready."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.address, self.is_over, self.answers = address, False, []

    def run(self):
        while not self.is_over:
            status, _after, body, seconds = get(f"{self.address}/healthz/ready")
            self.answers.append((status, json.loads(body)["degraded"], seconds))
            time.sleep(1)

    @property
    def slowest(self):
        return round(max(seconds for *_rest, seconds in self.answers), 2)


@contextmanager
def observed(address):
    """Visitors and the watch beside what happens in the block; what they saw is in the dictionary afterwards."""
    watch, seen = Watch(address), {}
    watch.start()
    with visitors(address) as crowd:
        yield seen
    watch.is_over = True
    watch.join()
    seen |= {
        "visitors": dict(crowd.statuses),
        "p95 of visitors, ms": crowd.p95,
        "slowest visit, s": round(max(crowd.seconds), 2),
        "ready": sorted({status for status, *_rest in watch.answers}),
        "ready at the end": watch.answers[-1][1],
        "slowest ready, s": watch.slowest,
    }


def pictures(address, path):
    """What so many who wait for one picture get: how many of each status, and after how long the last."""
    with ThreadPoolExecutor(PICTURES) as pool:
        answers = list(pool.map(get, [address + path] * PICTURES))
    statuses = [(status, after) for status, after, *_rest in answers]
    return {
        "statuses": {f"{status} {after}": statuses.count((status, after)) for status, after in statuses},
        "slowest, s": round(max(seconds for *_rest, seconds in answers), 2),
    }


def healed(address):
    """After how many seconds a file is there again."""
    began = time.monotonic()
    while get(address)[0] != 200:
        assert time.monotonic() - began < 90
        time.sleep(0.2)
    return round(time.monotonic() - began, 1)


def test_while_the_bucket_hangs_or_is_gone_pages_come_and_files_say_so(tmp_path, store, report):
    environment = prepared(tmp_path, STORAGE_URL=store.url)
    picture = shell(environment, PICTURE)
    figure = {}
    with (tmp_path / "log").open("w") as log, served(environment, log) as (address, _master):
        with visitors(address):  # until both workers have warmed up
            time.sleep(3)
        with observed(address) as figure["whole"]:
            figure["pictures, whole"] = pictures(address, picture)
            time.sleep(8)
        store.hang()
        with observed(address) as figure["hanging"]:
            began = time.monotonic()
            for round_number in range(3):
                figure[f"pictures, hanging, {round_number}"] = pictures(address, picture)
            time.sleep(max(0, 20 - (time.monotonic() - began)))
        store.go_on()
        figure["healed after hanging, s"] = healed(address + picture)
        store.kill()
        with observed(address) as figure["gone"]:
            figure["pictures, gone"] = pictures(address, picture)
            time.sleep(15)
        store.start()
        figure["healed after being gone, s"] = healed(address + picture)
        wait_for_health(address)
        figure["pictures, back"] = pictures(address, picture)
    lines = (tmp_path / "log").read_text().splitlines()
    figure |= {"lines of the log": len(lines), "traces": sum("Traceback" in line for line in lines)}
    states = ["whole", "hanging", "gone"]
    figure |= {
        "only 200": all(set(figure[state]["visitors"]) == {200} for state in states),
        "ready always": all(figure[state]["ready"] == [200] for state in states),
        "ready within 2 s": all(figure[state]["slowest ready, s"] <= 2 for state in states),
        "named": [figure[state]["ready at the end"] for state in states],
        "files": [
            list(figure[f"pictures, {state}"]["statuses"])
            for state in ["whole", "hanging, 0", "hanging, 1", "hanging, 2", "gone", "back"]
        ],
        "files are quick to say so": all(
            figure[f"pictures, hanging, {round_number}"]["slowest, s"] <= 10 for round_number in range(3)
        ),
    }
    away, there = ["503 10"], ["200 None"]
    bar = {"only 200": True, "ready always": True, "ready within 2 s": True, "files are quick to say so": True}
    bar |= {"named": [[], ["storage"], ["storage"]], "files": [there, away, away, away, away, there], "traces": 0}
    report(figure, bar)


def wait_for_health(address):
    end = time.monotonic() + 30
    while json.loads(get(f"{address}/healthz/ready")[2])["degraded"]:
        assert time.monotonic() < end
        time.sleep(1)


class Slow(threading.Thread):
    """Somebody on a slow line who reads a file for so long, 100 kB a second."""

    def __init__(self, address, content, seconds):
        super().__init__(daemon=True)
        self.address, self.content, self.seconds, self.is_right = address, content, seconds, False

    def run(self):
        url = urlsplit(self.address)
        connection = HTTPConnection(url.netloc, timeout=60)
        connection.request("GET", url.path)
        response, place, end = connection.getresponse(), 0, time.monotonic() + self.seconds
        while time.monotonic() < end:
            some = response.read(100_000)
            self.is_right = bool(some) and some == self.content[place : place + len(some)]
            place += len(some)
            time.sleep(1)
        connection.close()


def all_resident(master):
    return resident(master) + sum(resident(worker) for worker in children_of(master))


def test_slow_readers_of_a_bucket_cost_little_memory(tmp_path, store, report):
    environment = prepared(tmp_path, STORAGE_URL=store.url)
    content = pdf_of(20 * MB)
    city = shell(environment, "from cities.models import City\nprint(City.objects.get(slug='berlin').pk)")
    with served(environment) as (address, master):
        assert Staff(address).add_edition(city, 2020, content).status == 302
    with served(environment) as (address, master):
        file = address + FILE
        for _number in range(4):  # until both workers have warmed up
            assert get(file)[2] == content
        before, peak = all_resident(master), 0
        readers = [Slow(file, content, 20) for _number in range(READERS)]
        for reader in readers:
            reader.start()
        while any(reader.is_alive() for reader in readers):
            peak = max(peak, all_resident(master))
            time.sleep(0.05)
    figure = {
        "readers": READERS,
        "right": sum(reader.is_right for reader in readers),
        "MB before": round(before / MB),
        "MB more": round((peak - before) / MB),
    }
    report(figure | {"within": figure["MB more"] <= 60}, {"right": READERS, "within": True})


def test_any_machine_serves_what_was_brought_to_another(tmp_path, store, report):
    first = prepared(tmp_path, STORAGE_URL=store.url, SECRET_KEY="one key for all machines " * 3)
    second = first | {"PORT": str(free_port()), "DATA_DIR": str(tmp_path / "other")}
    content = samples.pdf(pages=3)
    city = shell(first, "from cities.models import City\nprint(City.objects.get(slug='berlin').pk)")
    with served(first) as (one, _master), served(second) as (other, _other_master):
        token = json.loads(Staff(one).upload(content).body)["token"]
        saved = Staff(other).add_edition(city, 2020, None, **{"files-0-upload": token})
        page = get(f"{one}/en/reports/berlin/2020/")[2].decode()
        first_page = re.search(r"/media/reports\.file/\w+\.webp", page)[0]
        figure = {
            "saved elsewhere": saved.status,
            "the report, from both": [
                get(f"{site}/en/reports/berlin/2020/de.pdf")[2] == content for site in (one, other)
            ],
            "its first page, from both": [get(site + first_page)[0] for site in (one, other)],
        }
        picture = shell(first, PICTURE)
        narrower = picture.replace(".webp", "-480.webp")
        figure["pictures, from both"] = [get(site + path)[0] for site in (one, other) for path in (picture, narrower)]
    figure["on the disk of either"] = [str(path) for kind in ["webp", "pdf"] for path in tmp_path.rglob(f"*.{kind}")]
    bar = {"saved elsewhere": 302, "the report, from both": [True, True], "its first page, from both": [200, 200]}
    report(figure, bar | {"pictures, from both": [200] * 4, "on the disk of either": []})
