"""Lists that visitors filter by the query string: OR within a name, AND across names."""

import unicodedata
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from functools import partial
from heapq import nlargest
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_filters import FilterSet

from content.addresses import is_counter
from content.models import Publishable
from lists.bits import Counter, intersection
from lists.facets import Facet, Option, ShownFacet, Sort
from lists.index import Index, held_index
from lists.results import Results

#: So many options of a facet are shown; of longer ones those with the most results.
MAX_OPTIONS = 50
MAX_WORDS = 200
MAX_NAMED = 5
MAX_WAYS_OUT = 12
#: What every list takes beside its facets: words, an order, and the page, which its files leave out.
SHARED_NAMES = ("q", "sort")
PAGE = "page"
#: What searches lists by words; higher floors add to it. `search(model, words, language)` gives the primary keys of the
#: public objects of a model that a text finds for a reader of that language, best first.
TEXT_SEARCHES: list[Callable[[type[Model], str, str], Iterable[int]]] = []


class ListFilter(FilterSet):
    """What page, files and feed of a list share. It names unknown values instead of failing on them.

    `queryset` says with what the public objects are loaded. Subclasses give `model`, `title` and `sorts`, {name: Sort},
    the first of which is the order of a list that nobody has sorted.
    """

    model: type[Publishable]
    title: str | Promise = ""
    sorts: dict[str, Sort] = {}

    def __init__(self, data: QueryDict, queryset: QuerySet, **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)
        self.data = QueryDict(mutable=True)
        self.unknown: list[tuple[str, str]] = []
        self._counts: dict[str, dict[Hashable, int]] = {}
        for name, facet in self.facets.items():
            labels = self.index.labels(name, facet)
            self._take(name, data.getlist(name), labels)
        self.words = printable(data.get("q", "")[:MAX_WORDS]).strip()
        if self.words:
            self.data["q"] = self.words
        self._take("sort", data.getlist("sort")[-1:], self.all_sorts)
        self.unknown_names = [name for name in data if not self._knows(name)]
        if self.sorted_by == next(iter(self.all_sorts)):
            self.data.pop("sort", None)

    def _take(self, name: str, values: Iterable[str], known: Collection[str]) -> None:
        for value in dict.fromkeys(filter(None, values)):
            if value in known:
                self.data.appendlist(name, value)
            else:
                self.unknown.append((name, value))

    def _knows(self, name: str) -> bool:
        return name in {*self.names, PAGE} or is_counter(name)

    @property
    def names(self) -> list[str]:
        """All that a file of this list takes."""
        return [*SHARED_NAMES, *self.facets]

    @property
    def facets(self) -> Mapping[str, Facet]:
        """{name: Facet}, as the subclass declares them."""
        return self.filters

    @cached_property
    def index(self) -> Index:
        return self.whole()

    @classmethod
    def whole(cls) -> Index:
        """The Index of all public objects, for who counts and does not filter."""
        return held_index(cls, cls.model, cls.base_filters)

    # What is found

    @property
    def all_sorts(self) -> dict[str, Sort]:
        """{name: Sort}; what was searched for comes in the order of the search, unless asked otherwise."""
        best = {"best": Sort(gettext_lazy("Best match"), lambda: self.found_by_words)} if self.words else {}
        return best | self.sorts

    @property
    def sorted_by(self) -> str:
        return self.data.get("sort") or next(iter(self.all_sorts))

    @cached_property
    def found_by_words(self) -> list[int]:
        return [pk for search in TEXT_SEARCHES for pk in search(self.queryset.model, self.words, get_language())]

    @cached_property
    def _within(self) -> int:
        return self.index.chosen(self.found_by_words) if self.words else self.index.everything

    @cached_property
    def _unions(self) -> dict[str, int]:
        return {name: self.index.union(name, values) for name, values in self.data.lists() if name in self.facets}

    @cached_property
    def _found(self) -> int:
        return intersection(self._unions.values(), self._within)

    @cached_property
    def qs(self) -> Results:
        """The Results."""
        if self.sorted_by == "best":
            order: Sequence[int] = list(self.index.places(self.found_by_words))
        else:
            order = self.index.order(self.sorted_by, partial(_places, self.facets, self.sorts[self.sorted_by]))
        pks = partial(self.index.sorted_pks, self._found, order)
        return Results(self.queryset, self._found.bit_count(), pks)

    # What could be found

    def counts(self, name: str) -> dict[Hashable, int]:
        """{value: number of objects that have it and fit the filters of all other names}."""
        if name not in self._counts:
            others = (union for other, union in self._unions.items() if other != name)
            counter = Counter(intersection(others, self._within), len(self.index))
            self._counts[name] = {value: counter.count(bits) for value, bits in self.index.sets[name].items()}
        return self._counts[name]

    @cached_property
    def shown_facets(self) -> list[ShownFacet]:
        return [facet for facet in map(self._shown, self.facets) if facet.options]

    def _shown(self, name: str) -> ShownFacet:
        labels, counts, chosen = self._labels(name), self.counts(name), set(self.data.getlist(name))
        values = list(labels)
        if len(values) > MAX_OPTIONS:
            shown = {*nlargest(MAX_OPTIONS, values, key=lambda value: counts.get(value, 0)), *chosen}
            values = [value for value in values if value in shown]
        options = [Option(name, value, labels[value], counts.get(value, 0), value in chosen) for value in values]
        return ShownFacet(name, self.facets[name].label, options, len(labels) - len(options))

    def _labels(self, name: str) -> dict[str, str]:
        return self.index.labels(name, self.facets[name])

    # What was asked for

    @cached_property
    def active(self) -> list[dict[str, str]]:
        """What is filtered by, in order: name, value and label of each, and the query string without it."""
        chosen = [(name, value) for name, values in self.data.lists() if name in self.facets for value in values]
        choices = [(name, value, self._labels(name)[value]) for name, value in chosen]
        if self.words:
            choices.append(("q", self.words, self.words))
        return [
            {"name": name, "value": value, "label": label, "query": self._query_without(name, value)}
            for name, value, label in choices
        ]

    @property
    def ways_out(self) -> list[dict[str, str | int]]:
        """`active` of a list without results, each with the number of results that leaving it out would give."""
        choices = self.active[:MAX_WAYS_OUT]
        return [choice | {"count": self._count_without(choice["name"], choice["value"])} for choice in choices]

    def _count_without(self, name: str, value: str) -> int:
        unions = {other: union for other, union in self._unions.items() if other != name}
        if rest := [other for other in self.data.getlist(name) if other != value]:
            unions[name] = self.index.union(name, rest)
        return intersection(unions.values(), self.index.everything if name == "q" else self._within).bit_count()

    def _query_without(self, name: str, value: str) -> str:
        rest = self.data.copy()
        rest.setlist(name, [other for other in rest.getlist(name) if other != value])
        return rest.urlencode()

    @property
    def named_unknown(self) -> str:
        """The unknown values for a sentence."""
        return named([value for _name, value in self.unknown])

    @property
    def mistakes(self) -> list[str]:
        """A sentence for each unknown name and value, for files: who asks a program for them reads no page."""
        sentences = [
            _("This list has no filter “%(name)s”. It has: %(known)s.")
            % {"name": named([name]), "known": ", ".join(self.names)}
            for name in self.unknown_names[:MAX_NAMED]
        ]
        for name, value in self.unknown[:MAX_NAMED]:
            known = self.all_sorts if name == "sort" else self._labels(name)
            sentence = _("The filter “%(name)s” has no value “%(value)s”. It has: %(known)s.")
            sentences.append(sentence % {"name": name, "value": named([value]), "known": named(known, MAX_OPTIONS)})
        return sentences

    @property
    def query(self) -> str:
        """The query string of exactly this view, without page, empty and unknown parameters."""
        return self.data.urlencode()

    @property
    def is_indexable(self) -> bool:
        """Whether search engines may list this view: all of a list, or what one filter leaves of it."""
        return len(self.active) < 2 and not self.words and "sort" not in self.data

    @property
    def in_words(self) -> str:
        """The view in words, for titles and file names: “Housing, Health care, Germany”."""
        return ", ".join(str(choice["label"]) for choice in self.active)

    @property
    def name(self) -> str:
        """The title of exactly this view."""
        return f"{self.in_words} – {self.title}" if self.active else str(self.title)


def _places(facets: Mapping[str, Facet], sort: Sort, index: Index) -> Iterable[int]:
    """The positions of all objects in an order."""
    if sort.along:
        return index.along(sort.along, index.labels(sort.along, facets[sort.along]))
    return index.places(sort.pks())


def named(values: Collection[str], most: int = MAX_NAMED) -> str:
    """Values in a sentence: a few and shortened, since anybody can put anything into an address."""
    shown = [printable(value[:40]) + "…" * (len(value) > 40) for value in list(values)[:most]]
    return ", ".join([*shown, "…"] if len(values) > most else shown)


def printable(text: str) -> str:
    """A text in its composed form, with a sign in place of what cannot be shown or stored."""
    text = unicodedata.normalize("NFC", text)
    return "".join("\ufffd" if unicodedata.category(letter) in {"Cc", "Cs", "Cn"} else letter for letter in text)
