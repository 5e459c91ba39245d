"""Judging PDFs that people upload. A PDF is only ever read in a child process with limits, never in the web worker."""

import base64
import hashlib
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from content.files.limited import WALL_SECONDS, answer, reader
from content.texts import filled, megabytes
from reports.inspection import MAX_PAGE_SIDE, MAX_PAGES

MAX_PDF_BYTES = 25 * 1024 * 1024
#: What sentences say of them; 72 points are an inch.
LIMITS = {
    "size": megabytes(MAX_PDF_BYTES),
    "pages": MAX_PAGES,
    "metres": round(MAX_PAGE_SIDE / 72 * 0.0254),
    "seconds": WALL_SECONDS,
}
PDF_READER = reader("reports.inspection")
START = b"%PDF-"
# So far into a file readers look for the start of a PDF.
LEAD = 1024
# How pictures, archives, mails and web pages begin, in small letters: a PDF within one is not the file.
OTHER_KINDS = (b"gif8", b"\x89png", b"\xff\xd8\xff", b"riff", b"pk\3\4", b"\xd0\xcf\x11\xe0", b"<!doctype", b"<html")

PROBLEMS = {
    "size": gettext_noop(
        "This PDF is larger than %(size)s MB. Make it smaller, for example by saving it for the screen, and choose it "
        "again."
    ),
    "type": gettext_noop("This file is not a PDF. Save the document as PDF and choose that file."),
    "password": gettext_noop("This PDF is protected by a password. Save it without a password and choose it again."),
    "encrypted": gettext_noop(
        "This PDF is encrypted for certain people or programs. Save it without encryption and choose it again."
    ),
    "broken": gettext_noop("This PDF is broken and cannot be read. Save it anew from its source and choose it again."),
    "empty": gettext_noop("This PDF has no pages. Save it anew from its source and choose it again."),
    "pages": gettext_noop("This PDF has more than %(pages)s pages. Split it and choose one part."),
    "giant": gettext_noop(
        "This PDF has a page larger than %(metres)s metres. Save it anew with an ordinary page size and choose it "
        "again."
    ),
    "script": gettext_noop(
        "This PDF holds a script, a small program that runs while it is read. Print it to a new PDF and choose that."
    ),
    "program": gettext_noop(
        "This PDF starts a program or opens a file of its reader’s computer. Print it to a new PDF and choose that."
    ),
    "attachment": gettext_noop(
        "This PDF carries other files with it. Take these attachments out, or print it to a new PDF, and choose that."
    ),
    "opening": gettext_noop(
        "This PDF calls an address or opens another file by itself when it is opened or read. Print it to a new PDF "
        "and choose that."
    ),
    "link": gettext_noop(
        "A link in this PDF leads to a file on somebody’s computer or to a program, not to a web, mail or phone "
        "address. Correct it, save the PDF anew and choose that."
    ),
    "form": gettext_noop(
        "This PDF holds a form that sends data, fetches data or has a program of its own. Print it to a new PDF and "
        "choose that."
    ),
    "media": gettext_noop("This PDF holds sound, a film or a 3D model. Print it to a new PDF and choose that."),
    "outside": gettext_noop(
        "Parts of this PDF lie in other files or at other addresses. Print it to a new PDF and choose that."
    ),
    "heavy": gettext_noop(
        "This PDF takes too much time or memory to read. Save it anew from its source, with simpler pictures, "
        "and choose it again."
    ),
    # Which of both it is cannot be told: a file that takes long, or a machine that has other things to do.
    "slow": gettext_noop(
        "This PDF could not be checked within %(seconds)s seconds. Choose it again in a minute; if that does not help, "
        "save it anew from its source, with simpler pictures."
    ),
}

WARNINGS = {
    "scan": gettext_noop("It has no text, only pictures of pages: nobody can search it or have it read aloud."),
    "untagged": gettext_noop("It has no tags: screen readers cannot tell headings, lists and tables."),
    "title": gettext_noop("It has no title: screen readers announce the file name instead."),
    "language": gettext_noop("It does not say in which language it is: screen readers may pronounce it wrongly."),
    "fonts": gettext_noop("Not all fonts are embedded: readers may see other letters than you."),
    "author": gettext_noop("It names an author in its properties. Make sure that this person wants to be public."),
}


@dataclass
class Verdict:
    """What was found in a PDF. `problem` is a key of PROBLEMS, or empty for a PDF that can be taken."""

    size: int
    sha256: str
    problem: str = ""
    pages: int = 0
    texts: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    language: str | None = None
    picture: str | None = None

    @property
    def sentence(self):
        """The problem in words, with what to do about it; empty if there is none."""
        return in_words(self.problem) if self.problem else ""

    @property
    def warning_sentences(self):
        return warning_sentences(self.warnings)

    @property
    def first_page(self):
        """The bytes of a WebP picture of the first page, or None."""
        return base64.b64decode(self.picture) if self.picture else None


def in_words(problem):
    """A key of PROBLEMS as a sentence in the active language."""
    return filled(_(PROBLEMS[problem]), **LIMITS)


def warning_sentences(warnings):
    """Keys of WARNINGS as sentences in the active language."""
    return [_(WARNINGS[warning]) for warning in warnings]


def judged(file, is_patient=False):
    """The Verdict on an open file, told from its bytes alone.

    What it is called, and which type came with it, says how it was downloaded or saved, not what it is.
    On a busy machine a good file takes long. Who is patient waits for it; the reader's limit of CPU time still holds.
    """
    file = without_lead(file)
    content = file.read(MAX_PDF_BYTES + 1)
    file.seek(0)
    if len(content) > MAX_PDF_BYTES:
        found = {"problem": "size"}
    elif not content.startswith(START):
        found = {"problem": "type"}
    else:
        found = answer(PDF_READER, content, None if is_patient else WALL_SECONDS)
    return Verdict(size=file.size, sha256=hashlib.sha256(content).hexdigest(), **found)


def without_lead(file):
    """An open file from where the PDF in it starts, as it should be stored: that file, or one in memory.

    What printers, mail programs and scripts of a server put before it is no part of it: offsets and signatures count
    from its start. Cut off, it is no riddle to readers, and the file nothing else besides a PDF.
    """
    file.seek(0)
    head = file.read(LEAD + len(START) - 1)
    start = head.find(START)
    if start < 1 or head.lstrip().lower().startswith(OTHER_KINDS):
        file.seek(0)
        return file
    file.seek(start)
    return ContentFile(file.read(MAX_PDF_BYTES + 1), name=file.name)
