"""What a search finds, as readers of the active language see it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from content.languages import Words
from search.engines import Match, engine
from search.hits import Hit, hits_of, public_objects, shown_title
from search.kinds import KINDS, kind_of_model
from search.models import Document
from search.passages import Marker
from search.queries import Query
from search.synonyms import widened

#: Rows that are looked at and ranked: of more, any that many. It bounds the time of every search.
MAX_MATCHES = 1000
HITS_ON_A_PAGE = 20


class SearchResults:
    """What is found for a text that somebody typed, perhaps only among one kind of object."""

    def __init__(self, text: str, kind: str | None = None) -> None:
        self.query, self.kind = Query(text), kind
        self._markers: dict[str, Marker] = {}

    @cached_property
    def _matches(self) -> list[Match]:
        return self._best(None)

    @cached_property
    def wider(self) -> Query | None:
        """The Query for other words of the glossary, or None."""
        return widened(self.query) if self.query else None

    def _best(self, kind: str | None) -> list[Match]:
        return best_first(self.query, self.wider, kind, get_language()) if self.query else []

    @cached_property
    def is_capped(self) -> bool:
        """Whether there may be more than what was looked at."""
        return len(self._matches) >= MAX_MATCHES

    @cached_property
    def all_hits(self) -> list[Hit]:
        """Hits of all kinds, best first, without what is shown of them."""
        return hits_of(self._matches)

    @cached_property
    def hits(self) -> list[Hit]:
        """Hits of the kind asked for."""
        if not self.kind:
            return self.all_hits
        # What was looked at may lack some of the kind only if it was not all.
        hits = hits_of(self._best(self.kind)) if self.is_capped else self.all_hits
        return [hit for hit in hits if hit.kind == self.kind]

    @property
    def count(self) -> int:
        return len(self.hits)

    @cached_property
    def kinds(self) -> list[tuple[str, int]]:
        """[(kind, number of hits)] of all kinds that have some."""
        numbers: Counter[str] = Counter(hit.kind for hit in self.all_hits)
        return [(kind, numbers[kind]) for kind in KINDS if numbers[kind]]

    def page(self, number: int | str) -> Page:
        """A page of Hits ready to be shown. Raises InvalidPage."""
        page = Paginator(self.hits, HITS_ON_A_PAGE).page(number)
        self._fill(page.object_list)  # type: ignore[arg-type]  # a part of a list is a list
        # What has ceased to be public this very moment is not there any more.
        page.object_list = [hit for hit in page.object_list if hit.places]
        return page

    def _fill(self, hits: Sequence[Hit]) -> None:
        objects = public_objects(match for hit in hits for match in hit.matches)
        for hit in hits:
            hit.choose(objects)
        places = [place for hit in hits for place in hit.places]
        shown = Document.objects.filter(pk__in=[place.match.document_id for place in places])
        bodies = dict(shown.values_list("pk", "body"))
        for place in places:
            place.show(bodies[place.match.document_id], self.marker(place.language))
        for hit in hits:
            hit.title = self._title(hit)

    def _title(self, hit: Hit) -> str:
        """The title that readers see, with the words marked, as Words."""
        if not hit.places:
            return ""
        if hit.is_report:
            return self.marker(get_language()).marked(str(hit.object.report))
        title: Any = shown_title(hit.object)  # no edition, so these are Words
        return Marked(self.marker(title.language).marked(title), title.language)

    def marker(self, language: str) -> Marker:
        if language not in self._markers:
            terms = [*self.query.wanted, *(self.wider.wanted if self.wider else [])]
            self._markers[language] = Marker(terms, language)
        return self._markers[language]


class Marked(Words, SafeString):
    """Words that are HTML."""


def best_first(query: Query, wider: Query | None, kind: str | None, language: str) -> list[Match]:
    """Matches with all the words in the title, shortest first, then the others by rank, and below them what only the
    wider Query finds, if there is one; each document once."""
    in_titles = by_title(engine().match(query, MAX_MATCHES, kind, in_titles=True), language)
    matches = [*in_titles, *engine().match(query, MAX_MATCHES, kind)]
    if wider and len(matches) < MAX_MATCHES:
        matches += engine().match(wider, MAX_MATCHES, kind)
    return list({match.document_id: match for match in matches}.values())


def by_title(matches: Iterable[Match], language: str) -> list[Match]:
    """Matches in order of titles, the shortest first; of equal ones those in a language before others."""
    return sorted(matches, key=lambda match: (len(match.title), match.language != language, match.document_id))


def primary_keys(model: type[Model], words: str, language: str) -> list[int]:
    """The primary keys of the public objects of a model that fit what somebody typed, best first.

    For lists: all of them, of City, Approach, Network, NewsPost or Page.
    """
    kind, query = kind_of_model(model), Query(words)
    if not query:
        return []
    wider = widened(query)
    pks = [match.object_id for match in best_first(query, wider, kind, language)]
    if len(pks) >= MAX_MATCHES:  # there may be more
        pks += [pk for asked in filter(None, [query, wider]) for pk in engine().object_ids(asked, kind)]
    return list(dict.fromkeys(pks))
