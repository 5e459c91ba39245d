from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language_from_path, override

from cities.models import City, Network
from content.files import turns
from content.languages import CODES
from movingcities.original import present_address
from news.models import NewsPost
from pages.models import Page

#: Addresses whose letters are not ours to change, and that the original site did not have.
LEFT_ALONE = ("/admin/", settings.MEDIA_URL, "/static/", "/id/", "/preview/")
#: What the slug in an address leads to, by the name of its view; where it names a city too, it lies in that.
NAMED = {
    "cities:city_detail": City,
    "cities:network_detail": Network,
    "news:post_detail": NewsPost,
    "pages:page_detail": Page,
}


class TurnsMiddleware:
    """Lets each process make so many pages at once, and lets go of the database before an answer is sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Links are checked by asking the site itself, from within the admin: who has a turn takes no second one.
        if turns.is_held():
            return self.get_response(request)
        # What somebody sends may come in slowly, and must not take the turns of readers.
        if request.method in {"GET", "HEAD"}:
            turns.take()
        try:
            return self.get_response(request)
        finally:
            turns.give_back()


class NotModifiedMiddleware:
    """Lets a 304 tell nothing of a content that it has not: a cache would take the language and length that Django
    gives every answer for those of the page or file that it keeps (RFC 9110, 8.6 and 15.4.5)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 304:
            del response.headers["Content-Language"], response.headers["Content-Length"]
        return response


class LostAddressMiddleware:
    """What would be a 404 may be an address in the wrong case, in the words of another language, or one of the
    original site: it leads to the thing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.path.startswith(LEFT_ALONE):
            return response
        address = present_address(request.path) or in_lower_case(request.path) or in_own_words(request.path)
        if not address or address == request.path:
            return response
        query = request.META["QUERY_STRING"]
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query and "?" not in address else address)


def in_lower_case(path):
    """The path in small letters, if that is another one and leads somewhere; else None."""
    lower = path.lower()
    with override(get_language_from_path(lower)):
        return lower if lower != path and leads_to_something(match_of(lower)) else None


def in_own_words(path):
    """/de/cities/athens/ as /de/staedte/athens/: the words of a path in the language that its code says, or None."""
    code = get_language_from_path(path)
    rest = path.removeprefix(f"/{code}/").lstrip("/")
    for other in CODES:
        with override(other):
            match = match_of(f"/{other}/{rest}")
        if match:
            with override(code or other):
                is_known = match.url_name and leads_to_something(match)
                return reverse(match.view_name, args=match.args, kwargs=match.kwargs) if is_known else None
    return None


def match_of(path):
    """What the patterns of the active language find in a path, or None."""
    try:
        return resolve(path)
    except Resolver404:
        return None


def leads_to_something(match):
    """Whether readers can see the thing, or the city of the thing, that a path names; a list is always there."""
    if not match:
        return False
    names = match.kwargs
    model = City if "city" in names else NAMED.get(match.view_name)
    return not model or model.objects.published().at((names.get("city") or names["slug"]).lower()).exists()
