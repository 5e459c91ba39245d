"""Addresses of the original moving-cities.eu, and where the same things are now."""

import re

from django.urls import reverse
from django.utils.translation import override, pgettext

from approaches.models import Approach
from cities.countries import countries
from cities.models import City, PolicyArea
from content.languages import CODES, latin_slug
from news.models import NewsPost
from pages.models import Page

LISTS = {
    "cities/": "cities:city_list",
    "approaches/": "approaches:approach_list",
    "networks/": "cities:network_list",
    "news/": "news:post_list",
}
# Words of the original site that differ from ours in their language.
ORIGINAL_WORDS = {"featured-cities": "cities:city_list", "ausgewaehlte-staedte": "cities:city_list"}


def present_address(path):
    """Where a path of the original site leads now, or None for a path it did not have.

    It had English without a prefix, Greek as "gr", and slugs made unique across languages by a number ("halle-3").
    """
    segments = [segment for segment in path.lower().split("/") if segment]
    language = "en"
    if segments and segments[0] in {*CODES, "gr"}:
        language = "el" if segments[0] == "gr" else segments[0]
        segments = segments[1:]
    if len(segments) > 2:
        return None
    with override(language):
        return _list(segments, language) or _thing(segments)


def _list(segments, language):
    if not segments:
        return reverse("home")
    name = list_words().get(segments[0])
    if not name or len(segments) == 1:
        return reverse(name) if name else None
    return _filtered_list(name, segments[1], language)


def list_words():
    """{first path segment in any language: name of the list it leads to}."""
    words = dict(ORIGINAL_WORDS)
    for code in CODES:
        with override(code):
            words |= {pgettext("address", word).strip("/"): name for word, name in LISTS.items()}
    return words


def _filtered_list(name, word, language):
    if name == "approaches:approach_list":
        area = next(
            (area for area in PolicyArea.objects.all() if word in {area.slug, latin_slug(str(area.t.name))}), None
        )
        return f"{reverse(name)}?area={area.slug}" if area else None
    if name == "cities:city_list":
        code = next((code for code, country in countries(language).items() if latin_slug(country) == word), None)
        return f"{reverse(name)}?country={code}" if code else None
    return None


def _thing(segments):
    city = _published(City, segments[0])
    if city is None:
        found = _published(Page, segments[-1]) or _published(NewsPost, segments[-1])
        return found.get_absolute_url() if found else None
    if len(segments) == 1:
        return city.get_absolute_url()
    approach = _published(Approach, segments[1], scope=city.uuid)
    return approach.get_absolute_url() if approach else None


def _published(model, slug, scope=""):
    objects = model.objects.published()
    return objects.at(slug, scope).first() or objects.at(re.sub(r"-\d+$", "", slug), scope).first()
