"""Hears what is saved and deleted, and has the table follow."""

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from content.languages import CODES, localized
from translations.models import Text
from translations.tracking.deciding import Field, Update
from translations.tracking.texts import item_address, page_model, part_models, text_fields, translated_models

_paused = ContextVar("paused", default=False)


def bring_in_step(model, pks, is_restored=False, is_new_here=False):
    """Bring the rows of these objects of a model in step with what is saved of them.

    `is_restored` says that texts come from an older state of the content, so that a text seen before is not new.
    `is_new_here` says that nobody knows when the texts were written. Raises PermissionDenied if the one who is
    writing has changed a text in a language that is not theirs.
    """
    by_item = defaultdict(lambda: defaultdict(list))
    for row in Text.objects.filter(item__in=[f"{model._meta.label_lower}/{pk}" for pk in pks]):
        by_item[row.item][row.field].append(row)
    update = Update(is_restored, None if is_new_here else timezone.now())
    for item, page, source, values in _values(model, pks):
        for field, is_html in text_fields(model).items():
            texts = {code: values[f"{field}_{code}"] or "" for code in CODES}
            update.field(Field(model, page, item, field, is_html, source, texts), by_item[item][field])
    update.save()


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
    parts = part_models(sender) if raw or not _source_language_stays(instance) else []
    bring_in_step(sender, [instance.pk], is_restored=raw)
    for model in parts:
        pks = model._base_manager.filter(**{model.part_of: instance.pk}).values_list("pk", flat=True)
        bring_in_step(model, list(pks), is_restored=raw)


def _source_language_stays(obj):
    """Whether the source language is the one that the rows know; of a part that is not asked."""
    if obj.part_of:
        return True
    sources = Text.objects.present().filter(item=item_address(obj), state=Text.State.SOURCE)
    return sources.filter(language=obj.source_language).exists()


def _deleted(sender, instance, **kwargs):
    """What is deleted may be restored: its rows stay, as past ones."""
    if sender in translated_models():
        Text.objects.present().filter(item=item_address(instance)).update(is_present=False)


def listen():
    post_save.connect(_saved, dispatch_uid="translations")
    post_delete.connect(_deleted, dispatch_uid="translations")


def refresh():
    """Bring the table in step with everything, also with what was written past the models."""
    for model in translated_models():
        pks = list(model._base_manager.values_list("pk", flat=True))
        for start in range(0, len(pks), 500):
            bring_in_step(model, pks[start : start + 500], is_new_here=True)
        _forget_deleted(model, pks)


def _forget_deleted(model, pks):
    here = {f"{model._meta.label_lower}/{pk}" for pk in pks}
    rows = Text.objects.present().filter(item__startswith=f"{model._meta.label_lower}/")
    gone = {item for item in rows.values_list("item", flat=True).distinct() if item not in here}
    rows.filter(item__in=gone).update(is_present=False)
