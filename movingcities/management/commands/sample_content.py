"""Loads sample/: real facts, and texts and pictures of our own. What is there already stays as it is."""

from django.core.management.base import BaseCommand
from django.db import transaction

from movingcities.sample.approaches import load_approaches
from movingcities.sample.cities import load_cities, load_networks, load_policy_areas
from movingcities.sample.loading import SampleLoader
from movingcities.sample.news import load_news
from movingcities.sample.pages import load_pages
from movingcities.sample.reports import load_reports
from movingcities.sample.translations import load_glossary
from search import index
from search.models import Document

#: In this order: each names only what those before it have made.
LOADERS = [
    load_policy_areas,
    load_networks,
    load_cities,
    load_approaches,
    load_reports,
    load_news,
    load_pages,
    load_glossary,
]


class Command(BaseCommand):
    help = "Loads the sample content. Running it again adds what is missing and changes nothing else."

    @transaction.atomic
    def handle(self, *args, **options):
        loader = SampleLoader()
        with index.postponed():
            for load in LOADERS:
                load(loader)
        if not Document.objects.exists():  # content from before there was a search
            index.rebuild()
        self.stdout.write(f"{loader.created} objects added.")
