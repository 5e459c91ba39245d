import json
import sys
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils.translation import override

from reports import pdf
from reports.inspection import language_of_text
from reports.pdf import PROBLEMS, WARNINGS, judged, warning_sentences
from tests import samples
from tests.corpus.pdfs import damaged

pytestmark = pytest.mark.once


def problem(content):
    return judged(ContentFile(content)).problem


def test_a_readable_pdf_is_taken_with_what_is_in_it():
    content = samples.pdf(pages=3, text=samples.GERMAN, change=samples.with_everything)
    found = judged(ContentFile(content))
    assert (found.problem, found.pages, found.size, len(found.sha256)) == ("", 3, len(content), 64)
    assert found.language == "de"
    assert found.texts[2].count("Zivilgesellschaft") == 4
    assert found.first_page.startswith(b"RIFF")
    assert found.warnings == ["fonts", "author"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "type"),
        (b"<html>not a pdf</html>", "type"),
        (b"%PDF-1.7\n" + b"x" * 500, "broken"),
        (samples.pdf()[:300], "broken"),
        (samples.pdf(pages=0), "empty"),
        (samples.pdf(pages=2001), "pages"),
        (samples.pdf(password="secret"), "password"),
        (samples.pdf(change=samples.with_giant_page), "giant"),
        (b"%PDF-" + b"x" * (25 * 1024 * 1024), "size"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_readable_pdf_is_refused_with_its_cause(content, expected):
    assert problem(content) == expected


def test_a_damaged_pdf_is_taken_or_refused_with_a_cause():
    """`make trials` tries 60."""
    assert {problem(content) for content in damaged(6).values()} <= {"", *PROBLEMS}


def test_a_pdf_that_eats_memory_is_refused_and_this_process_lives():
    assert problem(samples.pdf_bomb(megabytes=700)) == "heavy"
    assert problem(samples.pdf()) == ""


def test_what_a_pdf_lacks_for_readers_is_named():
    bare = judged(ContentFile(samples.pdf()))
    assert bare.warnings == ["scan", "untagged", "title", "language"]
    good = judged(ContentFile(samples.pdf(text=samples.GERMAN, change=samples.with_everything)))
    assert {"scan", "untagged", "title", "language"} & set(good.warnings) == set()


def test_each_lack_is_told_from_every_other():
    cures = {
        "untagged": lambda document: document.Root.update({"/MarkInfo": pikepdf.Dictionary(Marked=True)}),
        "title": lambda document: document.docinfo.update({"/Title": "Stadtbericht"}),
        "language": lambda document: document.Root.update({"/Lang": "de"}),
    }
    for cured in (set(names) for number in range(4) for names in combinations(cures, number)):
        content = samples.pdf(change=lambda document, cured=cured: [cures[name](document) for name in cured])
        assert {"scan", *judged(ContentFile(content)).warnings} == {"scan", *cures} - cured


LEADS = {
    "the mark of UTF-8": b"\xef\xbb\xbf",
    "empty lines": b"\n" * 900,
    "what wakes a printer": b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n",
    "part of a form": b"--F2B80151\r\nContent-Type: application/pdf\r\n\r\n",
    "an answer of a server": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
    "a complaint of a script": b"<br />\n<b>Notice</b>: Undefined index in <b>report.php</b> on line 5<br />\n",
    "as much as readers pass over": b"\0" * 1023,
}


@pytest.mark.parametrize("lead", LEADS.values(), ids=LEADS)
def test_what_a_printer_a_mail_program_or_a_server_put_before_a_pdf_is_no_part_of_it(lead):
    content = samples.pdf(pages=2)
    found, plain = judged(ContentFile(lead + content)), judged(ContentFile(content))
    assert (found.problem, found.pages) == ("", 2)
    assert (found.size, found.sha256) == (len(content), plain.sha256)


@pytest.mark.parametrize("lead", [b"\0" * 1024, b"GIF89a", b"\x89PNG\r\n", b"PK\x03\x04", b"\n<!DOCTYPE html><html>"])
def test_what_begins_as_something_else_or_begins_too_late_is_no_pdf(lead):
    assert problem(lead + samples.pdf()) == "type"


def protected(**protection):
    content = BytesIO()
    with pikepdf.open(BytesIO(samples.pdf(text=samples.GERMAN))) as document:
        document.save(content, encryption=pikepdf.Encryption(**protection))
    return content.getvalue()


@pytest.mark.parametrize(
    "revision",
    [{"R": 2, "aes": False, "metadata": False}, {"R": 3, "aes": False, "metadata": False}, {"R": 4}, {"R": 6}],
)
def test_a_pdf_that_opens_without_a_password_is_taken_whatever_it_forbids(revision):
    rights = pikepdf.Permissions(extract=False, print_lowres=False, print_highres=False)
    found = judged(ContentFile(protected(owner="secret", user="", allow=rights, **revision)))
    assert (found.problem, found.language) == ("", "de")


def test_a_pdf_that_some_readers_ask_a_password_for_is_protected_by_one():
    assert problem(protected(owner="", user="secret")) == "password"


def test_a_pdf_for_certain_people_is_told_from_a_broken_one():
    certificate = "/Encrypt << /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 >> /ID [(a) (a)]"
    assert problem(samples.written_pdf(trailer=certificate)) == "encrypted"


def test_a_reader_that_is_not_done_in_time_is_ended_and_that_is_said_without_blaming_the_file(monkeypatch):
    monkeypatch.setattr(pdf, "WALL_SECONDS", 0.1)
    assert problem(samples.pdf()) == "slow"


SLOW = """
import time
from content.files.limited import serve
from reports.inspection import inspect
time.sleep(2)
serve(inspect)
"""


def test_on_a_slow_machine_who_waits_for_no_upload_gets_the_judgement(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(pdf, "PDF_READER", [sys.executable, "-c", SLOW])
    monkeypatch.setattr(pdf, "WALL_SECONDS", 1)
    content = samples.pdf(pages=2)
    assert problem(content) == "slow"
    assert judged(ContentFile(content), is_patient=True).pages == 2
    (tmp_path / "good.pdf").write_bytes(content)
    call_command("check_pdf", tmp_path / "good.pdf")
    assert json.loads(capsys.readouterr().out)["pages"] == 2


def test_who_is_patient_does_not_wait_for_ever(monkeypatch):
    start = "from content.files import limited; limited.CPU_SECONDS = 1; limited.limit_this_process()\n"
    monkeypatch.setattr(pdf, "PDF_READER", [sys.executable, "-c", f"{start}while True: pass"])
    assert judged(ContentFile(samples.pdf()), is_patient=True).problem == "heavy"


HIJACKED = """
import json, os
from content.files.limited import limit_this_process
limit_this_process()
try:
    with open("hijacked", "w") as file:
        file.write("x")
except OSError as error:
    print(json.dumps({"problem": os.environ.get("SECRET_KEY", "none") + " " + error.strerror}))
"""


def test_a_pdf_that_takes_over_its_reader_finds_no_secret_and_can_write_no_file(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setattr(pdf, "PDF_READER", [sys.executable, "-c", HIJACKED])
    try:
        assert problem(samples.pdf()) == "none File too large"
    finally:
        (Path(pdf.__file__).parent.parent / "hijacked").unlink(missing_ok=True)


# What a PDF is called, and as what a browser declares it, after a download.
HEARSAY = [
    ("a.pdf", "application/pdf"),
    ("a.PDF", "application/x-download"),
    ("a.pdf", "application/force-download"),
    ("a", "binary/octet-stream"),
    (".pdf", "application/pdf; charset=binary"),
    ("a.pdf.download", ""),
    ("download.php", "text/html"),
    ("a.pdf.exe", "application/octet-stream"),
]
CONTENTS = {
    "pdf": samples.pdf(),
    "html": b"<html></html>",
    "png": samples.picture(),
    "gif+pdf": b"GIF89a" + samples.pdf(),
    "zip": b"PK\x03\x04",
    "empty": b"",
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_only_what_is_a_pdf_by_its_bytes_is_taken_whatever_it_is_called(kind):
    problems = [judged(SimpleUploadedFile(name, CONTENTS[kind], declared)).problem for name, declared in HEARSAY]
    assert problems == ["" if kind == "pdf" else "type"] * len(HEARSAY)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (samples.GERMAN * 3, "de"),
        (samples.ENGLISH * 3, "en"),
        ("Les villes et les communes sont pour une politique qui est avec les gens dans des quartiers. " * 3, "fr"),
        ("Las ciudades y los municipios son para las personas que es como una casa, pero más grande. " * 3, "es"),
        ("Le città e i comuni non sono soli, che è per gli abitanti una cosa della vita con il mondo. " * 3, "it"),
        ("Miasto i urząd nie są same, które jest dla ludzi oraz od lat przez radę się do tego na co dzień. " * 3, "pl"),
        ("Η πόλη και το γραφείο δεν είναι μόνα, που για όλους είναι από την αρχή στην ίδια θέση. " * 3, "el"),
        ("Lorem ipsum dolor sit amet " * 30, None),
        ("Die Stadt", None),
        ("", None),
    ],
)
def test_the_language_of_a_text_is_named_when_it_is_sure(text, language):
    assert language_of_text(text) == language


def test_every_sentence_speaks_the_language_of_its_reader():
    for code in ["de", "fr", "es", "it", "pl", "el"]:
        with override(code):
            sentences = [str(judged(ContentFile(b"x")).sentence), *warning_sentences(WARNINGS)]
        assert [s for s in sentences if s in {*PROBLEMS.values(), *WARNINGS.values()}] == []


def test_check_pdf_gives_the_same_judgement_one_line_a_file(tmp_path, capsys):
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(samples.pdf(pages=2, text=samples.GERMAN))
    bad.write_bytes(samples.pdf(password="x"))
    with pytest.raises(SystemExit) as end:
        call_command("check_pdf", good, bad, tmp_path / "missing.pdf")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert end.value.code == 1
    assert [list(line) for line in lines] == [["ok", "problems", "warnings", "pages", "language"]] * 3
    assert [line["ok"] for line in lines] == [True, False, False]
    assert (lines[0]["pages"], lines[0]["language"], lines[0]["problems"]) == (2, "de", [])
    assert len(lines[0]["warnings"]) == 4
    assert lines[1]["problems"] == [
        "This PDF is protected by a password. Save it without a password and choose it again."
    ]
    call_command("check_pdf", good)
