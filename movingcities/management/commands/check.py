"""Django's own, and whether everything is there that the site needs to start."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.commands import check

from movingcities import needs


class Command(check.Command):
    def handle(self, *args, **options):
        if sentence := needs.missing(needs.TO_START):
            raise ImproperlyConfigured(sentence)
        super().handle(*args, **options)
