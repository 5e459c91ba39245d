"""A small catalogue drawn by chance, always the same, and what a list must find in it by plain reading."""

from datetime import date
from random import Random

from django.http import QueryDict
from django.utils.translation import override

from approaches.filters import ApproachFilter
from approaches.models import Approach
from cities.filters import CityFilter, NetworkFilter, band
from cities.models import City, Network, PolicyArea
from news.filters import NewsFilter
from news.models import NewsPost
from search.index import postponed
from tests.factories import (
    make_approach,
    make_area,
    make_city,
    make_edition,
    make_membership,
    make_network,
    make_post,
)

STATES = ["published"] * 5 + ["draft"]
LANGUAGES = ["en", "de", "el"]


@postponed()
def make_catalogue(seed=1):
    """12 cities, 5 networks, 5 areas, 40 approaches and 15 posts, about a sixth of them not public."""
    random = Random(seed)
    areas = [_area(slug) for slug in ["housing", "health", "work", "schools", "empty"]]
    networks = [
        make_network(
            f"Network {n}",
            kind=random.choice(["alliance", "programme"]),
            status=random.choice(["active", "ended"]),
            state=random.choice(STATES),
        )
        for n in range(5)
    ]
    cities = [_city(random, number, networks) for number in range(12)]
    for number in range(40):
        make_approach(
            random.choice(cities),
            random.sample(areas[:4], random.randint(0, 3)),
            title_en=f"{random.choice('ŁAÄZé')}pproach {number}",
            title_el=random.choice(["", "ώρα", "Άνθρωποι"]),
            summary_en=random.choice(["=1+1", "-x", "Plain, with “quotes”", "two\nlines"]),
            lead=random.choice(["", "municipality", "civil-society", "both"]),
            status=random.choice(["running", "ended"]),
            start_year=random.choice([None, 2015, 2018, 2020]),
            languages=random.choice([["en"], ["en", "de"], ["en", "el"]]),
            state=random.choice(STATES),
        )
    for _number in range(15):
        post = make_post(
            kind=random.choice(["news", "event"]),
            date=date(random.choice([2023, 2024, 2025]), 5, random.randint(1, 28)),
            state=random.choice(STATES),
        )
        post.cities.set(random.sample(cities, random.randint(0, 3)))
        post.networks.set(random.sample(networks, random.randint(0, 2)))


def _area(slug):
    return PolicyArea.objects.filter(slug=slug).first() or make_area(slug)


def _city(random, number, networks):
    city = make_city(
        f"{random.choice('ŁAÄZé')}ity {number}",
        country=random.choice(["DE", "GR", "PL"]),
        population=random.choice([None, 19_999, 20_000, 99_999, 100_000, 1_000_000]),
        is_case_study=random.choice([True, False]),
        verified_on=random.choice([None, date(2024, 1, 1), date(2026, 12, 31)]),
        state=random.choice(STATES),
    )
    for network in random.sample(networks, random.randint(0, 3)):
        make_membership(city, network, kind=random.choice(["member", "declaration"]))
    if random.choice([True, False]):
        make_edition(city, languages=(), state=random.choice(STATES))
    return city


def _public(things):
    return [thing for thing in things if thing.is_public]


def _years_since(day):
    return {str(year) for year in range(2022, day.year + 1)} if day else set()


def _memberships(thing):
    return [m for m in thing.memberships.all() if m.city.is_public and m.network.is_public]


def _has_report(city):
    report = getattr(city, "report", None)
    return {"yes"} if report and _public(report.editions.all()) else set()


def values_of_approach(approach):
    city = approach.city
    return {
        "area": {area.slug for area in approach.policy_areas.all()},
        "country": {city.country},
        "city": {city.slug},
        "network": {m.network.slug for m in _memberships(city)},
        "lead": {approach.lead} - {""},
        "status": {approach.status},
        "start": {str(approach.start_year)} - {"None"},
        "language": set(approach.ready_languages),
        "report": _has_report(city),
    }


def values_of_city(city):
    return {
        "country": {city.country},
        "network": {m.network.slug for m in _memberships(city)},
        "membership": {m.kind for m in _memberships(city)},
        "area": {area.slug for approach in _public(city.approaches.all()) for area in approach.policy_areas.all()},
        "case_study": {"yes"} if city.is_case_study else set(),
        "population": set(band(city.population)),
        "report": _has_report(city),
        "verified": _years_since(city.verified_on),
    }


def values_of_network(network):
    return {
        "kind": {network.kind},
        "country": {m.city.country for m in _memberships(network)},
        "status": {network.status},
    }


def values_of_post(post):
    return {
        "kind": {post.kind},
        "year": {str(post.date.year)},
        "city": {city.slug for city in _public(post.cities.all())},
        "network": {network.slug for network in _public(post.networks.all())},
    }


#: {name of the list: (model, FilterSet, address in English, what values an object has)}
LISTS = {
    "approaches": (Approach, ApproachFilter, "/en/approaches/", values_of_approach),
    "cities": (City, CityFilter, "/en/cities/", values_of_city),
    "networks": (Network, NetworkFilter, "/en/networks/", values_of_network),
    "news": (NewsPost, NewsFilter, "/en/news/", values_of_post),
}


class Oracle:
    """What a list must find and count, read object by object."""

    def __init__(self, name):
        model, self.filterset, self.address, values_of = LISTS[name]
        self.values = {thing.pk: values_of(thing) for thing in _public(model.objects.all())}
        self.uuids = {thing.pk: str(thing.uuid) for thing in model.objects.all()}
        with override("en"):
            filters = self.filterset(QueryDict(), model.objects.published())
            self.options = {facet.name: [o.value for o in facet.options] for facet in filters.shown_facets}

    def found(self, chosen):
        """The uuids of what fits {name: values}."""
        return {
            self.uuids[pk]
            for pk, values in self.values.items()
            if all(values[name] & set(wanted) for name, wanted in chosen.items())
        }

    def counts(self, chosen):
        """{name: {value: number of those that have it and fit the filters of all other names}}."""
        return {
            name: {
                value: len(self.found({other: v for other, v in chosen.items() if other != name} | {name: [value]}))
                for value in options
            }
            for name, options in self.options.items()
        }

    def random_filter(self, random):
        names = random.sample(list(self.options), random.randint(0, min(3, len(self.options))))
        return {
            name: random.sample(self.options[name], random.randint(1, min(3, len(self.options[name]))))
            for name in names
        }
