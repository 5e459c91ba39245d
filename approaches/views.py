from itertools import groupby

from django.shortcuts import render
from django.urls import reverse

from approaches.filters import ApproachFilter
from approaches.models import Approach
from cities.maps import draw
from cities.models import City, PolicyArea
from cities.views import asked_view, by_country_and_name, map_marks
from content.addresses import find, stay_or_move
from content.filters import page_of

MATRIX_ROWS = 100


def approach_list(request):
    filters = ApproachFilter(request.GET, Approach.objects.published().for_cards())
    context = {"filters": filters, "page": page_of(request, filters.qs), "map": map_of(filters)}
    context |= {"list_url": reverse("approaches:approaches"), "marks_url": reverse("approaches:map")}
    return render(request, "approaches/approach_list.html", context)


def approach_map(request):
    """The marks of a part of the map of a filtered list, as cities.views.city_map gives them for cities."""
    filters = ApproachFilter(request.GET, Approach.objects.published())
    return map_marks(request, map_of(filters, asked_view(request)), reverse("approaches:approaches"))


def map_of(filters, view=None):
    """The Map of the cities that a filtered list of approaches is about; each leads to its own approaches in it."""

    def link(city):
        query = filters.data.copy()
        query["city"] = city.slug
        return f"{reverse('approaches:approaches')}?{query.urlencode()}"

    return draw(City.objects.published().filter(pk__in=filters.qs.order_by().values("city")), view, link)


def matrix(request):
    """How many approaches each city has in each policy area."""
    areas = list(PolicyArea.objects.published())
    numbers, totals = Approach.objects.published().numbers_by_city_and_area()
    cities = sorted(City.objects.published().filter(pk__in=totals).only_names(), key=by_country_and_name)
    page = page_of(request, cities, size=MATRIX_ROWS)
    rows = [(city, totals[city.pk], [(area, numbers.get((city.pk, area.pk))) for area in areas]) for city in page]
    countries = [(name, list(group)) for name, group in groupby(rows, key=lambda row: row[0].country_name)]
    return render(request, "approaches/matrix.html", {"areas": areas, "countries": countries, "page": page})


def approach(request, city, slug):
    city = find(City.objects.published(), city)
    approach = find(Approach.objects.published().for_page(), slug, scope=city.uuid)
    stay_or_move(request, approach.get_absolute_url())
    context = {
        "object": approach,
        "contacts": approach.contacts.published(),
        "siblings": city.approaches.published().exclude(pk=approach.pk).for_cards(),
        "suggestions": approach.suggestions(),
    }
    return render(request, "approaches/approach_detail.html", context)
