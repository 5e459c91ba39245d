"""Under which address a page is kept: what it depends on, and nothing else."""

from functools import cache
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from approaches.filters import ApproachFilter
from cities.filters import CityFilter, NetworkFilter
from content.addresses import is_counter
from lists.filters import PAGE, SHARED_NAMES
from news.filters import NewsFilter

#: What is not for everybody, or large files that are sent from where they are stored.
NOT_FOR_ALL = ("/admin/", "/preview/", settings.MEDIA_URL)
SENT_FILES = (".pdf",)
#: Longer query strings are for one reader alone.
LONGEST_QUERY = 500
WORDS = "q"
#: What is asked for beside the names of lists: a part of the map, a kind of thing that was searched for.
OTHER_NAMES = ("view", "kind")


def is_for_all(request):
    """Whether the answer to a request is the same for everybody, whatever cookies they bring."""
    is_read = request.method in {"GET", "HEAD"}
    return is_read and not request.path_info.startswith(NOT_FOR_ALL) and not request.path_info.endswith(SENT_FILES)


def kept_address(request):
    """What a page is kept under, or None where it is not kept: nobody else will ask for something unknown.

    What is hung on an address to count who comes from where is taken out of the request, and so out of the page.
    """
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        return None
    if query:
        asked = parse_qsl(query, keep_blank_values=True)
        pairs = [(name, value) for name, value in asked if not is_counter(name)]
        if len(pairs) < len(asked):
            query = request.META["QUERY_STRING"] = urlencode(pairs)
        if any(name not in known_names() or is_asked_elsewhere(name) for name, _value in pairs):
            return None
    return request.path_info, query, "HTTP_HX_REQUEST" in request.META


def is_asked_elsewhere(name):
    """Whether a search server answers, of which nobody knows when it finds something else."""
    return name == WORDS and bool(settings.SEARCH_ENGINE)


@cache
def known_names():
    """All that some page asks for."""
    lists = [ApproachFilter, CityFilter, NetworkFilter, NewsFilter]
    return {*SHARED_NAMES, PAGE, *OTHER_NAMES, *(name for kind in lists for name in kind.base_filters)}
