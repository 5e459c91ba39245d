from itertools import groupby

from django.shortcuts import render

from approaches.exports import APPROACHES
from approaches.filters import ApproachFilter
from approaches.models import Approach
from approaches.reading_on import reading_on
from cities.models import City, PolicyArea
from cities.names import cities_by_country
from cities.views import map_marks
from content.addresses import find, stay_or_move
from lists.files import file_response
from lists.pages import list_response, page_of

MATRIX_ROWS = 100


def approach_list(request):
    filters = ApproachFilter(request.GET, Approach.objects.published().for_cards())
    return list_response(request, filters, "approaches/approach_list.html", "approaches/_approach_results.html")


def approach_file(request, name):
    filters = ApproachFilter(request.GET, Approach.objects.published().for_cards())
    return file_response(request, filters, APPROACHES, name)


def approach_map(request):
    return map_marks(request, ApproachFilter(request.GET, Approach.objects.published()))


def matrix(request):
    """How many approaches each city has in each policy area."""
    areas, index = list(PolicyArea.objects.published()), ApproachFilter.whole()
    totals = index.numbers("city")
    page = page_of(request, [city for city in cities_by_country() if city.slug in totals], size=MATRIX_ROWS)
    numbers = index.crossing("city", [city.slug for city in page], "area", [area.slug for area in areas])
    cities = City.objects.published().only_names().in_bulk([city.pk for city in page])
    rows = [
        (cities[pk], totals[slug], [(area, numbers.get((slug, area.slug))) for area in areas])
        for pk, slug, *_rest in page
        if pk in cities
    ]
    countries = [(name, list(group)) for name, group in groupby(rows, key=lambda row: row[0].country_name)]
    return render(request, "approaches/matrix.html", {"areas": areas, "countries": countries, "page": page})


def approach_detail(request, city, slug):
    scope = find(City.objects.published().only("uuid"), city).uuid
    approach = find(Approach.objects.published().for_page(), slug, scope)
    stay_or_move(request, approach.get_absolute_url())
    context = {
        "object": approach,
        "contacts": approach.contacts.or_office_of(approach.city),
        **reading_on(approach)._asdict(),
    }
    return render(request, "approaches/approach_detail.html", context)
