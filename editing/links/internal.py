"""Which pages link to an object, so what breaks when it goes; and where the links of a text lead."""

import re
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.apps import apps
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db.models import Model, Q, QuerySet, URLField
from django.urls import reverse
from django.utils.translation import get_language, override

from content.addresses import address_in
from content.fields import RichTextField
from content.languages import CODES
from content.models import Publishable, Section
from content.rich_text import links_in


def addresses_of(obj: Model) -> list[str]:
    """The addresses of a Publishable and of its files in all languages, as paths; none for anything else."""
    if not isinstance(obj, Publishable):
        return []
    things = [obj, *(obj.files.all() if hasattr(obj, "files") else [])]
    permanent = reverse("permanent", args=[obj.uuid])
    return sorted({permanent, *(address for thing in things for address in addresses_in_all_languages(thing))})


def addresses_in_all_languages(thing: Any) -> list[str]:
    """The paths of one thing, in the order of the site's languages."""
    return [address_in(code, thing) for code in CODES]


def pages_linking_to(addresses: Iterable[str]) -> list[Model]:
    """The objects whose rich text or link fields name one of these paths, each once; a section counts as its owner."""
    if not addresses:
        return []
    pattern = _pattern(addresses)
    rows = (row for model in apps.get_models() for row in _rows_naming(pattern, model))
    # Each kind of section has an owner.
    owners = (row.owner if isinstance(row, Section) else row for row in rows)  # type: ignore[attr-defined]
    return list(dict.fromkeys(owners))


def _pattern(addresses: Iterable[str]) -> str:
    # A path must end where the link does: “/en/news/a” is not “/en/news/a-2”, but it does lead to “/en/news/a/”.
    # One expression for all, because SQLite refuses conditions of more than 1,000 parts.
    paths = "|".join(re.escape(address.rstrip("/")) for address in addresses)
    return rf"({paths})/?($|[\"#?])"


def _rows_naming(pattern: str, model: type[Model]) -> QuerySet:
    conditions = Q()
    for field in model._meta.local_fields:
        if isinstance(field, (RichTextField, URLField)):
            conditions |= Q(**{f"{field.name}__iregex": pattern})
    rows = model._default_manager.filter(conditions) if conditions else model._default_manager.none()
    return rows.select_related("owner") if issubclass(model, Section) else rows


def is_internal(address: str) -> bool:
    """Whether an address is one of this site: also one without a scheme, which browsers take for a path of ours."""
    has_scheme = re.match(r"[a-z][a-z0-9+.-]*:|#", address, re.IGNORECASE)
    return not has_scheme or address == settings.SITE_URL or address.startswith(f"{settings.SITE_URL}/")


def internal_links(html: str) -> list[str]:
    return [address for address in links_in(html) if is_internal(address)]


def leads_somewhere(address: str) -> bool:
    """Whether an address of this site shows a visitor something, or leads to where it is now: the site itself says.

    A path that is none of the whole site leads somewhere else from every page, and so nowhere.
    """
    if not address.startswith(("/", settings.SITE_URL)):
        return False
    with override(get_language()):
        response = _visitor().get_response(_request_for(address))
    if response.streaming:
        response.close()
    return response.status_code < 400


def _request_for(address: str) -> WSGIRequest:
    parts, site = urlsplit(address), urlsplit(settings.SITE_URL)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
            "QUERY_STRING": parts.query,
            "SERVER_NAME": site.hostname,
            "SERVER_PORT": str(site.port or (443 if settings.IS_HTTPS else 80)),
            "HTTP_HOST": site.netloc,
            "HTTP_IF_NONE_MATCH": "*",  # a file is not fetched to see whether it is there
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": BytesIO(),
        }
    )


@cache
def _visitor() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler
