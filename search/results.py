"""What a search finds, as readers of the active language see it."""

from collections import Counter

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from approaches.models import Approach
from cities.models import City, Network
from content.languages import Words
from news.models import NewsPost
from pages.models import Page
from reports.models import Edition
from search.engines import engine
from search.models import Document
from search.passages import Marker
from search.queries import Query
from search.synonyms import widened

Kind = Document.Kind
#: Rows that are looked at and ranked: of more, any that many. It bounds the time of every search.
MAX_ROWS = 1000
PAGE_SIZE = 20
#: Pages of a report that are shown with a passage, and those that are then linked.
SHOWN_PAGES, FURTHER_PAGES = 3, 30

#: What the public may see of each kind, with what a hit shows.
OBJECTS = {
    Kind.CITY: lambda: City.objects.published().only_names(),
    Kind.APPROACH: lambda: Approach.objects.published().select_related("city").only_names(),
    Kind.NETWORK: lambda: Network.objects.published().only_names(),
    Kind.REPORT: lambda: Edition.objects.published().with_files(),
    Kind.NEWS: lambda: NewsPost.objects.published().only_names(),
    Kind.PAGE: lambda: Page.objects.published().only_names(),
}


def public_objects(matches):
    """{(kind, source id): public object} for what Matches were found in, by one query for each kind."""
    wanted = {}
    for match in matches:
        wanted.setdefault(match.kind, set()).add(match.source_id)
    return {
        (kind, instance.pk): instance for kind, pks in wanted.items() for instance in OBJECTS[kind]().filter(pk__in=pks)
    }


class Place:
    """Where in an object the words stand: in its text of one language, or on one page of a PDF."""

    def __init__(self, match, instance):
        self.match, self.instance, self.language = match, instance, match.language
        self.page, self.other_title, self.passage = match.page, "", ""

    def show(self, body, marker):
        """Take the passage from a text, and the title there if it has the words and is another one than is shown."""
        self.passage = marker.passage(body)
        if self.match.title != str(shown_title(self.instance)) and marker.found_in(self.match.title):
            self.other_title = marker.marked(self.match.title)

    @property
    def lang(self):
        return format_html(' lang="{}"', self.language) if self.language != get_language() else ""

    @property
    def url(self):
        """The PDF at this page, or the page of the object."""
        if self.page:
            return f"{self.instance.file_in(self.language).get_absolute_url()}#page={self.page}"
        return self.instance.get_absolute_url()


def shown_title(instance):
    """The title that readers see, as Words; of an edition just its name."""
    return str(instance) if isinstance(instance, Edition) else getattr(instance.t, instance.slug_source)


class Hit:
    """An object that was found, with the places where."""

    def __init__(self, kind, matches):
        self.kind, self.matches = Kind(kind), matches
        self.places, self.further = [], []

    @property
    def is_report(self):
        return self.kind == Kind.REPORT

    def choose(self, objects):
        """Of what is public take the places to show: for an object its text as readers see it, or else the best one;
        for a report its best pages, with links to some more."""
        places = [
            Place(match, objects[match.kind, match.source_id]) for match in self.matches if is_there(match, objects)
        ]
        if self.is_report:
            self.places, self.further = places[:SHOWN_PAGES], places[SHOWN_PAGES : SHOWN_PAGES + FURTHER_PAGES]
        else:
            self.places = sorted(places, key=lambda place: place.language != place.instance.shown_language)[:1]

    @property
    def object(self):
        """The object; of a report the edition that fits best."""
        return self.places[0].instance

    @property
    def city(self):
        """The city that an approach belongs to, or None."""
        return self.object.city if self.kind == Kind.APPROACH else None

    @property
    def url(self):
        return self.object.report.get_absolute_url() if self.is_report else self.object.get_absolute_url()

    @property
    def found_in(self):
        """The language in whose text it was found, if that is not the one in which readers see it."""
        language = self.places[0].language
        return "" if self.is_report or language == self.object.shown_language else language


class Results:
    """What is found for a text that somebody typed, perhaps only among one kind of object."""

    def __init__(self, text, kind=None):
        self.query, self.kind = Query(text), kind
        self._markers = {}

    @cached_property
    def _matches(self):
        return self._best(None)

    @cached_property
    def wider(self):
        """The Query for other words of the glossary, or None."""
        return widened(self.query) if self.query else None

    def _best(self, kind):
        return best_first(self.query, self.wider, kind, get_language()) if self.query else []

    @cached_property
    def is_capped(self):
        """Whether there may be more than what was looked at."""
        return len(self._matches) >= MAX_ROWS

    @cached_property
    def all_hits(self):
        """Hits of all kinds, best first, without what is shown of them."""
        return hits_of(self._matches)

    @cached_property
    def hits(self):
        """Hits of the kind asked for."""
        if not self.kind:
            return self.all_hits
        # What was looked at may lack some of the kind only if it was not all.
        hits = hits_of(self._best(self.kind)) if self.is_capped else self.all_hits
        return [hit for hit in hits if hit.kind == self.kind]

    @property
    def count(self):
        return len(self.hits)

    @cached_property
    def kinds(self):
        """[(kind, number of hits)] of all kinds that have some."""
        numbers = Counter(hit.kind for hit in self.all_hits)
        return [(kind, numbers[kind]) for kind in Kind if numbers[kind]]

    def page(self, number):
        """A page of Hits ready to be shown. Raises InvalidPage."""
        page = Paginator(self.hits, PAGE_SIZE).page(number)
        self._fill(page.object_list)
        # What has ceased to be public this very moment is not there any more.
        page.object_list = [hit for hit in page.object_list if hit.places]
        return page

    def _fill(self, hits):
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

    def _title(self, hit):
        """The title that readers see, with the words marked, as Words."""
        if not hit.places:
            return ""
        if hit.is_report:
            return self.marker(get_language()).marked(str(hit.object.report))
        title = shown_title(hit.object)
        return Marked(self.marker(title.language).marked(title), title.language)

    def marker(self, language):
        if language not in self._markers:
            terms = [*self.query.wanted, *(self.wider.wanted if self.wider else [])]
            self._markers[language] = Marker(terms, language)
        return self._markers[language]


class Marked(Words, SafeString):
    """Words that are HTML."""


def is_there(match, objects):
    """Whether the object of a Match is public, and the page of a PDF in a present file."""
    instance = objects.get((match.kind, match.source_id))
    return instance is not None and (not match.page or instance.file_in(match.language) is not None)


def best_first(query, wider, kind, language):
    """Matches with all the words in the title, shortest first, then the others by rank, and below them what only the
    wider Query finds, if there is one; each document once."""
    in_titles = by_title(engine().match(query, MAX_ROWS, kind, in_titles=True), language)
    matches = [*in_titles, *engine().match(query, MAX_ROWS, kind)]
    if wider and len(matches) < MAX_ROWS:
        matches += engine().match(wider, MAX_ROWS, kind)
    return list({match.document_id: match for match in matches}.values())


def by_title(matches, language):
    """Matches in order of titles, the shortest first; of equal ones those in a language before others."""
    return sorted(matches, key=lambda match: (len(match.title), match.language != language, match.document_id))


def hits_of(matches):
    return [Hit(kind, group) for (kind, _pk), group in grouped(matches).items()]


def grouped(matches):
    """{(kind, object id): its Matches}, in the order of the best of each."""
    groups = {}
    for match in matches:
        groups.setdefault((match.kind, match.object_id), []).append(match)
    return groups


def primary_keys(model, words, language):
    """The primary keys of the public objects of a model that fit what somebody typed, best first.

    For lists: all of them, of City, Approach, Network, NewsPost or Page.
    """
    kind = next(kind for kind, objects in OBJECTS.items() if objects().model is model)
    query = Query(words)
    if not query:
        return []
    wider = widened(query)
    pks = [match.object_id for match in best_first(query, wider, kind, language)]
    if len(pks) >= MAX_ROWS:  # there may be more
        pks += [pk for asked in filter(None, [query, wider]) for pk in engine().object_ids(asked, kind)]
    return list(dict.fromkeys(pks))
