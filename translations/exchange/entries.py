"""Texts as they stand in a file for another program."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from translations import desk
from translations.fingerprints import fingerprint
from translations.models import Text
from translations.tracking import model_of, text_fields

MAX_EXCHANGE_BYTES = 20 * 1024 * 1024
MAX_ENTRIES = 20_000
TOO_SLOW = gettext_noop(
    "This file could not be read within %(seconds)s seconds. Choose it again in a minute; if that does not help, "
    "split it."
)
TOO_HEAVY = gettext_noop("This file takes too much time or memory to read. Export it anew, or split it.")


class Unreadable(Exception):
    """A file that cannot be used; `problems` are sentences, each naming its place."""

    def __init__(self, *problems):
        super().__init__(*problems)
        self.problems = list(problems)


@dataclass
class Entry:
    """A text as it stands in an exchange file, or would stand in one."""

    address: str
    source_language: str
    source: str
    target: str
    is_html: bool
    page: str = ""
    label: str = ""
    state: str = ""
    #: The fingerprint of the translation when the file was made; empty where the file does not say.
    seen: str | None = None
    #: Where in the file it stands, in words.
    where: str = ""

    @property
    def source_print(self):
        return fingerprint(self.source, self.is_html)


@dataclass
class Content:
    """One file: its languages, what it holds, and what is odd about it."""

    language: str
    entries: list
    remarks: list = field(default_factory=list)


def entries_of(texts, language):
    """The entries for these texts in one language, in the order of the pages; a fixed number of queries."""
    rows = texts.filter(language=language).exclude(state=Text.State.SOURCE).order_by("page", "item", "field")
    by_model = defaultdict(list)
    for row in rows:
        by_model[model_of(row.item)].append(row)
    made = {}
    for model, own in by_model.items():
        items = items_of(model, {row.item for row in own})
        made |= {row.pk: entry_of(items[row.item], row, language) for row in own if row.item in items}
    return [made[row.pk] for row in rows if row.pk in made]


def items_of(model, addresses):
    """{address: object} of these objects of a model, each with its page."""
    pks = {address.partition("/")[2] for address in addresses}
    related = [model.part_of] if model.part_of else []
    found = model._base_manager.select_related(*related).filter(pk__in=pks)
    return {f"{model._meta.label_lower}/{item.pk}": item for item in found}


def entry_of(item, row, language):
    place = desk.Place(item, row.field, language, row)
    return Entry(
        row.address,
        item.page.source_language,
        place.source,
        place.target,
        place.is_html,
        str(item.page),
        f"{item._meta.verbose_name}: {place.label}" if item.part_of else place.label,
        row.state,
        row.fingerprint,
    )


def is_html(address):
    """Whether the text at an address is rich text; None if there is no such field."""
    item, _slash, name = address.rpartition("/")
    try:
        return text_fields(model_of(item)).get(name)
    except LookupError:
        return None
