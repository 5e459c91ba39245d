"""Makes Wagtail's pages of what bench.catalogue exported: `python -m bench.wagtail_site.loading FILE`."""

import json
import os
import sys
from pathlib import Path

import django
from django.db import transaction


@transaction.atomic
def load(found):
    from wagtail.models import Page, Site

    from bench.wagtail_site.models import ApproachIndexPage, CityIndexPage, HomePage, Network, PolicyArea

    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Moving Cities", slug="moving-cities"))
    Site.objects.all().delete()
    Site.objects.create(hostname="127.0.0.1", root_page=home, is_default_site=True)
    cities = home.add_child(instance=CityIndexPage(title="Cities", slug="cities", show_in_menus=True))
    approaches = home.add_child(instance=ApproachIndexPage(title="Approaches", slug="approaches", show_in_menus=True))
    networks, areas = (rows_of(model, found[name]) for model, name in [(Network, "networks"), (PolicyArea, "areas")])
    pages = {entry["slug"]: add_city(cities, networks, **entry) for entry in found["cities"]}
    for entry in found["approaches"]:
        add_approach(approaches, areas, pages[entry.pop("city")], **entry)


def rows_of(model, names):
    """{slug: row} of {slug: name}."""
    return {slug: model.objects.create(slug=slug, name=name) for slug, name in names.items()}


def add_city(index, rows, networks, takeaways, sections, **values):
    from bench.wagtail_site.models import CityPage

    body = ([("takeaways", takeaways)] if takeaways else []) + in_blocks(sections)
    page = CityPage(body=body, **values)
    page.networks = [rows[slug] for slug in networks]
    return index.add_child(instance=page)


def add_approach(index, rows, city, areas, sections, **values):
    from bench.wagtail_site.models import ApproachPage

    page = ApproachPage(city=city, body=in_blocks(sections), **values)
    page.policy_areas = [rows[slug] for slug in areas]
    index.add_child(instance=page)


def in_blocks(sections):
    from wagtail.rich_text import RichText

    return [("section", {"heading": heading, "body": RichText(body)}) for heading, body in sections]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.wagtail_site.settings")
    django.setup()
    load(json.loads(Path(sys.argv[1]).read_text()))
