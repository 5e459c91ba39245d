from django.core.management.base import BaseCommand
from django.db import transaction

from translations.tracking import refresh


class Command(BaseCommand):
    help = (
        "Finds out anew which translations are missing or out of date; needed once after the upgrade that brought the "
        "translation desk, and after SQL written by hand."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        refresh()
