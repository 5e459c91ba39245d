"""Files of exactly the view on screen: all rows of a filtered list, in its order and language, a few at a time."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponseBadRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.utils.xmlutils import SimplerXMLGenerator

from content.files.streaming import as_now, blocks
from content.languages import latin_slug
from content.tables import CONTENT_TYPES, MEDIA_TYPES, csv_lines, put_table, workbook
from content.texts import storable
from lists.filters import ListFilter

#: What an empty list says of its last change.
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Column:
    """A column of the files: `key` in JSON, `label` in tables, and `value(object)`."""

    key: str
    label: str | Promise
    value: Callable


class Export:
    """What the files of a list say of an object: its columns, and `points`, [longitude, latitude] of where it is."""

    def __init__(self, columns: Iterable[Column], title: Callable, summary: Callable, points: Callable) -> None:
        self.title, self.summary, self.points = title, summary, points
        self.columns = [
            Column("id", _("permanent identifier"), lambda thing: str(thing.uuid)),
            Column("url", _("address"), lambda thing: settings.SITE_URL + thing.get_absolute_url()),
            *columns,
            Column("language", _("language"), lambda thing: thing.shown_language),
            Column("checked", _("checked on"), lambda thing: thing.verified_on and thing.verified_on.isoformat()),
            Column("changed", _("last changed"), lambda thing: thing.updated_at.isoformat()),
            Column("licence", _("licence"), lambda thing: settings.CONTENT_LICENCE_URL),
        ]

    def row(self, thing: Any) -> dict[str, Any]:
        return {column.key: _clean(column.value(thing)) for column in self.columns}

    def geometry(self, thing: Any) -> dict[str, Any] | None:
        """A GeoJSON geometry: a point for one place, several for several, None where there is none."""
        points = self.points(thing)
        if len(points) < 2:
            return {"type": "Point", "coordinates": points[0]} if points else None
        return {"type": "MultiPoint", "coordinates": points}


@dataclass
class Listing:
    """The view that a file is of: the filters, what is said of each row, the addresses of the page and of the file."""

    filters: ListFilter
    export: Export
    address: str
    file_address: str

    @property
    def changed(self) -> datetime:
        """When the newest of all public objects was changed: a file that says the same is the same, byte by byte."""
        return self.filters.queryset.aggregate(newest=Max("updated_at"))["newest"] or BEFORE_ALL

    @property
    def about(self) -> dict[str, Any]:
        """What a file says of itself."""
        return {
            "title": self.filters.name,
            "url": self.address,
            "language": get_language(),
            "licence": settings.CONTENT_LICENCE,
            "licence_url": settings.CONTENT_LICENCE_URL,
            "count": len(self.filters.qs),
        }


def _clean(value: Any) -> Any:
    """Without the characters that neither XML nor spreadsheets can carry; plain types for what is lazy."""
    if isinstance(value, (list, tuple)):
        return [_clean(part) for part in value]
    if value is None or isinstance(value, (int, float, bool)):
        return value
    return storable(str(value))


def _cell(value: Any) -> Any:
    """A value as one cell of a table holds it."""
    return "; ".join(value) if isinstance(value, list) else value


def _head(listing: Listing) -> list[str]:
    """The names of the columns of a table."""
    return [str(column.label) for column in listing.export.columns]


def _rows(listing: Listing) -> Iterator[Iterable[Any]]:
    for thing in listing.filters.qs:
        yield map(_cell, listing.export.row(thing).values())


def table_lines(listing: Listing) -> Iterator[str]:
    return csv_lines(chain([_head(listing)], _rows(listing)))


def json_lines(listing: Listing) -> Iterator[str]:
    yield from _json_object(listing.about, "items", map(listing.export.row, listing.filters.qs))


def geojson_lines(listing: Listing) -> Iterator[str]:
    """A FeatureCollection (RFC 7946); what it says of itself stands beside its type."""
    features = (
        {
            "type": "Feature",
            "id": str(thing.uuid),
            "geometry": listing.export.geometry(thing),
            "properties": listing.export.row(thing),
        }
        for thing in listing.filters.qs
    )
    yield from _json_object({"type": "FeatureCollection"} | listing.about, "features", features)


def _json_object(head: dict[str, Any], name: str, items: Iterable[Any]) -> Iterator[str]:
    """An object of which one member is an array too long to hold."""
    yield json.dumps(head, ensure_ascii=False)[:-1] + f', "{name}": ['
    for number, item in enumerate(items):
        yield (",\n" if number else "\n") + json.dumps(item, ensure_ascii=False)
    yield "\n]}\n"


class StorableXML(SimplerXMLGenerator):
    """XML that nothing stored can break: Django's own raises an error for what XML cannot hold, or writes it."""

    def characters(self, content: str) -> None:
        super().characters(storable(content))


def atom_lines(listing: Listing) -> Iterator[str]:
    """A feed (RFC 4287): the same rows in the same order, each under the permanent identifier of its object."""
    buffer = StringIO()
    xml: Any = StorableXML(buffer, "utf-8")  # of its attributes the stubs do not know that a dict will do
    about = listing.about
    xml.startDocument()
    xml.startElement("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": about["language"]})
    xml.addQuickElement("id", f"urn:uuid:{uuid5(NAMESPACE_URL, about['url'])}")
    xml.addQuickElement("title", f"{about['title']} – Moving Cities")
    xml.addQuickElement("updated", listing.changed.isoformat())
    xml.addQuickElement("rights", about["licence"])
    links = {"self": listing.file_address, "alternate": about["url"], "license": about["licence_url"]}
    for rel, href in links.items():
        xml.addQuickElement("link", attrs={"rel": rel, "href": href})
    xml.startElement("author", {})
    xml.addQuickElement("name", "Moving Cities")
    xml.addQuickElement("uri", settings.SITE_URL)
    xml.endElement("author")
    for thing in listing.filters.qs:
        _entry(xml, listing.export, thing)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    xml.endElement("feed")
    yield buffer.getvalue()


def _entry(xml: Any, export: Export, thing: Any) -> None:
    lang = {"xml:lang": thing.shown_language}
    xml.startElement("entry", {})
    xml.addQuickElement("id", f"urn:uuid:{thing.uuid}")
    xml.addQuickElement("title", str(export.title(thing)), lang)
    xml.addQuickElement("link", attrs={"rel": "alternate", "href": settings.SITE_URL + thing.get_absolute_url()})
    xml.addQuickElement("published", thing.publish_at.isoformat())
    xml.addQuickElement("updated", thing.updated_at.isoformat())
    xml.addQuickElement("summary", str(export.summary(thing)), lang)
    xml.endElement("entry")


def xlsx_file(listing: Listing) -> IO[bytes]:
    """A workbook; rows go to the disk one by one, but its index, at the end of the file, must be written last."""
    file = TemporaryFile()  # noqa: SIM115, whoever reads it closes it
    with workbook(file) as book:
        about = {"title": _clean(listing.filters.name), "author": "Moving Cities"}
        about |= {"comments": f"{settings.CONTENT_LICENCE} {settings.CONTENT_LICENCE_URL}"}
        book.set_properties(about | {"created": listing.changed})
        put_table(book.add_worksheet(), _head(listing), _rows(listing))
    file.seek(0)
    return file


#: The files beside every list: what they are called and what they are.
FILES = {
    "data.csv": ("CSV", MEDIA_TYPES["csv"]),
    "data.xlsx": ("Excel", MEDIA_TYPES["xlsx"]),
    "data.json": ("JSON", "application/json"),
    "data.geojson": ("GeoJSON", "application/geo+json"),
    "feed.atom": (_("Feed"), "application/atom+xml"),
}
LINES = {"data.csv": table_lines, "data.json": json_lines, "data.geojson": geojson_lines, "feed.atom": atom_lines}


class NameConverter:
    """One of the names of these files in an address."""

    regex = "|".join(map(re.escape, FILES))
    to_python = to_url = staticmethod(str)


def file_response(request: HttpRequest, filters: ListFilter, export: Export, name: str) -> HttpResponseBase:
    """One of the files beside a list, for the view that the query string asks for.

    400 where it asks for something that there is not: a program would take all of the list for what it wanted.
    """
    page = settings.SITE_URL + request.path.removesuffix(name)
    if filters.mistakes:
        return _refusal(filters, page)
    query = f"?{filters.query}" if filters.query else ""
    listing = Listing(filters, export, f"{page}{query}", f"{page}{name}{query}")
    response = StreamingHttpResponse(as_now(LINES[name](listing)) if name in LINES else blocks(xlsx_file(listing)))
    kind = name.partition(".")[2]
    response.headers["Content-Type"] = CONTENT_TYPES.get(kind, FILES[name][1])
    shown = latin_slug(f"moving cities {filters.title} {filters.in_words}")[:120].strip("-")
    disposition = "inline" if kind == "atom" else "attachment"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{shown}.{kind}"'
    response.headers["Link"] = f'<{settings.CONTENT_LICENCE_URL}>; rel="license"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _refusal(filters: ListFilter, page: str) -> HttpResponseBadRequest:
    sentences = [*filters.mistakes, gettext("The page of this list shows what can be chosen: %s") % page]
    return HttpResponseBadRequest("\n".join(sentences) + "\n", content_type="text/plain; charset=utf-8")
