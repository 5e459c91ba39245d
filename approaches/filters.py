from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approaches.models import Approach
from cities.countries import country_name
from cities.filters import by_label
from cities.maps import draw
from cities.models import City, PolicyArea
from content.filters import Facet, ListFilter


def area_options():
    return [(area.slug, str(area.t.name)) for area in PolicyArea.objects.published()]


def cities_with_approaches():
    return City.objects.published().filter(pk__in=Approach.objects.published().values("city"))


def country_options():
    codes = cities_with_approaches().order_by().values_list("country", flat=True).distinct()
    return by_label((code, country_name(code)) for code in codes)


def city_options():
    return by_label((city.slug, str(city.t.name)) for city in cities_with_approaches().only_names())


class ApproachFilter(ListFilter):
    area = Facet(area_options, "in_areas", label=_("Policy area"))
    country = Facet(country_options, "in_countries", label=_("Country"))
    city = Facet(city_options, "in_cities", label=_("City"))

    def map(self, view=None):
        """The Map of the cities of the approaches found; each leads to its own approaches among them."""

        def link(city):
            query = self.data.copy()
            query["city"] = city.slug
            return f"{reverse('approaches:approaches')}?{query.urlencode()}"

        found = City.objects.published().filter(pk__in=self.qs.order_by().values("city"))
        return draw(found, view, link, about="approaches")
