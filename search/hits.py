"""What was found, grouped by object, and the places in it that are shown to readers of the active language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from content.languages import Words
from reports.models import Edition
from search.engines import Match
from search.kinds import KINDS, Kind
from search.passages import Marker

#: {(kind, source id): public object}
Objects = Mapping[tuple[str, int], Any]

#: Pages of a report that are shown with a passage, and those that are then linked.
SHOWN_PAGES, FURTHER_PAGES = 3, 30


def public_objects(matches: Iterable[Match]) -> dict[tuple[str, int], Any]:
    """{(kind, source id): public object} for what Matches were found in, by one query for each kind."""
    wanted: dict[str, set[int]] = {}
    for match in matches:
        wanted.setdefault(match.kind, set()).add(match.source_id)
    return {
        (kind, instance.pk): instance
        for kind, pks in wanted.items()
        for instance in KINDS[kind].public().filter(pk__in=pks)
    }


class HitPlace:
    """Where in an object the words stand: in its text of one language, or on one page of a PDF."""

    def __init__(self, match: Match, instance: Any) -> None:
        self.match, self.instance, self.language = match, instance, match.language
        self.page, self.other_title, self.passage = match.page, "", ""

    def show(self, body: str, marker: Marker) -> None:
        """Take the passage from a text, and the title there if it has the words and is another one than is shown."""
        self.passage = marker.passage(body)
        if self.match.title != str(shown_title(self.instance)) and marker.found_in(self.match.title):
            self.other_title = marker.marked(self.match.title)

    @property
    def lang(self) -> SafeString | str:
        return format_html(' lang="{}"', self.language) if self.language != get_language() else ""

    @property
    def url(self) -> str:
        """The PDF at this page, or the page of the object."""
        if self.page:
            return f"{self.instance.file_in(self.language).get_absolute_url()}#page={self.page}"
        return self.instance.get_absolute_url()


def shown_title(instance: Any) -> Words | str:
    """The title that readers see, as Words; of an edition just its name."""
    return str(instance) if isinstance(instance, Edition) else getattr(instance.t, instance.slug_source)


class Hit:
    """An object that was found, with the places where."""

    #: As readers see it, with the words marked; SearchResults adds it.
    title: str

    def __init__(self, kind: str, matches: Iterable[Match]) -> None:
        self.kind, self.matches = Kind(kind), matches
        self.places: list[HitPlace] = []
        self.further: list[HitPlace] = []

    @property
    def is_report(self) -> bool:
        return self.kind == Kind.REPORT

    def choose(self, objects: Objects) -> None:
        """Of what is public take the places to show: for an object its text as readers see it, or else the best one;
        for a report its best pages, with links to some more."""
        places = [
            HitPlace(match, objects[match.kind, match.source_id]) for match in self.matches if is_there(match, objects)
        ]
        if self.is_report:
            self.places, self.further = places[:SHOWN_PAGES], places[SHOWN_PAGES : SHOWN_PAGES + FURTHER_PAGES]
        else:
            self.places = sorted(places, key=lambda place: place.language != place.instance.shown_language)[:1]

    @property
    def object(self) -> Any:
        """The object; of a report the edition that fits best."""
        return self.places[0].instance

    @property
    def city(self) -> Any:
        """The city that an approach belongs to, or None."""
        return self.object.city if self.kind == Kind.APPROACH else None

    @property
    def url(self) -> str:
        return self.object.report.get_absolute_url() if self.is_report else self.object.get_absolute_url()

    @property
    def found_in(self) -> str:
        """The language in whose text it was found, if that is not the one in which readers see it."""
        language = self.places[0].language
        return "" if self.is_report or language == self.object.shown_language else language


def is_there(match: Match, objects: Objects) -> bool:
    """Whether the object of a Match is public, and the page of a PDF in a present file."""
    instance = objects.get((match.kind, match.source_id))
    return instance is not None and (not match.page or instance.file_in(match.language) is not None)


def hits_of(matches: Iterable[Match]) -> list[Hit]:
    return [Hit(kind, group) for (kind, _pk), group in grouped_matches(matches).items()]


def grouped_matches(matches: Iterable[Match]) -> dict[tuple[str, int], list[Match]]:
    """{(kind, object id): its Matches}, in the order of the best of each."""
    groups: dict[tuple[str, int], list[Match]] = {}
    for match in matches:
        groups.setdefault((match.kind, match.object_id), []).append(match)
    return groups
