"""PDFs good and bad of every kind, sent to the upload form."""

import re
from collections import Counter

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports import pdf
from reports.models import Upload, uploads
from reports.pdf import PROBLEMS, WALL_SECONDS
from tests import samples
from tests.acting_pdfs import ACTING
from tests.corpus import pdfs
from tests.corpus.texts import FILE_NAMES, naughty_texts
from tests.factories import make_user

KINDS = {sentence: kind for kind, sentence in PROBLEMS.items()}
pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(client, monkeypatch):
    """Sends every file of {name: bytes}; gives [(name, status, "ok" or the kind of problem)]."""
    monkeypatch.setattr(uploads, "QUOTA_FILES", 10_000)
    monkeypatch.setattr(pdf, "WALL_SECONDS", WALL_SECONDS)
    client.force_login(make_user("Report staff"))

    def send(name, content):
        file = SimpleUploadedFile("a.pdf", content, "application/pdf")
        response = client.post(reverse("admin:reports_upload"), {"pdf": file})
        if response.status_code == 200:
            upload = Upload.objects.get(uuid=response.json()["token"])
            with upload.pdf as stored:
                assert stored.read() == pdf.without_lead(ContentFile(content)).read()
            return name, 200, "ok"
        return name, response.status_code, KINDS[response.json()["problem"]]

    return lambda files: [send(name, content) for name, content in files.items()]


def counted(found):
    """How often each answer came, and how many answers were no sentence."""
    answers = {"sent": len(found), "ok": 0} | Counter(kind for _name, _status, kind in found)
    return answers | {"5xx": sum(status not in {200, 400} for _name, status, _kind in found)}


def test_good_files_are_taken(answers, report):
    report(counted(answers(pdfs.good())), {"sent": 69, "ok": 69, "5xx": 0})


def test_files_that_no_reader_opens_are_refused_with_their_cause(answers, report):
    figure = counted(answers(pdfs.broken())) | {"stored": Upload.objects.count()}
    bar = {"broken": 14, "type": 5, "encrypted": 2, "empty": 1, "pages": 1, "giant": 1}
    report(figure, bar | {"sent": 24, "ok": 0, "5xx": 0, "stored": 0})


def test_damaged_files_are_taken_or_refused(answers, report):
    report(counted(answers(pdfs.damaged(60))), {"sent": 60, "5xx": 0})


def test_files_that_keep_readers_busy_are_taken_or_refused(answers, report):
    report(counted(answers(pdfs.slow())), {"sent": 10, "5xx": 0})


def test_protected_files_are_told_apart(answers, report):
    report(counted(answers(pdfs.protected_by_password())), {"sent": 28, "password": 28, "5xx": 0})


def test_no_file_with_active_content_is_taken(answers, report):
    files = {f"{kind}: {name}": content for kind, acting in ACTING.items() for name, content in acting.items()}
    kinds = {kind: len(acting) for kind, acting in ACTING.items()}
    report(counted(answers(files)), kinds | {"sent": len(files), "ok": 0, "5xx": 0})


def test_no_name_breaks_anything_or_reaches_the_disk(client, monkeypatch, report):
    monkeypatch.setattr(uploads, "QUOTA_FILES", 10_000)
    client.force_login(make_user("Report staff"))
    names = [f"{text}.pdf" for text in naughty_texts()] + FILE_NAMES
    statuses = Counter(send_named(client, name) for name in names)
    stored = Upload.objects.values_list("pdf", flat=True)
    strange = [name for name in stored if not re.fullmatch(r"reports\.file/[0-9a-f]{32}\.pdf", name)]
    figure = {"names": len(names), "200": statuses[200], "400": statuses[400], "strange on disk": len(strange)}
    others = len(names) - statuses[200] - statuses[400]
    report(figure | {"others": others}, {"names": 513, "others": 0, "strange on disk": 0})


def send_named(client, name):
    file = SimpleUploadedFile("x.pdf", samples.pdf(), "application/pdf")
    file._name = name  # what a hostile client writes into the header, past Django's own cleaning on our side
    return client.post(reverse("admin:reports_upload"), {"pdf": file}).status_code
