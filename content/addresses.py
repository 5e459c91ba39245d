"""From a slug in an address to the object, or to where it is now."""

from functools import cache
from typing import Any

from django.conf import settings
from django.core.validators import slug_re
from django.http import Http404, HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language, override

from content.models import Address, AddressedQuerySet


def address_in(code: str, thing: Any) -> str:
    """The path of a thing, in the words of a language."""
    with override(code):
        return thing.get_absolute_url()


def path_to(name: str, *slugs: str) -> str:
    """The path of the view `name`, whose address has nothing but slugs in it, in the active language.

    A page has a hundred of them, and `reverse()` takes a fifth of a millisecond for each.
    """
    if not all(map(slug_re.match, slugs)):
        return reverse(name, args=slugs)
    return _pattern(name, len(slugs), get_language(), get_script_prefix(), settings.ROOT_URLCONF).format(*slugs)


@cache
def _pattern(name: str, number: int, *circumstances: Any) -> str:
    """The path with a “{}” for each slug."""
    places = [f"place-{place}-of-a-slug" for place in range(number)]
    path = reverse(name, args=places)
    for place in places:
        path = path.replace(place, "{}")
    return path


#: What newsletters, search engines and social networks hang on addresses to count who comes from where.
COUNTERS = ("utm_", "mtm_", "pk_", "mc_", "_hs", "_ga", "_gl")
COUNTER_NAMES = {
    *("dclid", "fbclid", "gbraid", "gclid", "igsh", "igshid", "li_fat_id", "mkt_tok", "msclkid", "oly_enc_id"),
    *("srsltid", "ttclid", "twclid", "vero_id", "wbraid", "yclid"),
}


class Moved(Exception):
    """The thing asked for is at `url` now; content.middleware answers 301."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class Gone(Exception):
    """The thing asked for has been deleted; content.middleware answers 410."""


def find(queryset: AddressedQuerySet, slug: str, scope: object = "") -> Any:
    """The object of a published `queryset` whose slug is or was `slug`.

    Raises Http404 for what never was or is not public, Gone for what was deleted.
    """
    found = queryset.at(slug.lower(), scope).first()
    if found is None:
        if _is_deleted(queryset.model, slug.lower(), scope):
            raise Gone
        raise Http404
    return found


def _is_deleted(model: Any, slug: str, scope: object) -> bool:
    """Whether the slug once led to an object that is not there any more, in whatever state."""
    addresses = Address.objects.filter(kind=model._meta.label_lower, scope=str(scope), slug=slug)
    return addresses.exists() and not model.objects.at(slug, scope).exists()


def stay_or_move(request: HttpRequest, url: str) -> None:
    """Raise Moved if the address asked for is not `url`, the present one; the query string goes along."""
    if request.path != url:
        query = request.META["QUERY_STRING"]
        raise Moved(f"{url}?{query}" if query else url)


class YearConverter:
    """Four digits; a longer number would not fit into every database."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: Any) -> str:
        return str(value)


def is_counter(name: str) -> bool:
    """Whether a parameter of an address only counts who comes from where."""
    return name in COUNTER_NAMES or name.startswith(COUNTERS)
