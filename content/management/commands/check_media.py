import json
from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from content import media

ADVICE = {
    "missing": "Missing files cannot be mended here: bring them back from a backup.",
    "altered": "Altered files cannot be mended here: bring them back from a backup.",
    "orphan": "Orphans can be deleted with --mend.",
    "leftover": "Leftovers can be deleted with --mend.",
}


class Command(BaseCommand):
    help = "Compares stored files with the database; one line of JSON for each finding, and one with the counts."

    def add_arguments(self, parser):
        parser.add_argument("--sha", action="store_true", help="read every file whose checksum is known, and compare")
        parser.add_argument(
            "--mend", action="store_true", help="delete orphans and leftovers; nothing else can be mended"
        )

    def handle(self, *args, sha, mend, **options):
        stored, named = media.stored_names(), list(media.named_files())
        counts = Counter()
        for finding in media.findings(named, stored, with_bytes=sha):
            counts[finding.kind] += 1
            self.report(finding, mend)
        self.stdout.write(json.dumps({"checked": len(named)} | {kind: counts[kind] for kind in media.KINDS}))
        if advice := [ADVICE[kind] for kind in media.KINDS if counts[kind] and not (mend and kind in media.MENDABLE)]:
            raise CommandError(" ".join(advice))

    def report(self, finding, is_mending):
        self.stdout.write(json.dumps(finding._asdict()))
        if is_mending and finding.kind in media.MENDABLE:
            media.mend(finding)
