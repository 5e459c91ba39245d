import re
import threading
from contextlib import nullcontext

import brotli
from django.db import close_old_connections, connection
from django.http import HttpResponsePermanentRedirect
from django.middleware.gzip import GZipMiddleware
from django.urls import is_valid_path
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, override

from movingcities.original import present_address

#: Tells whoever watches over the process that it lives, however much there is to do.
LIFE_SIGN = "/healthz/live"
#: Addresses whose letters are not ours to change, and that the original site did not have.
LEFT_ALONE = ("/admin/", "/media/", "/static/", "/id/", "/preview/")


class TurnsMiddleware:
    """Lets each process make so many pages at once, and lets go of the database before an answer is sent.

    Slow readers of large PDFs are only waited for, and there may be hundreds. If each held a connection, PostgreSQL
    (100 by default) would have none left for others.
    """

    turns = threading.BoundedSemaphore(24)

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # What somebody sends may come in slowly, and must not take the turns of readers.
        takes_turn = request.method in {"GET", "HEAD"} and request.path != LIFE_SIGN
        with self.turns if takes_turn else nullcontext():
            response = self.get_response(request)
            if not connection.in_atomic_block:  # of whoever asks: a test
                close_old_connections()
        return response


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
    """What would be a 404 may be an address in the wrong case, or one of the original site: it leads to the thing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.path.startswith(LEFT_ALONE):
            return response
        address = address_in_lower_case(request) or present_address(request.path)
        return HttpResponsePermanentRedirect(address) if address and address != request.path else response


def address_in_lower_case(request):
    """The address asked for in small letters, with its query string, if the site has such a page; else None."""
    path = request.path.lower()
    with override(get_language_from_path(path)):
        if path == request.path or not is_valid_path(path):
            return None
    query = request.META["QUERY_STRING"]
    return f"{path}?{query}" if query else path
