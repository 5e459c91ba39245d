from django.core.management.base import BaseCommand
from django.db import transaction

from translations.tracking import refresh


class Command(BaseCommand):
    help = "Finds out anew which translations are missing or out of date; needed after SQL written by hand only."

    @transaction.atomic
    def handle(self, *args, **options):
        refresh()
