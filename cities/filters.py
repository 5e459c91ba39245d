from django.db.models import F
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.countries import country_name
from cities.maps import draw, drawn_everywhere, public_places
from cities.models import City, Membership, Network, PolicyArea
from cities.names import cities_by_country, cities_by_name
from content.freshness import held
from content.languages import sort_key
from content.rows import raw_rows
from lists.columns import Columns
from lists.facets import Facet, Sort
from lists.filters import ListFilter
from lists.orders import by_text

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
    return {city.slug: city.name for city in cities_by_name() if city.slug in values}


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


# What values a city or network has; what other tables know of a city stands beside its slug.


def band(population):
    """The band of a number of inhabitants: “20000-100000” from 20,000 to below 100,000."""
    if population is None:
        return []
    return [f"{low}-{high or ''}" for low, high in BANDS if low <= population and (high is None or population < high)]


def since(date):
    """The years since when something has been checked that was checked on this date."""
    return [str(date.year - back) for back in range(YEARS)] if date else []


def networks_of_cities():
    return raw_rows(Membership.objects.published().order_by(), "city__slug", "network__slug")


def memberships_of_cities():
    return raw_rows(Membership.objects.published().order_by(), "city__slug", "kind")


def areas_of_approaches():
    return raw_rows(PolicyArea.approaches.through.objects.all(), "approach", "policyarea__slug")


def areas_of_cities():
    """Those of public approaches, of which there are so many that their cities are held, and not asked for again after
    each change."""
    columns = held("cities of approaches", _cities_of_approaches, Columns.mended)
    cities = dict(zip(columns.pks, columns[["city__slug"]].values(), strict=True))
    return {(cities[approach], area) for approach, area in areas_of_approaches() if approach in cities}


def _cities_of_approaches():
    return Columns.read(PolicyArea.approaches.rel.related_model, [["city__slug"]])


def cities_with_report():
    return ((slug, "yes") for (slug,) in raw_rows(City.objects.published().with_report().order_by(), "slug"))


def countries_of_networks():
    return raw_rows(Membership.objects.published().order_by(), "network", "city__country")


# In what order they can be listed.


def cities_by_size():
    return City.objects.published().order_by(F("population").desc(nulls_last=True), "pk").values_list("pk", flat=True)


def networks_by_name():
    return by_text(Network, "name")


def networks_by_size():
    return Network.objects.published().with_member_count().order_by("-member_count", "pk").values_list("pk", flat=True)


class CityFilter(ListFilter):
    model = City
    title = gettext_lazy("Cities")
    sorts = {
        "country": Sort(gettext_lazy("By country"), lambda: [city.pk for city in cities_by_country()]),
        "name": Sort(gettext_lazy("A to Z"), lambda: [city.pk for city in cities_by_name()]),
        "population": Sort(gettext_lazy("Largest first"), cities_by_size),
    }

    country = Facet("country", labels=country_labels, label=gettext_lazy("Country"))
    network = Facet("slug", pairs=networks_of_cities, labels=network_labels, label=gettext_lazy("Network"))
    membership = Facet(
        "slug",
        pairs=memberships_of_cities,
        labels=lambda values: dict(Membership.Kind.choices),
        label=gettext_lazy("Kind of membership"),
    )
    area = Facet("slug", pairs=areas_of_cities, labels=area_labels, label=gettext_lazy("Policy area of its approaches"))
    case_study = Facet(
        "is_case_study",
        values=lambda is_case_study: ["yes"] if is_case_study else [],
        labels=lambda values: {"yes": _("Only case studies")},
        label=gettext_lazy("Case study"),
    )
    population = Facet("population", values=band, labels=population_labels, label=gettext_lazy("Population"))
    report = Facet("slug", pairs=cities_with_report, labels=report_labels, label=gettext_lazy("City report"))
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
    model = Network
    title = gettext_lazy("Networks")
    sorts = {
        "name": Sort(gettext_lazy("A to Z"), networks_by_name),
        "members": Sort(gettext_lazy("Most members first"), networks_by_size),
    }

    kind = Facet("kind", labels=lambda values: dict(Network.Kind.choices), label=gettext_lazy("Kind"))
    country = Facet(
        pairs=countries_of_networks,
        labels=country_labels,
        label=gettext_lazy("Country of a member"),
    )
    status = Facet("status", labels=lambda values: dict(Network.Status.choices), label=gettext_lazy("Status"))
