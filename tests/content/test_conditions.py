"""Who has something already, or a part of it, is answered as RFC 9110 says: a table for each of its sections.

In the tables `{etag}`, `{date}` and `{size}` stand for what an address answers a plain GET with, `{before}` and
`{after}` for dates a second away.
"""

import os
import time
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.utils.http import http_date, parse_http_date

from content.conditions import status_for
from movingcities.static_files import StaticFilesStorage
from tests import samples
from tests.factories import make_city, make_edition

pytestmark = pytest.mark.django_db

BY_TAG = [
    # 13.1.1
    ({"If-Match": "{etag}"}, 200),
    ({"If-Match": '"other", {etag}'}, 200),
    ({"If-Match": "*"}, 200),
    ({"If-Match": '"other"'}, 412),
    ({"If-Match": "W/{etag}"}, 412),
    ({"If-Match": "no tag"}, 412),
    # 13.1.2
    ({"If-None-Match": "{etag}"}, 304),
    ({"If-None-Match": "W/{etag}"}, 304),
    ({"If-None-Match": '"other", {etag}'}, 304),
    ({"If-None-Match": 'W/"other",,W/{etag} ,"a, b"'}, 304),
    ({"If-None-Match": "*"}, 304),
    ({"If-None-Match": '"other"'}, 200),
    ({"If-None-Match": 'w/{etag}, "*", no tag'}, 200),
    # 13.1.3, 13.1.4: a tag says more than a date
    ({"If-None-Match": '"other"', "If-Modified-Since": "{after}"}, 200),
    ({"If-None-Match": "no tag", "If-Modified-Since": "{after}"}, 200),
    ({"If-None-Match": "{etag}", "If-Modified-Since": "{before}"}, 304),
    ({"If-Match": "{etag}", "If-Unmodified-Since": "{before}"}, 200),
    ({"If-Match": '"other"', "If-Unmodified-Since": "{after}"}, 412),
    # 13.2.2: what is asked first
    ({"If-Match": '"other"', "If-None-Match": "{etag}"}, 412),
    ({"If-Match": "{etag}", "If-None-Match": "{etag}"}, 304),
    ({"If-Match": "*", "If-None-Match": '"other"'}, 200),
    ({"If-None-Match": "{etag}", "Range": "bytes=0-3"}, 304),
    ({"If-None-Match": "{etag}", "Range": "bytes={size}-"}, 304),
    ({"If-Match": '"other"', "Range": "bytes=0-3", "If-Range": "{etag}"}, 412),
]
BY_DATE = [
    # 13.1.3
    ({"If-Modified-Since": "{date}"}, 304),
    ({"If-Modified-Since": "{after}"}, 304),
    ({"If-Modified-Since": "{before}"}, 200),
    ({"If-Modified-Since": "yesterday"}, 200),
    ({"If-Modified-Since": "2099-01-01T00:00:00Z"}, 200),
    ({"If-Modified-Since": "Tue, 31 Feb 2099 00:00:00 GMT"}, 200),
    ({"If-Modified-Since": "{date}, {date}"}, 200),
    ({"If-Modified-Since": ""}, 200),
    # 5.6.7: the two old forms
    ({"If-Modified-Since": "{rfc850}"}, 304),
    ({"If-Modified-Since": "{asctime}"}, 304),
    # 13.1.4
    ({"If-Unmodified-Since": "{date}"}, 200),
    ({"If-Unmodified-Since": "{after}"}, 200),
    ({"If-Unmodified-Since": "{before}"}, 412),
    ({"If-Unmodified-Since": "{rfc850}"}, 200),
    ({"If-Unmodified-Since": "yesterday"}, 200),
    # 13.2.2
    ({"If-Unmodified-Since": "{before}", "If-None-Match": "{etag}"}, 412),
    ({"If-Unmodified-Since": "{date}", "If-Modified-Since": "{date}"}, 304),
    ({"If-Modified-Since": "{date}", "Range": "bytes=0-3"}, 304),
]
RANGES = [
    # 14.1.2, 14.2
    ({"Range": "bytes=0-3"}, 206),
    ({"Range": "bytes=0-0"}, 206),
    ({"Range": "bytes=3-"}, 206),
    ({"Range": "bytes=-1"}, 206),
    ({"Range": "bytes=-{size}9"}, 206),
    ({"Range": "bytes=0-{size}9"}, 206),
    ({"Range": "Bytes=0-3"}, 206),
    ({"Range": "bytes={size}-"}, 416),
    ({"Range": "bytes=-0"}, 416),
    ({"Range": "bytes=3-2"}, 200),
    ({"Range": "bytes=-"}, 200),
    ({"Range": "bytes=0-1,3-4"}, 200),
    ({"Range": "bytes=+0-3"}, 200),
    ({"Range": "bytes=--3"}, 200),
    ({"Range": "bytes=0_0-3"}, 200),
    ({"Range": "bytes=999999999999999999999-"}, 200),
    ({"Range": "bytes 0-3"}, 200),
    ({"Range": "lines=0-3"}, 200),
    ({"Range": ""}, 200),
    # 13.1.5
    ({"Range": "bytes=0-3", "If-Range": "{etag}"}, 206),
    ({"Range": "bytes=0-3", "If-Range": "{date}"}, 206),
    ({"Range": "bytes=0-3", "If-Range": "{rfc850}"}, 206),
    ({"Range": "bytes=0-3", "If-Range": "W/{etag}"}, 200),
    ({"Range": "bytes=0-3", "If-Range": '"other"'}, 200),
    ({"Range": "bytes=0-3", "If-Range": '"other", {etag}'}, 200),
    ({"Range": "bytes=0-3", "If-Range": "*"}, 200),
    ({"Range": "bytes=0-3", "If-Range": "{before}"}, 200),
    ({"Range": "bytes=0-3", "If-Range": "{after}"}, 200),
    ({"Range": "bytes=0-3", "If-Range": "yesterday"}, 200),
    ({"Range": "bytes={size}-", "If-Range": '"other"'}, 200),
    ({"If-Range": '"other"'}, 200),
    # 13.2.2
    ({"Range": "bytes=0-3", "If-Match": "{etag}", "If-None-Match": '"other"'}, 206),
    ({"Range": "bytes={size}-", "If-Match": "{etag}", "If-Unmodified-Since": "{before}"}, 416),
]


def static_file():
    return f"/static/{StaticFilesStorage().hashed_files['css/base.css']}"


def report():
    return make_edition().files.get().get_absolute_url()


def picture():
    content = ContentFile(samples.picture((500, 4), "WEBP"), name="x.webp")
    return make_city(picture=content, picture_is_decorative=True).picture.url


def page():
    return make_city("Bern").get_absolute_url()


def list_file():
    make_city("Bern")
    return "/en/cities/data.geojson"


#: Of files also the date is told, and parts are sent. What is kept of pages is tried in test_kept_pages, too.
FILES = [static_file, report, picture]
#: Whatever has an ETag.
ADDRESSES = [*FILES, page, list_file]


@pytest.fixture
def ask(client):
    """A function that asks for an address; it gives the answer, with all of its content."""

    def answer(address, method="GET", headers=None):
        response = client.generic(method, address, headers=headers or {})
        response.body = response.getvalue()
        return response

    return answer


def words_for(plain):
    """What the words in braces stand for, by the answer to a plain GET."""
    date = parse_http_date(plain.headers.get("Last-Modified", http_date()))
    moment = datetime.fromtimestamp(date, UTC)
    return {
        "etag": plain.headers["ETag"],
        "size": len(plain.body),
        "date": http_date(date),
        "before": http_date(date - 1),
        "after": http_date(date + 1),
        "rfc850": moment.strftime("%A, %d-%b-%y %H:%M:%S GMT"),
        "asctime": moment.strftime("%a %b %e %H:%M:%S %Y"),
    }


def told(ask, address, cases, method="GET"):
    """The cases of a table, each with the status that it is answered with."""
    words = words_for(ask(address))
    filled = [{name: value.format(**words) for name, value in headers.items()} for headers, _status in cases]
    return [
        (headers, ask(address, method, asked).status_code)
        for (headers, _status), asked in zip(cases, filled, strict=True)
    ]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_by_their_tag(ask, address, method):
    assert told(ask, address(), BY_TAG, method) == BY_TAG


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("address", FILES)
def test_by_their_date(ask, address, method):
    assert told(ask, address(), BY_DATE, method) == BY_DATE


@pytest.mark.parametrize("address", FILES)
def test_in_part(ask, address):
    assert told(ask, address(), RANGES) == RANGES


@pytest.mark.parametrize("address", FILES)
def test_only_a_get_has_parts(ask, address):
    """14.2"""
    assert told(ask, address(), RANGES, "HEAD") == [(headers, 200) for headers, _status in RANGES]


@pytest.mark.parametrize("address", FILES)
def test_a_part_is_those_bytes_and_no_others(ask, address):
    """14.4, 15.3.7"""
    address = address()
    plain = ask(address)
    end = len(plain.body) - 1
    for asked, first, last in [("0-0", 0, 0), ("3-9", 3, 9), (f"{end - 4}-", end - 4, end), ("-7", end - 6, end)]:
        part = ask(address, headers={"Range": f"bytes={asked}"})
        own = {"Content-Range": f"bytes {first}-{last}/{end + 1}", "Content-Length": str(last - first + 1)}
        assert (part.body, dict(part.headers)) == (plain.body[first : last + 1], dict(plain.headers) | own)
    beyond = ask(address, headers={"Range": f"bytes={end + 1}-"})
    assert (beyond.body, beyond["Content-Range"]) == (b"", f"bytes */{end + 1}")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_304_tells_what_a_cache_has_to_know_and_nothing_of_a_content(ask, address):
    """15.4.5"""
    address = address()
    plain = ask(address)
    again = ask(address, headers={"If-None-Match": plain["ETag"]})
    wanted = {"Cache-Control", "Content-Location", "Date", "ETag", "Expires", "Vary"}
    about_content = {"Content-Encoding", "Content-Language", "Content-Length", "Content-Type", "Last-Modified"}
    assert again.body == b""
    assert {name: plain.headers.get(name) for name in wanted} == {name: again.headers.get(name) for name in wanted}
    assert about_content & {*again.headers} == set()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_head_tells_what_a_get_does(ask, address):
    """9.3.2"""
    address = address()
    assert dict(ask(address, "HEAD").headers) == dict(ask(address).headers)


@pytest.mark.parametrize("address", FILES)
def test_no_cache_keeps_a_refusal_for_those_who_ask_for_the_whole(ask, address):
    """A cache that follows RFC 9111, 3 keeps whatever says how long it is fresh, and looks at no Range afterwards."""
    address = address()
    refused = [ask(address, headers=asked) for asked in [{"Range": "bytes=-0"}, {"If-Match": '"other"'}]]
    assert [(answer.status_code, answer.headers.get("Cache-Control")) for answer in refused] == [
        (416, None),
        (412, None),
    ]


def test_a_report_in_whose_place_there_is_a_corrected_one_has_changed(ask):
    """8.8.2: the address stays, and what is under it has the date of its own."""
    file = make_edition().files.get()
    an_hour_ago = int(time.time()) - 3600
    os.utime(file.pdf.path, (an_hour_ago, an_hour_ago))
    first = ask(file.get_absolute_url())
    file.pdf = ContentFile(samples.pdf(pages=2), name="x.pdf")
    file.full_clean()
    file.save()
    asked = [{"If-Modified-Since": first["Last-Modified"]}, {"If-None-Match": first["ETag"]}]
    assert parse_http_date(first["Last-Modified"]) == an_hour_ago
    assert [ask(file.get_absolute_url(), headers=headers).status_code for headers in asked] == [200, 200]
    earlier = ask(file.edition.earlier_files.get().get_absolute_url())
    assert (earlier["Last-Modified"], earlier["ETag"]) == (first["Last-Modified"], first["ETag"])


def test_no_date_is_still_to_come(ask):
    """8.8.2.1: the clock of the place of files may be another."""
    file = make_edition().files.get()
    os.utime(file.pdf.path, (time.time() + 3600,) * 2)
    assert parse_http_date(ask(file.pdf.url)["Last-Modified"]) <= time.time()


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"HTTP_IF_UNMODIFIED_SINCE": http_date(0)}, 200),  # 13.1.4
        ({"HTTP_IF_MODIFIED_SINCE": http_date()}, 200),  # 13.1.3
        ({"HTTP_IF_MATCH": 'W/"a"'}, 412),  # 13.1.1
        ({"HTTP_IF_MATCH": "*"}, 200),
        ({"HTTP_IF_NONE_MATCH": 'W/"a"'}, 304),  # 13.1.2
        ({"HTTP_IF_NONE_MATCH": '"a"'}, 304),
    ],
)
def test_what_has_a_weak_tag_and_no_date(asked, status):
    assert status_for(asked, 'W/"a"') == status
