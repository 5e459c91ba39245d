"""The sample content in English, for another system to show; runs within Django."""

import json

from django.utils.translation import override

from approaches.models import Approach
from cities.models import City, Network, PolicyArea


def print_catalogue():
    """Write all public cities and approaches, and what they are sorted by, as JSON."""
    with override("en"):
        found = {
            "networks": {network.slug: str(network.t.name) for network in Network.objects.published()},
            "areas": {area.slug: str(area.t.name) for area in PolicyArea.objects.published()},
            "cities": [of_city(city) for city in City.objects.published()],
            "approaches": [of_approach(approach) for approach in Approach.objects.published().for_page()],
        }
    print(json.dumps(found))


def of_city(city):
    return {
        "title": str(city.t.name),
        "slug": city.get_slug(),
        "country": str(city.country_name),
        "summary": str(city.t.summary or ""),
        "takeaways": [str(takeaway.t.text) for takeaway in city.takeaways.all()],
        "sections": of_sections(city.sections.all()),
        "networks": [membership.network.slug for membership in city.memberships.published().with_networks()],
    }


def of_approach(approach):
    return {
        "title": str(approach.t.title),
        "slug": approach.get_slug(),
        "city": approach.city.get_slug(),
        "areas": [area.slug for area in approach.policy_areas.all()],
        "summary": str(approach.t.summary),
        "lead": approach.get_lead_display(),
        "status": approach.get_status_display(),
        "start_year": approach.start_year,
        "end_year": approach.end_year,
        "sections": of_sections(approach.sections.all()),
    }


def of_sections(sections):
    """[(heading, HTML)]."""
    return [(str(section.t.heading or ""), str(section.t.body or "")) for section in sections]
