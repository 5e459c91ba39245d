import re

import brotli
from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, is_valid_path, resolve, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, override

from content.files import turns
from content.languages import CODES
from editing.links.internal import leads_somewhere
from movingcities.original import present_address

#: Addresses whose letters are not ours to change, and that the original site did not have.
LEFT_ALONE = ("/admin/", settings.MEDIA_URL, "/static/", "/id/", "/preview/")


class TurnsMiddleware:
    """Lets each process make so many pages at once, and lets go of the database before an answer is sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # The site asks itself whether an address leads somewhere: whoever has a turn already takes no second one.
        if turns.is_held():
            return self.get_response(request)
        # What somebody sends may come in slowly, and must not take the turns of readers.
        if request.method in {"GET", "HEAD"}:
            turns.take()
        try:
            return self.get_response(request)
        finally:
            turns.give_back()


class CompressionMiddleware(GZipMiddleware):
    """Sends text compressed, but not in the admin, where its length could give away a secret in the page (BREACH).

    Pictures and PDFs are compressed in themselves; once more would break their ranges and ETags.
    """

    def process_response(self, request, response):
        is_text = response.headers.get("Content-Type", "").startswith(("text/", "application/json", "application/xml"))
        if request.path.startswith("/admin/") or not is_text:
            return response
        if "br" in re.split(r"[,; ]+", request.headers.get("Accept-Encoding", "")) and not response.streaming:
            return in_brotli(response)
        return super().process_response(request, response)


def in_brotli(response):
    """A tenth smaller than gzip for the same time; browsers understand it over https."""
    response.content = brotli.compress(response.content, quality=6)
    response.headers["Content-Encoding"] = "br"
    response.headers["Content-Length"] = str(len(response.content))
    if response.headers.get("ETag", "").startswith('"'):
        response.headers["ETag"] = f"W/{response.headers['ETag']}"
    patch_vary_headers(response, ["Accept-Encoding"])
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
        address = present_address(request.path) or self._other_spelling(request.path)
        if not address or address == request.path:
            return response
        query = request.META["QUERY_STRING"]
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query and "?" not in address else address)

    @staticmethod
    def _other_spelling(path):
        candidates = [path_in_lower_case(path), path_in_own_words(path)]
        return next((other for other in candidates if other and other != path and leads_somewhere(other)), None)


def path_in_lower_case(path):
    """The path in small letters, if the site has such a pattern; else None."""
    lower = path.lower()
    with override(get_language_from_path(lower)):
        return lower if is_valid_path(lower) else None


def path_in_own_words(path):
    """/de/cities/athens/ as /de/staedte/athens/: the words of a path in the language that its code says, or None."""
    code = get_language_from_path(path)
    rest = path.removeprefix(f"/{code}/").lstrip("/")
    for other in CODES:
        with override(other):
            try:
                match = resolve(f"/{other}/{rest}")
            except Resolver404:
                continue
        with override(code or other):
            return reverse(match.view_name, args=match.args, kwargs=match.kwargs) if match.url_name else None
    return None
