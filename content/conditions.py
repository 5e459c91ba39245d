"""What is sent of a thing that its reader may have already, whole or in part: conditional requests (RFC 9110, 13) and
ranges (14), for pages, stored files and static files alike.

What is asked for is read from the META of a request. A validator is an ETag, in its quotes, or the last change, in
seconds since 1970, as a function: to know it may cost something, and only few requests make it needed.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.http import parse_etags, parse_http_date_safe

Changed = Callable[[], int | None]


def status_for(asked: Mapping[str, Any], etag: str, changed: Changed = lambda: None) -> int:
    """What a GET or HEAD is answered with that would get a 200: 200, 304, or 412 (in the order of 13.2.2).

    Django's get_conditional_response refuses what is without a date where If-Unmodified-Since gives one (13.1.4), and
    goes by If-Modified-Since beside an If-None-Match that it cannot read (13.1.3).
    """
    if (tags := asked.get("HTTP_IF_MATCH")) is not None:
        if not _names_exactly(tags, etag):
            return 412
    elif _is_changed_since(asked.get("HTTP_IF_UNMODIFIED_SINCE"), changed) is True:
        return 412
    if (tags := asked.get("HTTP_IF_NONE_MATCH")) is not None:
        return 304 if _names(tags, etag) else 200
    return 304 if _is_changed_since(asked.get("HTTP_IF_MODIFIED_SINCE"), changed) is False else 200


def span_for(asked: Mapping[str, Any], etag: str, changed: Changed, size: int) -> tuple[int, int] | None:
    """The first and last byte asked for, of `size`; None for all; the last before the first if there are none.

    Only a GET has a range. Several at once and malformed ones count as not asked for (14.2), and so does a part of
    what has changed since (If-Range, 13.1.5).
    """
    if "HTTP_RANGE" not in asked or asked["REQUEST_METHOD"] != "GET":
        return None
    match = re.fullmatch(r"bytes=([0-9]{0,18})-([0-9]{0,18})", asked["HTTP_RANGE"].strip(), re.IGNORECASE)
    if not match or match.groups() == ("", ""):
        return None
    first, last = (int(number) if number else None for number in match.groups())
    if (first is not None and last is not None and last < first) or not _is_the_same(asked, etag, changed):
        return None
    if first is None:
        return max(size - last, 0), size - 1  # type: ignore[operator]  # one of the two is there
    return first, size - 1 if last is None else min(last, size - 1)


def _names_exactly(tags: str, etag: str) -> bool:
    """By strong comparison (8.8.3.2)."""
    named = parse_etags(tags)
    return named == ["*"] or (etag in named and not etag.startswith("W/"))


def _names(tags: str, etag: str) -> bool:
    """By weak comparison (8.8.3.2)."""
    named = parse_etags(tags)
    return named == ["*"] or etag.removeprefix("W/") in {tag.removeprefix("W/") for tag in named}


def _is_changed_since(date: str | None, changed: Changed) -> bool | None:
    """None where one of the two is not known, or no date."""
    since = parse_http_date_safe(date) if date else None
    if since is None or (moment := changed()) is None:
        return None
    return moment > since


def _is_the_same(asked: Mapping[str, Any], etag: str, changed: Changed) -> bool:
    """Whether a part goes with those that the reader has: If-Range gives their ETag, or the date of their change."""
    validator = asked.get("HTTP_IF_RANGE")
    if validator is None:
        return True
    date = parse_http_date_safe(validator)
    return date == changed() if date is not None else validator == etag and not etag.startswith("W/")
