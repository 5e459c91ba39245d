from django.utils.translation import gettext_lazy as _

from cities.countries import country_name
from cities.maps import draw
from cities.models import City, Network
from content.filters import Facet, ListFilter
from content.languages import sort_key


def by_label(options):
    return sorted(options, key=lambda option: sort_key(option[1]))


def country_options():
    """The countries that have a public city, by name."""
    codes = City.objects.published().order_by().values_list("country", flat=True).distinct()
    return by_label((code, country_name(code)) for code in codes)


def network_options():
    return by_label((network.slug, str(network.t.name)) for network in Network.objects.published())


class CityFilter(ListFilter):
    country = Facet(country_options, "in_countries", label=_("Country"))
    network = Facet(network_options, "in_networks", label=_("Network"))

    def map(self, view=None):
        """The Map of the cities found."""
        return draw(self.qs, view)
