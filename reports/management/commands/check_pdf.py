import json
import sys

from django.core.files import File
from django.core.management.base import BaseCommand

from reports.pdf import judged


class Command(BaseCommand):
    help = (
        "Judges PDFs as the upload form does, but waits for as long as that takes: "
        "one JSON line a file, in their order. Exit code 1 if one is refused."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args, **options):
        is_all_ok = True
        for name in options["files"]:
            answer = self.answer(name)
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            is_all_ok = is_all_ok and answer["ok"]
        if not is_all_ok:
            sys.exit(1)

    def answer(self, name):
        try:
            with open(name, "rb") as file:
                verdict = judged(File(file), is_patient=True)
        except OSError as error:
            return {"ok": False, "problems": [error.strerror], "warnings": [], "pages": 0, "language": None}
        return {
            "ok": not verdict.problem,
            "problems": [verdict.sentence] if verdict.problem else [],
            "warnings": verdict.warning_sentences,
            "pages": verdict.pages,
            "language": verdict.language,
        }
