"""What the public cities are called, held in the order in which readers look for them."""

from typing import NamedTuple

from django.utils.translation import get_language

from cities.countries import country_name
from cities.models import City
from content.addresses import path_to
from content.freshness import held
from content.languages import Words, alphabetical, sort_key


class CityName(NamedTuple):
    """A public city with the name that a reader of the active language sees, as `t.name` of the City."""

    pk: int
    slug: str
    country: str
    is_case_study: bool
    name: Words

    def get_absolute_url(self):
        return path_to("cities:city_detail", self.slug or "-")


def city_names():
    """{primary key: CityName} of all public cities."""
    return held(("cities by key", get_language()), lambda: {city.pk: city for city in cities_by_name()})


def cities_by_name():
    """A CityName for each public city, from A to Z in the active language."""
    return held(("names of cities", get_language()), _by_name)


def cities_by_country():
    """The same by the name of the country, then by their own."""
    return held(("countries of cities", get_language()), _by_country)


def _by_country():
    names = cities_by_name()
    keys = {code: sort_key(country_name(code)) for code in {city.country for city in names}}
    return sorted(names, key=lambda city: keys[city.country])


def _by_name():
    rows = City.objects.published().as_read("name", "slug", "country", "is_case_study")
    found = {pk: CityName(pk, *rest, Words(name, language)) for pk, name, language, *rest in rows}
    return [found[pk] for pk in alphabetical({pk: city.name for pk, city in found.items()})]
