"""What can be searched for: one row for each kind of object, which says all that the search knows of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from approaches.models import Approach, ApproachSection
from cities.models import City, CitySection, Network, PolicyArea, Takeaway
from news.models import Download, NewsPost, NewsSection
from pages.models import Page, PageSection
from reports.models import Edition, File, Report
from search import documents
from search.documents import Said
from search.models import Document

Kind = Document.Kind


@dataclass(frozen=True)
class Searchable:
    """A kind of object that can be found."""

    kind: Kind
    #: The objects that have documents, with what their documents are made from.
    sources: QuerySet
    #: What the documents of such an object say, as documents.Said.
    said: Callable
    #: What the public may see of them, with what a hit shows.
    public: Callable
    #: {model: the primary keys of the sources whose documents one of its rows, saved or deleted, is part of}
    reached_by: dict
    #: Tables between the sources and others whose texts are part of the documents.
    joined_by: tuple = ()
    #: What an object belongs to: it must be public too.
    owners: Callable = field(default=lambda instance: [])
    #: The id under which an object is found.
    found_as: Callable = field(default=lambda instance: instance.pk)

    def documents(self, pks: Iterable[int]) -> Iterator[Document]:
        """The documents, unsaved, of those of these objects that are or will be public by themselves."""
        for instance in self.sources.filter(pk__in=pks):
            needed = [instance, *self.owners(instance)]
            if all(thing.state == thing.State.PUBLISHED for thing in needed):
                public_from = max(thing.publish_at for thing in needed)
                yield from (self._document(instance, said, public_from) for said in self.said(instance))

    def _document(self, instance: Any, said: Said, public_from: datetime) -> Document:
        return Document(
            kind=self.kind,
            object_id=self.found_as(instance),
            source_id=instance.pk,
            language=said.language,
            page=said.page,
            public_from=public_from,
            title=said.title[:300],
            body=said.body,
        )


def _itself(row: Model) -> list[int]:
    return [row.pk]


def _owner(section: Any) -> list[int]:
    return [section.owner_id]


def _approaches_in(area: PolicyArea) -> Iterable[int]:
    rows = Approach.policy_areas.through.objects.filter(policyarea=area.pk)
    return rows.values_list("approach", flat=True)


ROWS = [
    Searchable(
        Kind.CITY,
        sources=City.objects.prefetch_related("takeaways", "sections"),
        said=documents.of_city,
        public=lambda: City.objects.published().only_names(),
        reached_by={City: _itself, CitySection: _owner, Takeaway: lambda takeaway: [takeaway.city_id]},
    ),
    Searchable(
        Kind.APPROACH,
        sources=Approach.objects.select_related("city").prefetch_related("policy_areas", "sections"),
        said=documents.of_approach,
        public=lambda: Approach.objects.published().select_related("city").only_names(),
        reached_by={
            Approach: _itself,
            ApproachSection: _owner,
            PolicyArea: _approaches_in,
            City: lambda city: Approach.objects.filter(city=city.pk).values_list("pk", flat=True),
        },
        joined_by=(Approach.policy_areas.through,),
        owners=lambda approach: [approach.city],
    ),
    Searchable(
        Kind.NETWORK,
        sources=Network.objects.all(),
        said=documents.of_network,
        public=lambda: Network.objects.published().only_names(),
        reached_by={Network: _itself},
    ),
    Searchable(
        Kind.REPORT,
        sources=Edition.objects.select_related("report__city"),
        said=documents.of_edition,
        public=lambda: Edition.objects.published().with_files(),
        reached_by={
            Edition: _itself,
            File: lambda file: [file.edition_id],
            Report: lambda report: Edition.objects.filter(report=report.pk).values_list("pk", flat=True),
            City: lambda city: Edition.objects.filter(report__city=city.pk).values_list("pk", flat=True),
        },
        owners=lambda edition: [edition.report.city],
        found_as=lambda edition: edition.report_id,
    ),
    Searchable(
        Kind.NEWS,
        sources=NewsPost.objects.prefetch_related("sections", "downloads"),
        said=documents.of_post,
        public=lambda: NewsPost.objects.published().only_names(),
        reached_by={NewsPost: _itself, NewsSection: _owner, Download: lambda download: [download.post_id]},
    ),
    Searchable(
        Kind.PAGE,
        sources=Page.objects.prefetch_related("sections"),
        said=documents.of_page,
        public=lambda: Page.objects.published().only_names(),
        reached_by={Page: _itself, PageSection: _owner},
    ),
]
#: {kind: its row}
KINDS: dict[str, Searchable] = {row.kind: row for row in ROWS}


def kind_of_model(model: type[Model]) -> Kind:
    """The kind whose objects are of a model."""
    return next(row.kind for row in ROWS if row.sources.model is model)


def models_followed() -> set[type[Model]]:
    """The models whose rows are part of documents."""
    return {model for row in ROWS for model in row.reached_by}


def tables_followed() -> set[type[Model]]:
    """The tables that join objects whose documents change with what they join."""
    return {table for row in ROWS for table in row.joined_by}


def reached_from(instance: Model) -> dict[str, Iterable[int]]:
    """{kind: primary keys of the objects} whose documents a row is part of."""
    model = type(instance)
    return {row.kind: row.reached_by[model](instance) for row in ROWS if model in row.reached_by}


def kinds_joined_by(table: type[Model]) -> list[Kind]:
    """The kinds whose documents name what a table between objects joins to them."""
    return [row.kind for row in ROWS if table in row.joined_by]
