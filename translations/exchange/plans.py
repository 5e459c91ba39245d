"""What a file from another program would do is found out, comparing it with the content, before anything is written."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from content.languages import CODES
from content.rich_text import check_html, clean_html, paragraphs
from content.texts import check_length
from editing.history.words import marked_paragraphs
from translations import desk
from translations.exchange.entries import Entry, Unreadable, items_of
from translations.models import Text
from translations.tracking import model_of, page_model


@dataclass
class TextChange:
    entry: Entry
    old: str
    new: str

    @property
    def difference(self):
        """Old and new translation as one, as HTML."""
        return marked_paragraphs(*(paragraphs(text, self.entry.is_html) for text in (self.old, self.new)))


@dataclass
class Plan:
    """What a file would do: changes, entries refused with the reason, and how many are as they were."""

    changes: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    same: int = 0
    untranslated: int = 0


def plan(content, user):
    """Compare a file with the content. Raises Unreadable with all that is wrong with the file; changes nothing."""
    _check_language(content, user)
    problems = _doubled(content.entries)
    texts = {row.address: row for row in _rows(content)}
    items = {}
    for model, addresses in _items_by_model(texts.values()).items():
        items |= items_of(model, addresses)
    result = Plan()
    for entry in content.entries:
        row = texts.get(entry.address)
        if row is None or row.item not in items:
            problems.append(
                _("%(where)s: there is no text “%(name)s” here.") % {"where": entry.where, "name": entry.address}
            )
        elif not desk.may_translate(user, model_of(row.item), content.language):
            problems.append(_("%(where)s: you may not translate this kind of page.") % {"where": entry.where})
        elif problem := _weigh(result, entry, desk.Place(items[row.item], row.field, content.language, row)):
            problems.append(problem)
    if problems:
        raise Unreadable(*problems)
    return result


def _check_language(content, user):
    if content.language not in CODES:
        raise Unreadable(_("“%s” is not a language of this site.") % content.language)
    if not desk.writes(user, content.language):
        name = get_language_info(content.language)["name_translated"]
        raise Unreadable(
            _("This file is in %(language)s, which is not a language that you translate.") % {"language": name}
        )


def _doubled(entries):
    counts = Counter(entry.address for entry in entries)
    first = {}
    problems = []
    for entry in entries:
        if counts[entry.address] > 1 and entry.address in first:
            words = {"where": entry.where, "first": first[entry.address]}
            problems.append(_("%(where)s: this text stands in %(first)s already. Keep one of them.") % words)
        first.setdefault(entry.address, entry.where)
    return problems


def _rows(content):
    """The rows of the texts that a file names, source language or not yet filled in included."""
    items = {entry.address.rpartition("/")[0] for entry in content.entries}
    rows = []
    for chunk in _in_chunks(sorted(items)):
        rows += (
            Text.objects.present().filter(item__in=chunk, language=content.language).exclude(state=Text.State.SOURCE)
        )
    return rows


def _in_chunks(values, size=1000):
    return [values[start : start + size] for start in range(0, len(values), size)]


def _items_by_model(rows):
    by_model = defaultdict(set)
    for row in rows:
        by_model[model_of(row.item)].add(row.item)
    return by_model


def _weigh(result, entry, place):
    """Add an entry to the plan; gives a sentence if it is wrong in itself."""
    entry.is_html, entry.page, entry.label = place.is_html, str(place.item.page), place.label
    try:
        return _compare(result, entry, place)
    except ValidationError as error:
        return f"{entry.where}: {' '.join(error.messages)}"


def _compare(result, entry, place):
    entry.source, new = _as_field(entry.source, place), _as_field(entry.target, place)
    if not place.print_of(new):
        result.untranslated += 1
    elif place.print_of(new) == place.print_of(place.target):
        result.same += 1
    elif entry.source_print != place.print_of(place.source) or entry.source_language != place.source_language:
        result.refused.append((entry, _("The source text has changed since the file was made.")))
    elif entry.seen is not None and entry.seen != place.print_of(place.target):
        result.refused.append((entry, _("The translation has been changed here since the file was made.")))
    else:
        result.changes.append(TextChange(entry, place.target, place.formfield().clean(new)))


def _as_field(text, place):
    """A text of a file as its field keeps it. Raises ValidationError for one of which there is too much."""
    if not place.is_html:
        check_length(text)
        return text.strip()
    text = text if "<" in text else f"<p>{text.strip()}</p>"
    check_html(text)
    return clean_html(text)


@transaction.atomic
def apply(content, user):
    """Write what the plan of a file says, all or nothing; gives the plan. Raises Unreadable."""
    pages = defaultdict(lambda: defaultdict(dict))
    rows = {row.address: row for row in _rows(content)}
    _lock({row.page for row in rows.values()})
    result = plan(content, user)
    for change in result.changes:
        row = rows[change.entry.address]
        pages[row.page][row.item][row.field] = change
    problems = []
    for items in pages.values():
        problems += _write_page(items, content.language, user)
    if problems:
        raise Unreadable(*problems)
    return result


def _lock(pages):
    """Take the rows of these pages, in one order, so that two imports never wait for each other."""
    by_model = defaultdict(list)
    for page in sorted(pages):
        by_model[page_model(model_of(page))].append(page.partition("/")[2])
    for model, pks in by_model.items():
        for chunk in _in_chunks(pks):
            list(model._base_manager.select_for_update().filter(pk__in=chunk).order_by("pk").values("pk"))


def _write_page(items, language, user):
    """Write the changes of one page: {item: {field: Change}}; gives sentences about what cannot be."""
    problems = []
    for address, changes in items.items():
        item = items_of(model_of(address), {address})[address]
        texts = {f"{name}_{language}": change.new for name, change in changes.items()}
        try:
            desk.write(item, texts, user, is_last=address == list(items)[-1])
        except ValidationError as error:
            problems.append(f"{next(iter(changes.values())).entry.where}: {' '.join(error.messages)}")
    return problems
