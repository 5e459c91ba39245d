"""Which documents an object has, and which objects a change reaches. Texts are read by column, never through `t`:
a document holds one language and nothing that would stand in for it, except for a title."""

import re

from django.utils.translation import override

from approaches.models import Approach, ApproachSection
from cities.countries import country_name
from cities.models import City, CitySection, Network, PolicyArea, Takeaway
from content.rich_text import words_of
from news.models import Download, NewsPost, NewsSection
from pages.models import Page, PageSection
from reports.models import Edition, File, Report
from search.models import Document

Kind = Document.Kind
# pypdfium2 gives U+FFFE, others a hyphen or a soft one, where a word goes on in the next line.
BROKEN_WORD = re.compile(r"(?<=\w)[-\u00ad\ufffe][^\S\n]*+\n\s*+(?=[^\W\d_])|[\u00ad\ufffe]\s*+")

#: The objects that have documents of a kind, with what their documents are made from.
SOURCES = {
    Kind.CITY: City.objects.prefetch_related("takeaways", "sections"),
    Kind.APPROACH: Approach.objects.select_related("city").prefetch_related("policy_areas", "sections"),
    Kind.NETWORK: Network.objects.all(),
    Kind.REPORT: Edition.objects.select_related("report__city"),
    Kind.NEWS: NewsPost.objects.prefetch_related("sections", "downloads"),
    Kind.PAGE: Page.objects.prefetch_related("sections"),
}


def documents_of(kind, pks):
    """The documents, unsaved, of those objects of a kind that are or will be public by themselves."""
    for instance in SOURCES[kind].filter(pk__in=pks):
        if all(owner.state == owner.State.PUBLISHED for owner in _publishables(instance)):
            yield from MAKERS[kind](instance)


def _publishables(instance):
    """The object and what it belongs to: all of them must be public."""
    owner = instance.report.city if isinstance(instance, Edition) else getattr(instance, "city", None)
    return [instance, owner] if owner else [instance]


def _document(kind, instance, language, title, texts, page=0):
    return Document(
        kind=kind,
        object_id=instance.report_id if kind == Kind.REPORT else instance.pk,
        source_id=instance.pk,
        language=language,
        page=page,
        public_from=max(owner.publish_at for owner in _publishables(instance)),
        title=title[:300],
        body="\n".join(filter(None, map(in_one_line, texts))),
    )


def in_one_line(text):
    """A text without line breaks, and without the hyphens of words broken there."""
    return " ".join(BROKEN_WORD.sub("", text).split())


def column(instance, field, language):
    return getattr(instance, f"{field}_{language}") or ""


def rich_column(instance, field, language):
    """The text of a rich text field."""
    return words_of(column(instance, field, language))


def _title(instance, field, language):
    return column(instance, field, language) or column(instance, field, instance.source_language)


def _sections(instance, language):
    for section in instance.sections.all():
        yield column(section, "heading", language)
        yield rich_column(section, "body", language)
        yield column(section, "quote_author", language)


def _city(city):
    for language in city.ready_languages:
        with override(language):
            country = country_name(city.country)
        takeaways = [column(takeaway, "text", language) for takeaway in city.takeaways.all()]
        texts = [column(city, "subtitle", language), column(city, "summary", language), *takeaways]
        yield _document(
            Kind.CITY, city, language, _title(city, "name", language), [*texts, *_sections(city, language), country]
        )


def _approach(approach):
    for language in approach.ready_languages:
        texts = [column(approach, field, language) for field in ("summary", "short_title")]
        around = [_title(approach.city, "name", language)]
        around += [column(area, "name", language) for area in approach.policy_areas.all()]
        yield _document(
            Kind.APPROACH,
            approach,
            language,
            _title(approach, "title", language),
            [*texts, *_sections(approach, language), *around],
        )


def _network(network):
    for language in network.ready_languages:
        yield _document(
            Kind.NETWORK,
            network,
            language,
            _title(network, "name", language),
            [rich_column(network, "description", language)],
        )


def _post(post):
    for language in post.ready_languages:
        texts = [column(post, field, language) for field in ("teaser", "region")]
        downloads = [column(download, "title", language) for download in post.downloads.all()]
        around = [*downloads, post.event_place, post.author]
        yield _document(
            Kind.NEWS, post, language, _title(post, "title", language), [*texts, *_sections(post, language), *around]
        )


def _page(page):
    for language in page.ready_languages:
        yield _document(Kind.PAGE, page, language, _title(page, "title", language), _sections(page, language))


def _edition(edition):
    """What is said about an edition, and each page of its present files."""
    for language in edition.ready_languages:
        with override(language):
            title = str(edition)
        yield _document(Kind.REPORT, edition, language, title, [column(edition, "notes", language)])
    for file in edition.files.current().prefetch_related("texts"):
        for text in file.texts.all():
            yield _document(Kind.REPORT, edition, file.language, "", [text.text], page=text.number)


MAKERS = {
    Kind.CITY: _city,
    Kind.APPROACH: _approach,
    Kind.NETWORK: _network,
    Kind.REPORT: _edition,
    Kind.NEWS: _post,
    Kind.PAGE: _page,
}


def _of_city(city):
    return {
        Kind.CITY: [city.pk],
        Kind.APPROACH: Approach.objects.filter(city=city.pk).values_list("pk", flat=True),
        Kind.REPORT: Edition.objects.filter(report__city=city.pk).values_list("pk", flat=True),
    }


#: Which documents a saved or deleted row is part of: {kind: the objects they are made from}.
REACHES = {
    City: _of_city,
    CitySection: lambda section: {Kind.CITY: [section.owner_id]},
    Takeaway: lambda takeaway: {Kind.CITY: [takeaway.city_id]},
    Network: lambda network: {Kind.NETWORK: [network.pk]},
    PolicyArea: lambda area: {
        Kind.APPROACH: Approach.policy_areas.through.objects.filter(policyarea=area.pk).values_list(
            "approach", flat=True
        )
    },
    Approach: lambda approach: {Kind.APPROACH: [approach.pk]},
    ApproachSection: lambda section: {Kind.APPROACH: [section.owner_id]},
    Report: lambda report: {Kind.REPORT: Edition.objects.filter(report=report.pk).values_list("pk", flat=True)},
    Edition: lambda edition: {Kind.REPORT: [edition.pk]},
    File: lambda file: {Kind.REPORT: [file.edition_id]},
    NewsPost: lambda post: {Kind.NEWS: [post.pk]},
    NewsSection: lambda section: {Kind.NEWS: [section.owner_id]},
    Download: lambda download: {Kind.NEWS: [download.post_id]},
    Page: lambda page: {Kind.PAGE: [page.pk]},
    PageSection: lambda section: {Kind.PAGE: [section.owner_id]},
}
