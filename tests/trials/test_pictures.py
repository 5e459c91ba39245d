"""Pictures good and bad of every kind, and what is no picture, sent to the form of a city."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from tests import samples
from tests.corpus import pictures
from tests.real_site import address_of, prepared, start, wait_for
from tests.trials.browser import CITY, Staff, shell
from tests.trials.processes import Memory, resident, workers_of

MB = 1024 * 1024
MAX_RISE = 150 * MB
MAX_SECONDS = 2
ADD = "/admin/cities/city/add/"
SENTENCES = {
    "unreadable": b"This file cannot be read as a JPEG, PNG or WebP picture.",
    "pixels": b"This picture has more than 40 million pixels.",
    "size": b"This picture is larger than 10 MB.",
    "empty": b"The submitted file is empty.",
}
STORED = """
from cities.models import City
from content.files.pictures import narrower_widths, variant_name
for city in City.objects.filter(name_en="Somewhere"):
    print(city.picture.path)
    for width in narrower_widths(city.picture_width):
        print(city.picture.storage.path(variant_name(city.picture.name, width)))
"""


class Site:
    def __init__(self, directory):
        self.directory, self.environment = directory, prepared(directory)
        self.server = start(self.environment)
        wait_for(f"{address_of(self.environment)}/healthz/ready")
        self.staff = Staff(address_of(self.environment), "editor")
        for _time in range(8):  # until all of the code of both workers is in memory
            self.send(samples.picture())
        self.count = len(self.stored())

    def send(self, content, name="picture.png"):
        """Status, what became of it ("taken" or the kind of refusal) and seconds."""
        began = time.monotonic()
        answer = self.staff.request("POST", ADD, *self.staff.form(CITY, [("picture", name, content)]))
        kinds = [kind for kind, sentence in SENTENCES.items() if sentence in answer.body]
        kind = "taken" if answer.status == 302 else (kinds or [f"no sentence: {name}"])[0]
        return answer.status, kind, time.monotonic() - began

    def stored(self):
        """The paths of all pictures that were sent, in all their widths."""
        return [Path(line) for line in shell(self.environment, STORED).splitlines()]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.server.terminate()
    site.server.wait(timeout=60)


def tried(site, contents):
    """What became of all of them, with how far the memory of the workers rose and whether one died."""
    workers = workers_of(site.server.pid)
    before = sum(map(resident, workers))
    memory = Memory(site.server.pid)
    memory.start()
    answers = {name: site.send(content, name) for name, content in contents.items()}
    memory.is_over = True
    memory.join()
    return {
        "sent": len(answers),
        "taken": 0,
        **Counter(kind for _status, kind, _seconds in answers.values()),
        "5xx": sum(status >= 500 for status, _kind, _seconds in answers.values()),
        "without a sentence": sum(kind.startswith("no sentence") for _status, kind, _seconds in answers.values()),
        "slowest in s": max((round(seconds, 1), name) for name, (_status, _kind, seconds) in answers.items()),
        "too slow": sum(seconds > MAX_SECONDS for _status, _kind, seconds in answers.values()),
        "MB more in memory": round((memory.peak - before) / MB),
        "worker deaths": len(set(workers) - set(workers_of(site.server.pid))),
    }


ALWAYS = {"5xx": 0, "without a sentence": 0, "worker deaths": 0}


def undecodable(paths):
    found = []
    for path in paths:
        try:
            with Image.open(path) as picture:
                picture.load()
        except Exception:
            found.append(path.name)
    return found


def test_what_is_stored_really_opens(site, report):
    figure = tried(site, pictures.lying() | pictures.broken())
    stored = site.stored()
    figure |= {"stored, with all widths": len(stored) - site.count, "undecodable stored": len(undecodable(stored))}
    report(figure, ALWAYS | {"sent": 135, "undecodable stored": 0})


def test_bombs_are_refused_before_they_are_decoded(site, report):
    figure = tried(site, pictures.bombs())
    figure["rise is bounded"] = figure["MB more in memory"] * MB <= MAX_RISE
    report(figure, ALWAYS | {"sent": 16, "taken": 0, "rise is bounded": True, "too slow": 0})


def test_a_picture_just_below_the_limit_is_taken(site, report):
    contents = {"almost.png": pictures.good()[pictures.ALMOST], "photo.jpg": samples.picture((7300, 5400), "JPEG")}
    figure = tried(site, contents)
    figure["rise is bounded"] = figure["MB more in memory"] * MB <= MAX_RISE
    report(figure, ALWAYS | {"taken": 2, "rise is bounded": True})


def test_good_pictures_are_taken_and_lose_where_they_were_made(site, report):
    before = set(site.stored())
    figure = tried(site, pictures.good() | pictures.located())
    new = [path for path in site.stored() if path not in before]
    telling = [path for path in new if re.search(rb"Exif|EXIF|XMP|GPS|Telltale", path.read_bytes())]
    figure |= {"undecodable stored": len(undecodable(new)), "with metadata": len(telling)}
    report(figure, ALWAYS | {"sent": 56, "taken": 56, "undecodable stored": 0, "with metadata": 0})


def test_drawings_archives_and_what_only_looks_like_a_picture_are_refused(site, report):
    outside = sorted(path for path in site.directory.parent.iterdir())
    contents = pictures.no_pictures()
    figure = tried(site, contents)
    staff = Staff(address_of(site.environment))
    figure["as PDF"] = sorted({staff.upload(content, f"{name}.pdf").status for name, content in contents.items()})
    figure["files outside"] = len(sorted(path for path in site.directory.parent.iterdir())) - len(outside)
    figure["rise is bounded"] = figure["MB more in memory"] <= 256
    report(figure, ALWAYS | {"taken": 0, "as PDF": [400], "files outside": 0, "rise is bounded": True})
