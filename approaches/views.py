from django.shortcuts import render

from approaches.filters import ApproachFilter
from approaches.models import Approach
from cities.models import City
from content.addresses import find, stay_or_move
from content.filters import page_of


def approach_list(request):
    filters = ApproachFilter(request.GET, Approach.objects.published().for_cards())
    return render(request, "approaches/approach_list.html", {"filters": filters, "page": page_of(request, filters.qs)})


def approach(request, city, slug):
    city = find(City.objects.published(), city)
    approach = find(Approach.objects.published().for_page(), slug, scope=city.uuid)
    stay_or_move(request, approach.get_absolute_url())
    context = {
        "object": approach,
        "contacts": approach.contacts.or_office_of(city),
        "siblings": city.approaches.published().exclude(pk=approach.pk).for_cards(),
        "suggestions": approach.suggestions(),
    }
    return render(request, "approaches/approach_detail.html", context)
