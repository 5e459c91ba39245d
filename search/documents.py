"""What documents say of an object: a title and texts in each of its ready languages, and each page of its PDFs.

Texts are read by column, never through `t`: a document holds one language and nothing that would stand in for it,
except for a title.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import override

from approaches.models import Approach
from cities.countries import country_name
from cities.models import City, Network
from content.rich_text import words_of
from news.models import NewsPost
from pages.models import Page
from reports.models import Edition

# pypdfium2 gives U+FFFE, others a hyphen or a soft one, where a word goes on in the next line.
BROKEN_WORD = re.compile(r"(?<=\w)[-\u00ad\ufffe][^\S\n]*+\n\s*+(?=[^\W\d_])|[\u00ad\ufffe]\s*+")


class Said(NamedTuple):
    """What one document of an object says."""

    language: str
    title: str
    texts: Iterable[str]
    page: int = 0

    @property
    def body(self) -> str:
        return "\n".join(filter(None, map(in_one_line, self.texts)))


def in_one_line(text: str) -> str:
    """A text without line breaks, and without the hyphens of words broken there."""
    return " ".join(BROKEN_WORD.sub("", text).split())


def column(instance: Any, field: str, language: str) -> str:
    return getattr(instance, f"{field}_{language}") or ""


def rich_column(instance: Any, field: str, language: str) -> str:
    """The text of a rich text field."""
    return words_of(column(instance, field, language))


def _title(instance: Any, field: str, language: str) -> str:
    return column(instance, field, language) or column(instance, field, instance.source_language)


def _sections(instance: Any, language: str) -> Iterator[str]:
    for section in instance.sections.all():
        yield column(section, "heading", language)
        yield rich_column(section, "body", language)
        yield column(section, "quote_author", language)


def of_city(city: City) -> Iterator[Said]:
    for language in city.ready_languages:
        with override(language):
            country = country_name(city.country)
        takeaways = [column(takeaway, "text", language) for takeaway in city.takeaways.all()]
        texts = [column(city, "subtitle", language), column(city, "summary", language), *takeaways]
        yield Said(language, _title(city, "name", language), [*texts, *_sections(city, language), country])


def of_approach(approach: Approach) -> Iterator[Said]:
    for language in approach.ready_languages:
        texts = [column(approach, field, language) for field in ("summary", "short_title")]
        around = [_title(approach.city, "name", language)]
        around += [column(area, "name", language) for area in approach.policy_areas.all()]
        yield Said(language, _title(approach, "title", language), [*texts, *_sections(approach, language), *around])


def of_network(network: Network) -> Iterator[Said]:
    for language in network.ready_languages:
        yield Said(language, _title(network, "name", language), [rich_column(network, "description", language)])


def of_post(post: NewsPost) -> Iterator[Said]:
    for language in post.ready_languages:
        texts = [column(post, field, language) for field in ("teaser", "region")]
        downloads = [column(download, "title", language) for download in post.downloads.all()]
        around = [*downloads, post.event_place, post.author]
        yield Said(language, _title(post, "title", language), [*texts, *_sections(post, language), *around])


def of_page(page: Page) -> Iterator[Said]:
    for language in page.ready_languages:
        yield Said(language, _title(page, "title", language), _sections(page, language))


def of_edition(edition: Edition) -> Iterator[Said]:
    """What is said about an edition, and each page of its present files."""
    for language in edition.ready_languages:
        with override(language):
            title = str(edition)
        yield Said(language, title, [column(edition, "notes", language)])
    for file in edition.files.current().prefetch_related("texts"):
        for text in file.texts.all():
            yield Said(file.language, "", [text.text], page=text.number)
