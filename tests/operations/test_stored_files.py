"""Stored files against rows: a walk of random steps and, so that it can turn red, each defect on its own."""

import hashlib
import json
import os
import random
import time
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import transaction

from cities.models import City
from content.files.pictures import variant_name
from reports.models import File
from tests import samples
from tests.factories import make_city, make_edition

pytestmark = pytest.mark.django_db

HEX = "0" * 32
NOTHING = {"missing": 0, "altered": 0, "orphan": 0, "leftover": 0}


def check_media(*options):
    """What the command prints: its findings, its counts, and its advice where something stays as it is."""
    printed, advice = StringIO(), None
    try:
        call_command("check_media", *options, stdout=printed)
    except CommandError as error:
        advice = str(error)
    *found, counts = map(json.loads, printed.getvalue().splitlines())
    return found, counts, advice


def age(directory, days=2):
    moment = time.time() - days * 24 * 3600
    for path in directory.rglob("*"):
        if path.is_file():
            os.utime(path, (moment, moment))


def put(directory, *names):
    for name in names:
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")


def names_below(directory):
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file())


def set_picture(city):
    city.picture = ContentFile(samples.picture((500, 4), "WEBP"), name="x.webp")
    city.save()
    return city


def test_a_site_in_order_has_nothing_to_report(tmp_path):
    make_edition(languages=["de", "en"])
    set_picture(make_city())
    age(tmp_path)
    _found, counts, advice = check_media("--sha", "--mend")
    assert (counts.items() >= NOTHING.items(), counts["checked"] >= 3, advice) == (True, True, None)
    assert check_media("--sha")[1] == counts


@pytest.mark.parametrize("options", [[], ["--mend"], ["--sha"]])
def test_a_file_missing_on_disk_is_named_with_its_row_and_cannot_be_mended(options):
    city = set_picture(make_city())
    (file,) = make_edition().files.all()
    default_storage.delete(city.picture.name)
    default_storage.delete(file.pdf.name)
    found, counts, advice = check_media(*options)
    assert sorted(found, key=lambda finding: finding["name"]) == [
        {"kind": "missing", "name": city.picture.name, "owner": f"cities.city {city.pk}"},
        {"kind": "missing", "name": file.pdf.name, "owner": f"reports.file {file.pk}"},
    ]
    assert counts.items() >= (NOTHING | {"missing": 2}).items()
    assert advice == "Missing files must come back from a backup; --mend makes narrower pictures and first pages again."


@pytest.mark.parametrize("change", [lambda content: content[:-1], lambda content: content[:-1] + b"!"])
def test_changed_bytes_are_found_when_asked_for_and_cannot_be_mended(tmp_path, change):
    (file,) = make_edition().files.all()
    path = tmp_path / file.pdf.name
    path.write_bytes(change(path.read_bytes()))
    assert check_media()[2] is None
    found, counts, advice = check_media("--sha", "--mend")
    assert found == [{"kind": "altered", "name": file.pdf.name, "owner": f"reports.file {file.pk}"}]
    assert counts.items() >= (NOTHING | {"altered": 1}).items()
    assert advice == "Altered files must come back from a backup; --mend makes narrower pictures and first pages again."


def test_a_narrower_picture_or_a_first_page_that_is_missing_is_made_again(tmp_path):
    city = set_picture(make_city())
    (file,) = make_edition().files.all()
    narrower = variant_name(city.picture.name, 480)
    before = {name: (tmp_path / name).read_bytes() for name in [narrower, file.first_page.name]}
    for name in before:
        default_storage.delete(name)
    found, counts, advice = check_media("--mend")
    assert {(finding["kind"], finding["name"]) for finding in found} == {("missing", name) for name in before}
    assert (counts["missing"], advice) == (2, None)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert check_media("--sha")[0] == []


def test_a_picture_that_cannot_be_read_is_found_and_made_again_where_that_is_possible(tmp_path):
    city = set_picture(make_city())
    narrower = variant_name(city.picture.name, 480)
    (tmp_path / narrower).write_bytes(b"RIFF")
    assert check_media()[0] == []
    found, _counts, advice = check_media("--sha", "--mend")
    assert (found[0]["kind"], found[0]["name"], len(found), advice) == ("altered", narrower, 1, None)
    assert check_media("--sha")[0] == []
    (tmp_path / city.picture.name).write_bytes(b"RIFF")
    default_storage.delete(narrower)
    found, counts, advice = check_media("--sha", "--mend")
    assert (counts["missing"], counts["altered"], len(found), bool(advice)) == (1, 1, 2, True)
    assert names_below(tmp_path) == [city.picture.name]


def test_files_that_no_row_names_are_orphans_and_are_deleted_on_wish(tmp_path):
    set_picture(make_city())
    kept = names_below(tmp_path)
    orphans = [f"cities.city/{HEX}.webp", f"reports.file/{HEX}.pdf"]
    put(tmp_path, *orphans)
    age(tmp_path)
    found, counts, advice = check_media()
    assert found == [{"kind": "orphan", "name": name, "owner": None} for name in orphans]
    assert counts.items() >= (NOTHING | {"orphan": 2}).items()
    assert advice == "Orphans can be deleted with --mend."
    assert names_below(tmp_path) == sorted([*kept, *orphans])
    assert check_media("--mend") == (found, counts, None)
    assert names_below(tmp_path) == kept
    assert check_media()[0] == []


def test_a_narrower_picture_is_an_orphan_exactly_when_its_original_is(tmp_path):
    stem = set_picture(make_city()).picture.name.removesuffix(".webp")
    kept = {f"{stem}-480.webp", f"{stem}-960.webp"}
    lost = [f"cities.city/{HEX}-480.webp", f"cities.city/{HEX}-960.webp", f"cities.city/{HEX}.webp"]
    put(tmp_path, *kept, *lost)
    age(tmp_path)
    assert [finding["name"] for finding in check_media("--mend")[0]] == lost
    assert kept <= set(names_below(tmp_path))
    put(tmp_path, *lost[:2])
    age(tmp_path)
    put(tmp_path, lost[2])
    assert check_media()[0] == []


def test_leftovers_of_interrupted_uploads_are_deleted_on_wish(tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    in_storage = ["cities.city/.hidden", f"reports.file/{HEX}.pdf.{HEX}.part"]
    put(tmp_path, *in_storage, "uploads/tmpabc.upload.pdf")
    age(tmp_path)
    found, counts, advice = check_media()
    names = [*in_storage, str(tmp_path / "uploads/tmpabc.upload.pdf")]
    assert found == [{"kind": "leftover", "name": name, "owner": None} for name in names]
    assert counts == {"checked": 0} | NOTHING | {"leftover": 3}
    assert advice == "Leftovers can be deleted with --mend."
    assert check_media("--mend") == (found, counts, None)
    assert names_below(tmp_path) == []


def test_what_is_younger_than_a_day_may_be_on_its_way_and_is_spared(tmp_path):
    young = [f"cities.city/{HEX}.webp", f"cities.city/{HEX}.webp.{HEX}.part", "tmpabc.upload.pdf"]
    put(tmp_path, *young)
    age(tmp_path, days=0.9)
    assert check_media("--mend") == ([], {"checked": 0} | NOTHING, None)
    assert names_below(tmp_path) == young


def test_files_that_are_none_of_ours_are_left_alone(tmp_path):
    foreign = ["db.sqlite3", "secret_key", ".env", "tmpabc", "somebody.else/x.webp", "backup/x.part"]
    put(tmp_path, *foreign)
    age(tmp_path)
    assert check_media("--mend") == ([], {"checked": 0} | NOTHING, None)
    assert names_below(tmp_path) == sorted(foreign)


class Attic(InMemoryStorage):
    """A storage without paths, like a bucket, in which everything is old."""

    def get_modified_time(self, name):
        return super().get_modified_time(name).replace(year=2000)


def test_a_storage_without_paths_is_checked_and_mended_too(settings):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "tests.operations.test_stored_files.Attic"}}
    kept, lost = set_picture(make_city()), set_picture(make_city())
    default_storage.delete(lost.picture.name)
    default_storage.save(f"cities.city/{HEX}.webp", ContentFile(b"x"))
    found, _counts, _advice = check_media("--sha", "--mend")
    assert {(finding["kind"], finding["name"]) for finding in found} == {
        ("missing", lost.picture.name),
        ("orphan", f"cities.city/{HEX}.webp"),
    }
    assert default_storage.exists(kept.picture.name)
    assert not default_storage.exists(f"cities.city/{HEX}.webp")


class RolledBack(Exception):
    pass


class Walk:
    """Random changes to the files of a few reports and cities; every fourth of them is rolled back."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.editions = [make_edition(languages=[]) for _edition in range(2)]
        self.cities = [make_city() for _city in range(3)]
        self.pictures = [samples.picture((side, 4), "WEBP") for side in (20, 500)]

    def step(self):
        change = self.random.choice([self.save_report, self.delete_report, self.save_picture, self.remove_picture])
        try:
            with transaction.atomic():
                change()
                if self.random.random() < 0.25:
                    raise RolledBack
        except RolledBack:
            pass

    def save_report(self):
        """Add a file, or replace the one of its language."""
        content = b"%PDF-" + self.random.randbytes(20)
        place = {"edition": self.random.choice(self.editions), "language": self.random.choice(["de", "en", "el"])}
        file = File.objects.filter(**place).first() or File(**place)
        file.pdf = ContentFile(content, name="x.pdf")
        file.sha256, file.size, file.pages = hashlib.sha256(content).hexdigest(), len(content), 1
        file.save()

    def delete_report(self):
        if files := File.objects.all():
            self.random.choice(files).delete()

    def save_picture(self):
        city = self.random_city()
        city.picture = ContentFile(self.random.choice(self.pictures), name="x.webp")
        city.save()

    def remove_picture(self):
        city = self.random_city()
        city.picture = ""
        city.save()

    def random_city(self):
        return City.objects.get(pk=self.random.choice(self.cities).pk)


def walk(steps, directory, capture_on_commit):
    """Go so many random steps, and then ask whether files and rows agree."""
    walk = Walk(15)
    for _step in range(steps):
        with capture_on_commit(execute=True):
            walk.step()
    assert File.objects.exists()
    assert City.objects.exclude(picture="").exists()
    age(directory)
    _found, before, _advice = check_media("--sha")
    assert (before["missing"], before["altered"], before["leftover"]) == (0, 0, 0)
    assert check_media("--sha", "--mend")[2] is None
    assert check_media("--sha") == ([], {"checked": before["checked"]} | NOTHING, None)


def test_after_many_random_steps_nothing_is_missing_and_no_orphan_stays(tmp_path, django_capture_on_commit_callbacks):
    """`make trials` goes 500."""
    walk(60, tmp_path, django_capture_on_commit_callbacks)
