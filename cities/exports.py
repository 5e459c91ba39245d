from django.utils.translation import gettext_lazy as _

from content.rich_text import words_of
from lists.files import Column, Export


def points_of(cities):
    """Where cities are, in the order of GeoJSON: [longitude, latitude] of each."""
    return [[float(city.longitude), float(city.latitude)] for city in cities]


CITIES = Export(
    columns=[
        Column("name", _("name"), lambda city: city.t.name),
        Column("country", _("country code"), lambda city: city.country),
        Column("country_name", _("country"), lambda city: city.country_name),
        Column("latitude", _("latitude"), lambda city: float(city.latitude)),
        Column("longitude", _("longitude"), lambda city: float(city.longitude)),
        Column("population", _("population"), lambda city: city.population),
        Column("population_year", _("year of the population figure"), lambda city: city.population_year),
        Column("case_study", _("case study"), lambda city: city.is_case_study),
        Column("networks", _("networks"), lambda city: [m.network.t.name for m in city.public_memberships]),
        Column("summary", _("summary"), lambda city: city.t.summary),
        Column("website", _("website"), lambda city: city.website),
    ],
    title=lambda city: city.t.name,
    summary=lambda city: city.t.summary or city.country_name,
    points=lambda city: points_of([city]),
)

NETWORKS = Export(
    columns=[
        Column("name", _("name"), lambda network: network.t.name),
        Column("kind", _("kind"), lambda network: network.get_kind_display()),
        Column("scope", _("where it is active"), lambda network: network.scope_name),
        Column("status", _("status"), lambda network: network.get_status_display()),
        Column("founded", _("founded in"), lambda network: network.founded),
        Column("members", _("cities"), lambda network: len(network.public_cities)),
        Column("description", _("description"), lambda network: words_of(network.t.description)),
        Column("website", _("website"), lambda network: network.website),
    ],
    title=lambda network: network.t.name,
    summary=lambda network: words_of(network.t.description),
    points=lambda network: points_of(network.public_cities),
)
