import json
from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from operations import stored_files

ADVICE = {
    "missing": "Missing files must come back from a backup; --mend makes narrower pictures and first pages again.",
    "altered": "Altered files must come back from a backup; --mend makes narrower pictures and first pages again.",
    "orphan": "Orphans can be deleted with --mend.",
    "leftover": "Leftovers can be deleted with --mend.",
}


class Command(BaseCommand):
    help = "Compares stored files with the database; one line of JSON for each finding, and one with the counts."

    def add_arguments(self, parser):
        parser.add_argument(
            "--sha", action="store_true", help="read every file: compare checksums of PDFs, decode pictures"
        )
        parser.add_argument(
            "--mend", action="store_true", help="delete orphans and leftovers, make small pictures again"
        )

    def handle(self, *args, sha, mend, **options):
        stored, named = stored_files.stored_names(), list(stored_files.named_files())
        counts, staying = Counter(), set()
        for finding in stored_files.findings(named, stored, with_bytes=sha):
            counts[finding.kind] += 1
            self.stdout.write(json.dumps(finding._asdict()))
            if not (mend and stored_files.mend(finding)):
                staying.add(finding.kind)
        self.stdout.write(
            json.dumps({"checked": len(named)} | {kind: counts[kind] for kind in stored_files.FINDING_KINDS})
        )
        if advice := [ADVICE[kind] for kind in stored_files.FINDING_KINDS if kind in staying]:
            raise CommandError(" ".join(advice))
