"""How far each language is, beside every object that editors see."""

from collections import defaultdict

from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _

from content.languages import CODES
from editing.rights import writable_languages
from translations.desk import may_translate
from translations.models import Text, counts_by_language
from translations.tracking import item_address, page_models

#: What matters most about a language, if several things are the matter.
WORST_FIRST = (Text.State.MISSING, Text.State.STALE, Text.State.MACHINE, Text.State.CURRENT)


class Cell:
    """One language of one page: how many texts are in which state, words to do, and who last worked on it."""

    def __init__(self, page, language):
        self.page, self.language = page, language
        self.counts = dict.fromkeys(Text.State, 0)
        self.words, self.changed_at, self.changed_by_id, self.person = 0, None, None, None

    def add(self, state, words, changed_at, changed_by_id):
        self.counts[state] += 1
        self.words += words if state in Text.TO_DO else 0
        if changed_at and (self.changed_at is None or changed_at > self.changed_at):
            self.changed_at, self.changed_by_id = changed_at, changed_by_id

    @property
    def state(self):
        """The state of the whole: the worst of its texts; None where there is nothing to translate."""
        if self.counts[Text.State.SOURCE] and not self.total:
            return Text.State.SOURCE
        return next((state for state in WORST_FIRST if self.counts[state]), None)

    @property
    def label(self):
        return self.state.label if self.state else ""

    @property
    def total(self):
        return sum(self.counts[state] for state in WORST_FIRST)

    @property
    def done(self):
        return self.counts[Text.State.CURRENT]

    @property
    def to_do(self):
        return self.total - self.done


def cells(texts):
    """{page: {language: Cell}} of a queryset of texts; one query."""
    table = defaultdict(dict)
    values = ("page", "language", "state", "words", "changed_at", "changed_by_id")
    for page, language, *rest in texts.present().order_by().values_list(*values).iterator():
        if language not in table[page]:
            table[page][language] = Cell(page, language)
        table[page][language].add(*rest)
    return table


def in_order(page, row):
    """The cells of one page in the order of the languages, also where nothing is written."""
    return [row.get(code) or Cell(page, code) for code in CODES]


def name_people(all_cells):
    """Give each cell its person: who changed it last, as far as the account is still there; one query."""
    ids = {cell.changed_by_id for cell in all_cells} - {None}
    people = get_user_model().objects.in_bulk(ids)
    for cell in all_cells:
        cell.person = people.get(cell.changed_by_id)


class ProgressColumn:
    """A column of the lists in the admin; the numbers of all rows come in one query."""

    short_description = _("translations")
    __name__ = "translations"

    def prepare(self, objects):
        table = cells(Text.objects.filter(page__in=[item_address(obj) for obj in objects]))
        for obj in objects:
            obj.translation_cells = in_order(item_address(obj), table.get(item_address(obj), {}))

    def __call__(self, obj):
        return render_to_string("admin/translations/_progress.html", {"cells": obj.translation_cells})


class TranslationTask:
    """What waits for translation into the languages of a user, on the start page: a row for each language."""

    title = _("Waiting for translation")

    def __init__(self, user):
        self.user = user

    @cached_property
    def counts(self):
        """{language: {state: number of texts, "words": words to do}} of what the user may translate; one query."""
        models = [model for model in page_models() if any(may_translate(self.user, model, code) for code in CODES)]
        kinds = [model._meta.label_lower for model in models]
        own = writable_languages(self.user)
        return counts_by_language(Text.objects.present().to_do().filter(kind__in=kinds, language__in=own))

    @property
    def number(self):
        return sum(counts[state] for counts in self.counts.values() for state in Text.TO_DO)

    def rows(self, limit):
        """All languages in which there is something to do, whatever the limit: they are few."""
        return [row for language, counts in self.counts.items() if (row := self._row(language, counts))["marks"]]

    def lists(self, number):
        """None: each row leads to its own."""
        return []

    @staticmethod
    def _row(language, counts):
        words = ngettext("%(counted)s word", "%(counted)s words", counts["words"])
        return {
            "object": get_language_info(language)["name_local"],
            "lang": language,
            "kind": words % {"counted": number_format(counts["words"], force_grouping=True)},
            "url": f"{reverse('translations:grid')}?language={language}&state=todo",
            "marks": [
                {"state": state.value, "label": state.label, "number": counts[state]}
                for state in Text.TO_DO
                if counts[state]
            ],
        }
