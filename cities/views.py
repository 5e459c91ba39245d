from itertools import groupby

from django.shortcuts import render

from cities.filters import CityFilter
from cities.models import City, Network
from content.addresses import find, stay_or_move
from content.languages import sort_key


def city_list(request):
    filters = CityFilter(request.GET, City.objects.published().only_names().with_networks())
    cities = sorted(filters.qs, key=lambda city: (sort_key(city.country_name), sort_key(city.t.name)))
    countries = [(name, list(members)) for name, members in groupby(cities, key=lambda city: city.country_name)]
    context = {"filters": filters, "countries": countries, "count": len(cities)}
    return render(request, "cities/city_list.html", context)


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
    networks = sorted(Network.objects.published().with_member_count(), key=lambda network: sort_key(network.t.name))
    return render(request, "cities/network_list.html", {"networks": networks})


def network(request, slug):
    network = find(Network.objects.published(), slug)
    stay_or_move(request, network.get_absolute_url())
    memberships = network.memberships.published().with_cities()
    members = sorted(memberships, key=lambda m: (sort_key(m.city.country_name), sort_key(m.city.t.name)))
    countries = [(name, list(group)) for name, group in groupby(members, key=lambda m: m.city.country_name)]
    context = {"object": network, "countries": countries, "count": len(members), "posts": network.news.published()[:3]}
    return render(request, "cities/network_detail.html", context)
