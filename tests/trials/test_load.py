"""Hostile PDFs, and many downloads at once, beside visitors."""

import json
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.corpus import pdfs
from tests.real_site import ROOT, address_of, prepared, start, wait_for
from tests.trials.browser import Staff, shell
from tests.trials.files import pdf_of
from tests.trials.processes import Memory, workers_of

MAX_SECONDS = 15
RATE = 20
MB = 1024 * 1024


class Visitors(threading.Thread):
    """Ask for a page so many times a second, while it runs."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.host, self.is_over = urlsplit(address).netloc, False
        self.seconds, self.statuses = [], Counter()

    def run(self):
        with ThreadPoolExecutor(40) as pool:
            while not self.is_over:
                pool.submit(self.visit)
                time.sleep(1 / RATE)

    def visit(self):
        began = time.monotonic()
        try:
            connection = HTTPConnection(self.host, timeout=60)
            connection.request("GET", "/en/")
            response = connection.getresponse()
            response.read()
            self.statuses[response.status] += 1
            connection.close()
        except OSError as error:
            self.statuses[type(error).__name__] += 1
        self.seconds.append(time.monotonic() - began)

    @property
    def p95(self):
        """In milliseconds."""
        return round(1000 * statistics.quantiles(self.seconds, n=20)[-1])


@contextmanager
def visitors(address):
    thread = Visitors(address)
    thread.start()
    yield thread
    thread.is_over = True
    thread.join()


@pytest.fixture
def site(tmp_path):
    """(environment, address, process) of the running site."""
    environment = prepared(tmp_path)
    server = start(environment)
    try:
        wait_for(f"{address_of(environment)}/healthz/ready")
        with visitors(address_of(environment)):  # until both workers have warmed up
            time.sleep(3)
        yield environment, address_of(environment), server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)


def quiet(address):
    with visitors(address) as calm:
        time.sleep(5)
    return calm


def of_visitors(before, during):
    failed = {status: count for status, count in during.statuses.items() if status != 200}
    return {"visitors’ p95 in ms, before and during": [before.p95, during.p95], "visitors": len(during.seconds)}, failed


def test_hostile_pdfs_are_judged_in_time_and_disturb_no_worker(site, report):
    _environment, address, master = site
    files = pdfs.slow() | pdfs.broken()
    staff = Staff(address)
    workers = workers_of(master)
    before = quiet(address)

    def send(item):
        began = time.monotonic()
        return item[0], staff.upload(item[1]).status, time.monotonic() - began

    memory = Memory(master)
    memory.start()
    with visitors(address) as during, ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, files.items()))
    memory.is_over = True
    seen, failed = of_visitors(before, during)
    figure = seen | {
        "files": len(files),
        "accepted": [name for name, status, _seconds in answers if status == 200],
        "slowest": max((round(seconds, 1), name) for name, _status, seconds in answers),
        "too slow": [name for name, _status, seconds in answers if seconds > MAX_SECONDS],
        "MB of the largest reader": round(memory.child_peak / MB),
        "readers are bounded": memory.child_peak <= 512 * MB,
        "5xx": sum(status >= 500 for _name, status, _seconds in answers),
        "visitors refused": failed,
        "worker deaths": len(set(workers) - set(workers_of(master))),
    }
    bar = {"too slow": [], "readers are bounded": True, "5xx": 0, "visitors refused": {}, "worker deaths": 0}
    report(figure, bar | {"files": 34})


def test_many_downloads_are_all_right_and_leave_room_for_visitors(site, tmp_path, report):
    environment, address, master = site
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_of(20 * MB))
    city = shell(environment, "from cities.models import City\nprint(City.objects.get(slug='berlin').pk)")
    assert Staff(address).add_edition(city, 2020, path.read_bytes()).status == 302
    workers = workers_of(master)
    before = quiet(address)
    downloads = [sys.executable, "-m", "tests.trials.downloads", f"{address}/en/reports/berlin/2020/de.pdf", path]
    with visitors(address) as during:
        found = json.loads(subprocess.run(downloads, check=True, capture_output=True, cwd=ROOT).stdout)
    seen, failed = of_visitors(before, during)
    answers = found.pop("answers")
    figure = (
        seen
        | found
        | {
            "downloads": len(answers),
            "5xx": sum(status >= 500 for status, _is_right in answers),
            "wrong bytes": sum(not is_right for _status, is_right in answers),
            "visitors refused": failed,
            "worker deaths": len(set(workers) - set(workers_of(master))),
        }
    )
    report(figure, {"5xx": 0, "wrong bytes": 0, "visitors refused": {}, "worker deaths": 0})
