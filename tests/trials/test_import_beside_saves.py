"""10,000 rows are tried and taken over on SQLite while an editor saves every second."""

import csv
import io
import re
import threading
import time

from tests.real_site import prepared, serving
from tests.trials.browser import CITY, Staff, shell

ROWS = 10_000
COLUMNS = ["slug", "name_en", "country", "latitude", "longitude", "summary_en", "state", "languages"]
IMPORT, ADD = "/admin/cities/city/import/", "/admin/cities/city/add/"


class Editor(threading.Thread):
    """Saves a new city every second until told to stop; what each save took, and how many failed."""

    def __init__(self, address):
        super().__init__()
        self.staff, self.is_done = Staff(address, "editor"), threading.Event()
        self.took, self.failed = [], 0

    def run(self):
        while not self.is_done.is_set():
            began = time.monotonic()
            city = CITY | {"name_en": f"Saved {len(self.took)}"}
            answer = self.staff.request("POST", ADD, *self.staff.form(city), timeout=120)
            self.took.append(time.monotonic() - began)
            self.failed += answer.status != 302
            self.is_done.wait(max(0, 1 - self.took[-1]))

    @property
    def figure(self):
        return {"saves": len(self.took), "failed": self.failed, "slowest": round(max(self.took), 1)}


def table():
    text = io.StringIO()
    rows = [
        [f"town-{n}", f"Town {n}", "DE", "52.3989", "13.0657", f"What town {n} does", "published", "en"]
        for n in range(ROWS)
    ]
    csv.writer(text).writerows([COLUMNS, *rows])
    return text.getvalue().encode()


def beside(address, send):
    """The page that an import ends with, how long it took, and what became of the saves beside it."""
    editor = Editor(address)
    editor.start()
    began = time.monotonic()
    try:
        page = send().body.decode()
    finally:
        took = round(time.monotonic() - began)
        editor.is_done.set()
        editor.join()
    return page, editor.figure | {"seconds": took}


def test_nobody_is_locked_out_by_an_import(tmp_path, report):
    environment = prepared(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / 'db.sqlite3'}")
    with serving(environment) as address:
        staff = Staff(address, "editor")

        def send(fields=(), files=()):
            return staff.request("POST", IMPORT, *staff.form(fields, files), timeout=1800)

        tried, trial = beside(address, lambda: send(files=[("table", "towns.csv", table())]))
        kept = re.search(r'name="take_over" value="(\d+)"', tried)[1]
        taken, taking = beside(address, lambda: send({"take_over": kept}))
    count = "from cities.models import City; print(City.objects.filter(slug__startswith='town-').count())"
    figure = {"trial": trial, "taking over": taking, "trial failed": trial["failed"], "failed": taking["failed"]}
    figure |= {"is offered": f"Take over {ROWS} entries" in tried, "entries": int(shell(environment, count))}
    figure["is said"] = f"{ROWS} entries have been taken over." in taken
    bar = {"trial failed": 0, "failed": 0, "is offered": True, "entries": ROWS, "is said": True}
    report(figure, bar)
