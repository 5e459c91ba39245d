from django.shortcuts import render

from approaches.exports import APPROACHES
from approaches.filters import ApproachFilter
from approaches.models import Approach
from cities.models import City
from content.addresses import find, stay_or_move
from content.exports import file_response
from content.lists import list_response


def approach_list(request):
    filters = ApproachFilter(request.GET, Approach.objects.published().for_cards())
    return list_response(request, filters, "approaches/approach_list.html", "approaches/_approach_results.html")


def approach_file(request, name):
    filters = ApproachFilter(request.GET, Approach.objects.published().for_cards())
    return file_response(request, filters, APPROACHES, name)


def approach(request, city, slug):
    city = find(City.objects.published(), city)
    approach = find(Approach.objects.published().for_page(), slug, scope=city.uuid)
    stay_or_move(request, approach.get_absolute_url())
    suggestions = approach.suggestions()
    context = {
        "object": approach,
        "contacts": approach.contacts.or_office_of(city),
        "siblings": city.approaches.published().exclude(pk=approach.pk).for_cards(),
        "suggestions": suggestions,
        "network_neighbours": approach.network_neighbours(besides=suggestions),
    }
    return render(request, "approaches/approach_detail.html", context)
