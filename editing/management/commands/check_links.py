from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from editing.links.checking import PAUSE, Checker, check_links


class Command(BaseCommand):
    help = "Follows all links of the texts and says which are probably broken. For a nightly timer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--allow-private", action="store_true", help="Also ask hosts of private networks.")
        parser.add_argument("--pause", type=float, default=PAUSE, help="Seconds between two requests to one host.")

    def handle(self, *args: Any, **options: Any) -> None:
        number, broken = check_links(Checker(options["allow_private"], options["pause"]))
        for link in broken:
            self.stdout.write(f"Probably broken: {link.address}\n  {link.get_problem_display()} {link.sentence}")
        self.stdout.write(f"{number} links, {len(broken)} probably broken.")
