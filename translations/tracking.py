"""Keeps the table of texts in step with the content, in the transaction of every save, whoever makes it.

The rule is one: a translation is up to date if its text has been right for the present source text before, or is new.
"""

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import SlugField
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from modeltranslation.translator import translator

from content.fields import RichTextField
from content.languages import CODES, localized
from content.rich_text import count_words
from editing.rights import writable_languages
from translations.fingerprints import fingerprint
from translations.models import Text, Wording

State = Text.State
#: What stands in the place of the source text in the rows of source texts.
ITSELF = "itself"


@dataclass
class Writing:
    """Who writes, and how: `confirms` names the (item, field, language) whose text is still right as it is."""

    user: object = None
    is_machine: bool = False
    confirms: tuple = ()


_paused = ContextVar("paused", default=False)
_writing = ContextVar("writing", default=Writing())  # noqa: B039 nobody changes it


@contextmanager
def writing(user, is_machine=False, confirms=()):
    """What is saved inside is written by this user; without it, by nobody that we know of."""
    token = _writing.set(Writing(user, is_machine, tuple(confirms)))
    try:
        yield
    finally:
        _writing.reset(token)


@cache
def text_fields(model):
    """{name: whether it is HTML} of the fields of a model that are to be translated; the words of a picture last."""
    translated = translator.get_options_for_model(model).all_fields
    fields = [
        field
        for field in model._meta.fields
        if field.name in translated and field.name not in model.independent_fields and not isinstance(field, SlugField)
    ]
    fields.sort(key=lambda field: field.name.startswith("picture"))
    return {field.name: isinstance(field, RichTextField) for field in fields}


@cache
def translated_models():
    """All models that have something to translate."""
    models = [model for model in translator.get_registered_models() if not model._meta.abstract]
    return sorted((model for model in models if text_fields(model)), key=lambda model: model._meta.label_lower)


def page_models():
    """Those with a page of their own: what editors and readers open."""
    return [model for model in translated_models() if not model.part_of]


def page_model(model):
    return model._meta.get_field(model.part_of).related_model if model.part_of else model


def parts_of(model):
    """The models whose objects are parts of the pages of a model."""
    return [part for part in translated_models() if part.part_of and page_model(part) is model]


def address(obj):
    """What the table calls an object."""
    return f"{obj._meta.label_lower}/{obj.pk}"


def model_of(address):
    """The model in the address of an object or text; LookupError if it is none of those with texts."""
    label = address.partition("/")[0]
    model = apps.get_model(label) if label.count(".") == 1 else None
    if model not in translated_models():
        raise LookupError(address)
    return model


def _values(model, pks):
    """The columns that matter of these objects, as they now stand in the database, cleaned as fields clean them."""
    owner = f"{model.part_of}_id" if model.part_of else "pk"
    columns = {"pk", owner, *(column for field in text_fields(model) for column in localized(field))}
    if language := _language_column(model):
        columns.add(language)
    for row in model._base_manager.filter(pk__in=pks).values(*columns):
        source = row[language] if language else model.source_language
        yield (
            f"{model._meta.label_lower}/{row['pk']}",
            f"{page_model(model)._meta.label_lower}/{row[owner]}",
            source,
            row,
        )


def _language_column(model):
    names = {field.name for field in page_model(model)._meta.fields}
    if "source_language" not in names:
        return None
    return f"{model.part_of}__source_language" if model.part_of else "source_language"


def keep(model, pks, is_restored=False, is_new_here=False):
    """Bring the rows of these objects of a model in step with what is saved of them.

    `is_restored` says that texts come from an older state of the content, so that a text seen before is not new.
    `is_new_here` says that nobody knows when the texts were written. Raises PermissionDenied if the one who is
    writing has changed a text in a language that is not theirs.
    """
    by_item = defaultdict(lambda: defaultdict(list))
    for row in Text.objects.filter(item__in=[f"{model._meta.label_lower}/{pk}" for pk in pks]):
        by_item[row.item][row.field].append(row)
    update = _Update(is_restored, None if is_new_here else timezone.now())
    for item, page, source, values in _values(model, pks):
        for field, is_html in text_fields(model).items():
            texts = {code: values[f"{field}_{code}"] or "" for code in CODES}
            update.field(_Field(model, page, item, field, is_html, source, texts), by_item[item][field])
    update.save()


@dataclass
class _Field:
    model: type
    page: str
    item: str
    name: str
    is_html: bool
    source: str
    texts: dict

    def __post_init__(self):
        self.prints = {code: fingerprint(text, self.is_html) for code, text in self.texts.items()}

    def row(self, language, **values):
        made_from = self.prints[self.source] if self.prints[language] else ""
        made_from = ITSELF if language == self.source else made_from
        return Text(
            id=Text.key(self.item, self.name, language, self.prints[language], self.source, made_from),
            kind=self.page.partition("/")[0],
            page=self.page,
            item=self.item,
            field=self.name,
            language=language,
            fingerprint=self.prints[language],
            made_from=made_from,
            made_from_language=self.source,
            **values,
        )


class _Update:
    """The rows to write for some objects; written at once."""

    def __init__(self, is_restored, now):
        self.is_restored, self.now = is_restored, now
        self.writing = _writing.get()
        self.rows, self.gone, self.wordings, self.changed = [], [], {}, set()

    def field(self, field, known):
        """Decide on the rows of one field; `known` are all there ever were of it."""
        before = {row.language: row for row in known if row.is_present}
        agreeing = self._agreeing(field, before)
        after = {}
        for code in CODES:
            row = self._choose(field, code, [row for row in known if row.language == code], before.get(code), agreeing)
            if row:
                after[code] = row
                self._settle(field, row)
        for code, row in before.items():
            if code not in after or after[code].pk != row.pk:
                self.gone.append(row.pk)
        self.changed |= {code for code in CODES if self._text_changed(field, before.get(code), code)}

    @staticmethod
    def _text_changed(field, row, code):
        return (row.fingerprint if row else "") != field.prints[code]

    def _agreeing(self, field, before):
        """After a change of the source language: the languages that said the same as the new source before it."""
        old = next((row for row in before.values() if row.state == State.SOURCE), None)
        if not old or old.language == field.source:
            return set()
        said = {code for code, row in before.items() if row.state in {State.SOURCE, State.CURRENT, State.MACHINE}}
        return (
            said
            if field.source in said and not self._text_changed(field, before[field.source], field.source)
            else set()
        )

    def _choose(self, field, code, known, present, agreeing):
        """The row that tells where the text in one language now comes from; None where there is nothing to tell."""
        text, source = field.prints[code], field.prints[field.source]
        is_source = code == field.source
        is_kept = present is not None and present.fingerprint == text
        is_old = is_kept or self.is_restored
        if not text:
            return (self._same(field, known, "", "") or field.row(code)) if source and not is_source else None
        if (row := self._same(field, known, text, ITSELF if is_source else source)) and is_old:
            return row
        if is_source:
            return self._new(field, code)
        if is_kept and code in agreeing:
            self.wordings[source] = field.texts[field.source]
            return field.row(code, changed_by_id=present.changed_by_id, changed_at=present.changed_at)
        if is_kept and (field.item, field.name, code) not in self.writing.confirms:
            return present
        if self.is_restored and not is_kept and (seen := self._translations(known, text)):
            return max(seen, key=lambda row: (row.changed_at is not None, row.changed_at))
        return self._new(field, code)

    @staticmethod
    def _same(field, known, text, made_from):
        """The row that says just this, if there ever was one."""
        this = (text, field.source, made_from)
        return next((row for row in known if (row.fingerprint, row.made_from_language, row.made_from) == this), None)

    @staticmethod
    def _translations(known, text):
        return [row for row in known if row.fingerprint == text and row.made_from != ITSELF]

    def _new(self, field, code):
        """A text that somebody has written, or found right, just now."""
        user = self.writing.user
        user = user if user and user.is_authenticated else None
        is_machine = self.writing.is_machine and code != field.source
        row = field.row(code, changed_by=user, changed_at=self.now, is_machine_made=is_machine)
        if row.made_from not in {"", ITSELF}:
            self.wordings[row.made_from] = field.texts[field.source]
        return row

    def _settle(self, field, row):
        """Fill in what follows from the texts of the moment, and write the row if that is new."""
        source = field.prints[field.source]
        if (field.item, field.name, row.language) in self.writing.confirms:
            row.is_machine_made = False
        state = self._state(field, row, source)
        words = count_words(field.texts[field.source] or field.texts[row.language], field.is_html)
        now = (state, words, True, field.page, row.is_machine_made)
        if now != (row.state, row.words, row.is_present and not row._state.adding, row.page, row.is_machine_made):
            row.state, row.words, row.is_present, row.page = state, words, True, field.page
            self.rows.append(row)

    @staticmethod
    def _state(field, row, source):
        if row.language == field.source:
            return State.SOURCE
        if not row.fingerprint:
            return State.MISSING
        if (row.made_from_language, row.made_from) != (field.source, source):
            return State.STALE
        return State.MACHINE if row.is_machine_made else State.CURRENT

    def save(self):
        self._check_rights()
        if self.gone:
            Text.objects.filter(pk__in=self.gone).update(is_present=False)
        wordings = [Wording(fingerprint=key, text=text) for key, text in self.wordings.items()]
        Wording.objects.bulk_create(wordings, ignore_conflicts=True)
        names = [field.name for field in Text._meta.fields if not field.primary_key]
        Text.objects.bulk_create(self.rows, update_conflicts=True, unique_fields=["id"], update_fields=names)

    def _check_rights(self):
        user = self.writing.user
        if not user or not user.is_authenticated or not self.changed:
            return
        if forbidden := self.changed - set(writable_languages(user)):
            raise PermissionDenied(f"{user} may not write in {', '.join(sorted(forbidden))}.")


@contextmanager
def paused():
    """Within it the table follows nothing; `refresh` brings it in step again."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def _saved(sender, instance, raw=False, **kwargs):
    if _paused.get() or sender not in translated_models():
        return
    parts = parts_of(sender) if raw or not _source_language_stays(instance) else []
    keep(sender, [instance.pk], is_restored=raw)
    for model in parts:
        pks = model._base_manager.filter(**{model.part_of: instance.pk}).values_list("pk", flat=True)
        keep(model, list(pks), is_restored=raw)


def _source_language_stays(obj):
    """Whether the source language is the one that the rows know; of a part that is not asked."""
    if obj.part_of:
        return True
    sources = Text.objects.present().filter(item=address(obj), state=State.SOURCE)
    return sources.filter(language=obj.source_language).exists()


def _deleted(sender, instance, **kwargs):
    """What is deleted may be restored: its rows stay, as past ones."""
    if sender in translated_models():
        Text.objects.present().filter(item=address(instance)).update(is_present=False)


def listen():
    post_save.connect(_saved, dispatch_uid="translations")
    post_delete.connect(_deleted, dispatch_uid="translations")


def refresh():
    """Bring the table in step with everything, also with what was written past the models."""
    for model in translated_models():
        pks = list(model._base_manager.values_list("pk", flat=True))
        for start in range(0, len(pks), 500):
            keep(model, pks[start : start + 500], is_new_here=True)
        _forget_deleted(model, pks)


def _forget_deleted(model, pks):
    here = {f"{model._meta.label_lower}/{pk}" for pk in pks}
    rows = Text.objects.present().filter(item__startswith=f"{model._meta.label_lower}/")
    gone = {item for item in rows.values_list("item", flat=True).distinct() if item not in here}
    rows.filter(item__in=gone).update(is_present=False)


class AuthorMiddleware:
    """What is saved while a request is answered is written by the one who asked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with writing(getattr(request, "user", AnonymousUser())):
            return self.get_response(request)
