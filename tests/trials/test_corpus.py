"""Trials 1 to 5 and 17: files that others collected or broke, sent to the upload form.

The set is not part of this repository; it lies in ../shared/corpus beside it, with what is expected of each folder.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports import pdf
from reports.models import Upload, uploads
from reports.pdf import PROBLEMS, WALL_SECONDS, in_words
from tests import samples
from tests.factories import make_user

BOMBS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "make_bombs.py"
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "pdf"
KINDS = {in_words(kind): kind for kind in PROBLEMS}
# What counts as active there and is a link that a reader clicks by decision 7: to a page of another PDF.
LINKS = {"023b2ab617e7.pdf"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(client, monkeypatch):
    """Sends every file of a folder; gives [(name, status, "ok" or the kind of problem)]."""
    monkeypatch.setattr(uploads, "QUOTA_FILES", 10_000)
    monkeypatch.setattr(pdf, "WALL_SECONDS", WALL_SECONDS)
    client.force_login(make_user("Report staff"))

    def send_all(folder):
        return [send(path) for path in sorted((CORPUS / folder).iterdir())]

    def send(path):
        file = SimpleUploadedFile(f"{path.stem}.pdf", path.read_bytes(), "application/pdf")
        response = client.post(reverse("admin:reports_upload"), {"pdf": file})
        if response.status_code == 200:
            upload = Upload.objects.get(uuid=response.json()["token"])
            with upload.pdf as stored:
                assert stored.read() == pdf.without_lead(ContentFile(path.read_bytes())).read()
            return path.name, 200, "ok"
        return path.name, response.status_code, KINDS[response.json()["problem"]]

    return send_all


def counted(found):
    """How often each answer came, and how many answers were no sentence."""
    answers = {"sent": len(found), "ok": 0} | Counter(kind for _name, _status, kind in found)
    return answers | {"5xx": sum(status not in {200, 400} for _name, status, _kind in found)}


def test_trial_1_good_files_are_taken(answers, report):
    found = counted(answers("accept"))
    report(1, found, {"ok": found["sent"], "5xx": 0})


def test_trial_2_files_that_no_reader_opens_are_refused_with_their_cause(answers, report):
    report(2, counted(answers("reject")) | {"stored": Upload.objects.count()}, {"ok": 0, "5xx": 0, "stored": 0})


@pytest.mark.parametrize("folder", ["never500", "slow"])
def test_trial_3_files_that_readers_disagree_on_are_taken_or_refused(answers, report, folder):
    report(3, counted(answers(folder)), {"5xx": 0})


def test_trial_4_protected_files_are_told_apart(answers, report):
    found = counted(answers("password"))
    report(4, found, {"password": found["sent"], "5xx": 0})


def test_trial_5_no_file_with_active_content_is_taken(answers, report):
    report(5, counted([found for found in answers("active") if found[0] not in LINKS]), {"ok": 0, "5xx": 0})


def test_trial_11_no_name_breaks_anything_or_reaches_the_disk(client, monkeypatch, tmp_path, report):
    monkeypatch.setattr(uploads, "QUOTA_FILES", 10_000)
    client.force_login(make_user("Report staff"))
    subprocess.run([sys.executable, BOMBS, tmp_path], check=True, stdout=subprocess.DEVNULL)
    names = [f"{name}.pdf" for name in json.loads((CORPUS.parent / "text" / "blns.json").read_text())]
    names += json.loads((tmp_path / "FILENAMES.json").read_text())
    statuses = Counter(send_named(client, name) for name in names)
    stored = Upload.objects.values_list("pdf", flat=True)
    strange = [name for name in stored if not re.fullmatch(r"reports\.file/[0-9a-f]{32}\.pdf", name)]
    figure = {"names": len(names), "200": statuses[200], "400": statuses[400], "strange on disk": len(strange)}
    report(11, figure | {"others": len(names) - statuses[200] - statuses[400]}, {"others": 0, "strange on disk": 0})


def send_named(client, name):
    file = SimpleUploadedFile("x.pdf", samples.pdf(), "application/pdf")
    file._name = name  # what a hostile client writes into the header, past Django's own cleaning on our side
    return client.post(reverse("admin:reports_upload"), {"pdf": file}).status_code
