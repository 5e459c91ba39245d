from itertools import groupby

from django.shortcuts import render

from cities.exports import CITIES, NETWORKS
from cities.filters import CityFilter, NetworkFilter
from cities.models import City, Network
from content.addresses import find, stay_or_move
from content.exports import file_response
from content.languages import sort_key
from content.lists import list_response


def city_list(request):
    filters = CityFilter(request.GET, City.objects.published().only_names().with_networks())
    return list_response(request, filters, "cities/city_list.html", "cities/_city_results.html", size=96)


def city_file(request, name):
    return file_response(request, CityFilter(request.GET, City.objects.published().with_networks()), CITIES, name)


def city(request, slug):
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


def network(request, slug):
    network = find(Network.objects.published(), slug)
    stay_or_move(request, network.get_absolute_url())
    memberships = network.memberships.published().with_cities()
    members = sorted(memberships, key=lambda m: (sort_key(m.city.country_name), sort_key(m.city.t.name)))
    countries = [(name, list(group)) for name, group in groupby(members, key=lambda m: m.city.country_name)]
    context = {"object": network, "countries": countries, "count": len(members), "posts": network.news.published()[:3]}
    return render(request, "cities/network_detail.html", context)
