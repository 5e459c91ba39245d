import json
import sys

from django.core.files import File
from django.core.management.base import BaseCommand

from reports.pdf import judged


class Command(BaseCommand):
    help = "Judges PDFs as the upload form does: one JSON line a file. Exit code 1 if one of them would be refused."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args, **options):
        answers = [self.answer(name) for name in options["files"]]
        for answer in answers:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if not all(answer["ok"] for answer in answers):
            sys.exit(1)

    def answer(self, name):
        try:
            with open(name, "rb") as file:
                verdict = judged(File(file))
        except OSError as error:
            return {
                "file": name,
                "ok": False,
                "problems": [error.strerror],
                "warnings": [],
                "pages": 0,
                "language": None,
            }
        return {
            "file": name,
            "ok": not verdict.problem,
            "problems": [verdict.sentence] if verdict.problem else [],
            "warnings": verdict.warning_sentences,
            "pages": verdict.pages,
            "language": verdict.language,
        }
