"""Cities side by side: which ones the query string names, and all that the page shows of them."""

from django.db.models import Prefetch, prefetch_related_objects

from approaches.filters import ApproachFilter
from approaches.models import Approach
from cities.models import City, Contact
from cities.names import cities_by_name
from reports.models import Edition

FEWEST, MOST = 2, 4
# More are never looked up: a page that long is no comparison, and nobody types it.
MOST_LOOKED_UP = 12


def chosen(slugs):
    """The public cities of these slugs, in this order and each once, and the slugs that lead to none."""
    slugs = list(dict.fromkeys(filter(None, slugs)))[:MOST_LOOKED_UP]
    public = City.objects.published().with_networks()
    found = {city.slug: city for city in public.filter(slug__in=slugs)}
    by_slug = {slug: found.get(slug) or public.at(slug.lower()).first() for slug in slugs}
    cities = list(dict.fromkeys(city for city in by_slug.values() if city))
    return cities, [slug for slug, city in by_slug.items() if not city]


def side_by_side(cities):
    """The same cities with what the page shows: approaches and their areas, editions of the report, contacts."""
    parts = [
        Prefetch("approaches", Approach.objects.published().for_cards(), to_attr="public_approaches"),
        Prefetch("contacts", Contact.objects.published(), to_attr="public_contacts"),
        Prefetch("report__editions", Edition.objects.published().with_files(), to_attr="public_editions"),
    ]
    prefetch_related_objects(cities, *parts)
    for city in cities:
        areas = [area for approach in city.public_approaches for area in approach.policy_areas.all()]
        city.areas = sorted(set(areas), key=lambda area: (area.position, area.pk))
    return cities


def worth_comparing(besides):
    """A CityName for each public city there is something to say about, by name: case studies and those with public
    approaches; without some that are chosen already."""
    chosen_already, with_approaches = {city.slug for city in besides}, ApproachFilter.whole().sets["city"]
    return [
        city
        for city in cities_by_name()
        if (city.is_case_study or city.slug in with_approaches) and city.slug not in chosen_already
    ]
