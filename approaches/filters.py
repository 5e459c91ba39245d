from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy

from approaches.models import Approach
from cities.filters import (
    area_labels,
    areas_of_approaches,
    cities_with_report,
    city_labels,
    country_labels,
    network_labels,
    networks_of_cities,
    report_labels,
    year_labels,
)
from cities.maps import draw, public_places
from content.languages import CODES, Words
from lists.facets import Facet, Sort
from lists.filters import ListFilter
from lists.orders import by_text, by_value


def language_labels(values):
    """The languages of the site, each by its own name."""
    return {code: Words(get_language_info(code)["name_local"].capitalize(), code) for code in CODES}


def by_title():
    return by_text(Approach, "title")


def newest():
    return reversed(by_value(Approach, "publish_at"))


class ApproachFilter(ListFilter):
    model = Approach
    title = gettext_lazy("Approaches")
    sorts = {
        "city": Sort(gettext_lazy("By city"), along="city"),
        "title": Sort(gettext_lazy("A to Z"), by_title),
        "newest": Sort(gettext_lazy("Newest first"), newest),
    }

    area = Facet(pairs=areas_of_approaches, labels=area_labels, label=gettext_lazy("Policy area"))
    country = Facet("city__country", labels=country_labels, label=gettext_lazy("Country"))
    city = Facet("city__slug", labels=city_labels, label=gettext_lazy("City"))
    network = Facet(
        "city__slug", pairs=networks_of_cities, labels=network_labels, label=gettext_lazy("Network of the city")
    )
    lead = Facet("lead", labels=lambda values: dict(Approach.Lead.choices), label=gettext_lazy("Led by"))
    status = Facet("status", labels=lambda values: dict(Approach.Status.choices), label=gettext_lazy("Status"))
    start = Facet("start_year", labels=year_labels, label=gettext_lazy("Start"))
    language = Facet(
        "source_language",
        "languages",
        values=lambda source, ready: {source, *ready},
        labels=language_labels,
        label=gettext_lazy("Available in"),
    )
    report = Facet("city__slug", pairs=cities_with_report, labels=report_labels, label=gettext_lazy("City report"))

    def map(self, view=None):
        """The Map of the cities of the approaches found; each leads to its own approaches among them."""
        others = self.data.copy()
        chosen = others.pop("city", [])
        address = f"{reverse('approaches:approach_list')}?{others.urlencode()}{'&' if others else ''}"
        found = {slug for slug, number in self.counts("city").items() if number and (not chosen or slug in chosen)}
        places = [place for place in public_places() if place.slug in found]
        return draw(places, view, lambda city: f"{address}city={city.slug}", list_name="approaches:approach_list")
