from django.db.models import F
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.countries import country_name
from cities.maps import draw, drawn_everywhere, public_places
from cities.models import City, Membership, Network, PolicyArea
from content.languages import sort_key
from content.models import is_public
from lists.facets import Facet, Sort
from lists.filters import ListFilter

#: From how many inhabitants to below how many.
BANDS = [(0, 20_000), (20_000, 100_000), (100_000, 500_000), (500_000, 1_000_000), (1_000_000, None)]
#: So many years can be chosen since when a city must have been checked.
YEARS = 5


# What the options are called: {value: label} in the order to show them.


def area_labels(values):
    return {area.slug: area.t.name for area in PolicyArea.objects.published()}


def country_labels(values):
    names = {code: country_name(code) for code in values}
    return dict(sorted(names.items(), key=lambda item: sort_key(item[1])))


def city_labels(values):
    cities = [city for city in City.objects.published().only_names() if city.slug in values]
    return {city.slug: city.t.name for city in sorted(cities, key=lambda city: sort_key(city.t.name))}


def network_labels(values):
    networks = sorted(Network.objects.published(), key=lambda network: sort_key(network.t.name))
    return {network.slug: network.t.name for network in networks}


def year_labels(values):
    return {year: year for year in sorted(values, reverse=True)}


def report_labels(values):
    return {"yes": _("With a report")}


def population_labels(values):
    return {f"{low}-{high or ''}": _band_label(low, high) for low, high in BANDS}


def _band_label(low, high):
    numbers = {"low": number_format(low, force_grouping=True), "high": number_format(high or 0, force_grouping=True)}
    if not low:
        return _("Fewer than %(high)s") % numbers
    return (_("%(low)s and more") if high is None else _("%(low)s to %(high)s")) % numbers


def since_labels(values):
    return {year: _("%(year)s or later") % {"year": year} for year in sorted(values, reverse=True)[:YEARS]}


# What values a city or network has.


def band(population):
    """The band of a number of inhabitants: “20000-100000” from 20,000 to below 100,000."""
    if population is None:
        return []
    return [f"{low}-{high or ''}" for low, high in BANDS if low <= population and (high is None or population < high)]


def since(date):
    """The years since when something has been checked that was checked on this date."""
    return [str(date.year - back) for back in range(YEARS)] if date else []


def networks_of_cities():
    return Membership.objects.published().values_list("city", "network__slug")


def areas_of_cities():
    cities = City.objects.published().filter(is_public("approaches__"))
    return cities.values_list("pk", "approaches__policy_areas__slug")


def cities_with_report():
    return ((pk, "yes") for pk in City.objects.published().with_report().order_by().values_list("pk", flat=True))


# In what order they can be listed.


def cities_by_name():
    return City.objects.published().alphabetical("name")


def cities_by_country():
    """By the name of the country, then by their own."""
    countries = dict(City.objects.published().values_list("pk", "country"))
    return sorted(cities_by_name(), key=lambda pk: sort_key(country_name(countries[pk])))


def cities_by_size():
    return City.objects.published().order_by(F("population").desc(nulls_last=True), "pk").values_list("pk", flat=True)


def networks_by_name():
    return Network.objects.published().alphabetical("name")


def networks_by_size():
    return Network.objects.published().with_member_count().order_by("-member_count", "pk").values_list("pk", flat=True)


class CityFilter(ListFilter):
    title = gettext_lazy("Cities")
    sorts = {
        "country": Sort(gettext_lazy("By country"), cities_by_country),
        "name": Sort(gettext_lazy("A to Z"), cities_by_name),
        "population": Sort(gettext_lazy("Largest first"), cities_by_size),
    }

    country = Facet("country", labels=country_labels, label=gettext_lazy("Country"))
    network = Facet(pairs=networks_of_cities, labels=network_labels, label=gettext_lazy("Network"))
    membership = Facet(
        pairs=lambda: Membership.objects.published().values_list("city", "kind"),
        labels=lambda values: dict(Membership.Kind.choices),
        label=gettext_lazy("Kind of membership"),
    )
    area = Facet(pairs=areas_of_cities, labels=area_labels, label=gettext_lazy("Policy area of its approaches"))
    case_study = Facet(
        "is_case_study",
        values=lambda is_case_study: ["yes"] if is_case_study else [],
        labels=lambda values: {"yes": _("Only case studies")},
        label=gettext_lazy("Case study"),
    )
    population = Facet("population", values=band, labels=population_labels, label=gettext_lazy("Population"))
    report = Facet(pairs=cities_with_report, labels=report_labels, label=gettext_lazy("City report"))
    verified = Facet("verified_on", values=since, labels=since_labels, label=gettext_lazy("Checked since"))

    def map(self, view=None):
        """The Map of the cities found."""
        if not self.active and not view:
            return drawn_everywhere()
        places = public_places()
        if self.active:
            found = set(self.qs.pks(0, None))
            places = [place for place in places if place.pk in found]
        return draw(places, view)


class NetworkFilter(ListFilter):
    title = gettext_lazy("Networks")
    sorts = {
        "name": Sort(gettext_lazy("A to Z"), networks_by_name),
        "members": Sort(gettext_lazy("Most members first"), networks_by_size),
    }

    kind = Facet("kind", labels=lambda values: dict(Network.Kind.choices), label=gettext_lazy("Kind"))
    country = Facet(
        pairs=lambda: Membership.objects.published().values_list("network", "city__country"),
        labels=country_labels,
        label=gettext_lazy("Country of a member"),
    )
    status = Facet("status", labels=lambda values: dict(Network.Status.choices), label=gettext_lazy("Status"))
