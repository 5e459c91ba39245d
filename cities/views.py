from itertools import groupby

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from cities.exports import CITIES, NETWORKS
from cities.filters import CityFilter, NetworkFilter
from cities.maps import View
from cities.models import City, Network
from content.addresses import find, stay_or_move
from content.languages import sort_key
from lists.files import file_response
from lists.pages import list_response


def by_country_and_name(city):
    """What to sort cities by, in the reader's language."""
    return sort_key(city.country_name), sort_key(city.t.name)


def city_list(request):
    filters = CityFilter(request.GET, City.objects.published().only_names().with_networks())
    return list_response(request, filters, "cities/city_list.html", "cities/_city_results.html", size=96)


def city_file(request, name):
    return file_response(request, CityFilter(request.GET, City.objects.published().with_networks()), CITIES, name)


def city_map(request):
    return map_marks(request, CityFilter(request.GET, City.objects.published()))


def map_marks(request, filters):
    """The marks of a part of the map of a filtered list; map-view.js asks for them where all are too many to send."""
    try:
        view = View.parse(request.GET.get("view", ""))
    except (TypeError, ValueError) as error:
        raise Http404(_("There is no such part of the map.")) from error
    return render(request, "cities/_map_marks.html", {"map": filters.map(view)})


def city_detail(request, slug):
    city = find(City.objects.published().for_page(), slug)
    stay_or_move(request, city.get_absolute_url())
    report = getattr(city, "report", None)
    approaches = city.approaches.published().for_cards()
    context = {
        "object": city,
        "contacts": city.contacts.published(),
        "approaches": approaches,
        "areas": dict.fromkeys(area for approach in approaches for area in approach.policy_areas.all()),
        "editions": report.editions.published().with_files() if report else [],
        "posts": city.news.published()[:3],
        "next_city": city.next_case_study() if city.is_case_study else None,
    }
    return render(request, "cities/city_detail.html", context)


def network_list(request):
    filters = NetworkFilter(request.GET, Network.objects.published().with_member_count())
    return list_response(request, filters, "cities/network_list.html", "cities/_network_results.html")


def network_file(request, name):
    return file_response(request, NetworkFilter(request.GET, Network.objects.published().with_cities()), NETWORKS, name)


def network_detail(request, slug):
    network = find(Network.objects.published(), slug)
    stay_or_move(request, network.get_absolute_url())
    memberships = network.memberships.published().with_cities()
    members = sorted(memberships, key=lambda m: by_country_and_name(m.city))
    countries = [(name, list(group)) for name, group in groupby(members, key=lambda m: m.city.country_name)]
    context = {"object": network, "countries": countries, "count": len(members), "posts": network.news.published()[:3]}
    return render(request, "cities/network_detail.html", context)
