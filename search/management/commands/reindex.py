import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search import index


class Command(BaseCommand):
    help = "Makes the search index anew; with --check says what in it is wrong and exits with 1 if something is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Compare only, change nothing.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if not check:
            self.stdout.write(f"{index.rebuild()} documents.")
            return
        number = 0
        for number, (what, document) in enumerate(index.faults(), 1):  # noqa: B007
            self.stdout.write(f"{what}: {document}")
        self.stdout.write(f"{number} differences." if number else "The index is right.")
        if number:
            sys.exit(1)
