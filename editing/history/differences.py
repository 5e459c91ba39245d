"""What differs between two snapshots of an object, in words for people."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext

from content.fields import LanguagesField, RichTextField
from content.rich_text import plain_text
from editing.history.snapshots import parts_of, python_values, stored_fields
from editing.history.words import marked_difference

LANGUAGE_NAMES = dict(settings.LANGUAGES)


class Change(NamedTuple):
    """One field that differs: what it is called, the language it is in ("" for none), and how to get both texts."""

    label: str
    language: str
    texts: Callable[[], Sequence[str]]

    @property
    def marked(self) -> str:
        """Both texts as one; lists of versions only name what differs, and long texts take their time."""
        return marked_difference(*self.texts())


class Group(NamedTuple):
    """The changes of an object itself (no title), or of one of its parts; `what` is changed, added or removed."""

    title: str
    what: str
    changes: list[Change]


def groups_of_changes(obj: models.Model, old: dict[str, Any], new: dict[str, Any]) -> list[Group]:
    """[Group] of what differs between two snapshots of `obj`."""
    model = type(obj)
    own = [*_field_changes(model, old["fields"], new["fields"]), *_relation_changes(model, old, new)]
    groups = [Group("", "changed", own)] if own else []
    for rel in parts_of(model):
        name = rel.get_accessor_name()
        groups += _part_groups(obj, rel, old["parts"].get(name, []), new["parts"].get(name, []))
    return groups


def summary_of_changes(obj: models.Model, old: dict[str, Any], new: dict[str, Any]) -> str:
    """The names of what differs, each once, as one line."""
    groups = groups_of_changes(obj, old, new)
    return ", ".join(dict.fromkeys([*(c.label for g in groups if not g.title for c in g.changes), *_titles(groups)]))


def _titles(groups: list[Group]) -> list[str]:
    return [group.title for group in groups if group.title]


def _field_changes(model: type[models.Model], old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for field in stored_fields(model):
        before, after = old.get(field.attname), new.get(field.attname)
        if field.editable and not field.primary_key and _is_seen(field, before, after):
            yield Change(label_of(field), getattr(field, "language", ""), partial(comparable, field, before, after))


def _is_seen(field: models.Field, before: Any, after: Any) -> bool:
    if isinstance(field, RichTextField):
        return (before or "") != (after or "")
    return before != after and shown(field, before) != shown(field, after)


def _relation_changes(model: type[models.Model], old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for field in model._meta.many_to_many:
        before, after = old["relations"].get(field.name, []), new["relations"].get(field.name, [])
        if before != after:
            names = field.related_model._base_manager.in_bulk([*before, *after])
            texts = ["\n".join(str(names.get(pk, f"({pk})")) for pk in pks) for pks in (before, after)]
            yield Change(capfirst(str(field.verbose_name)), "", partial(tuple, texts))


def _part_groups(
    owner: models.Model, rel: Any, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> Iterator[Group]:
    model = rel.related_model
    before, after = {row["id"]: row for row in old}, {row["id"]: row for row in new}
    for pk in dict.fromkeys([*before, *after]):
        was, is_now = before.get(pk, {}), after.get(pk, {})
        own_side = {rel.field.attname}
        changes = list(_field_changes(model, _without(was, own_side), _without(is_now, own_side)))
        what = "added" if not was else "removed" if not is_now else "changed"
        if changes or what != "changed":
            yield Group(title_of(owner, rel, is_now or was), what, changes)


def differing_names(model: type[models.Model], old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    """The names of the fields, relations and parts in which two snapshots differ."""
    fields = {
        field.name
        for field in stored_fields(model)
        if old["fields"].get(field.attname) != new["fields"].get(field.attname)
    }
    others = {name for kind in ("relations", "parts") for name in new[kind] if old[kind].get(name) != new[kind][name]}
    return fields | others


def _without(row: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def title_of(owner: models.Model, rel: Any, row: dict[str, Any]) -> str:
    """What a part is called, from its row in a snapshot of its owner: “Section: Housing”."""
    model = rel.related_model
    part = model(**python_values(model, row) | {rel.field.name: owner})
    kind = capfirst(model._meta.verbose_name)
    try:
        return f"{kind}: {name}" if (name := str(part)) and name.casefold() != kind.casefold() else kind
    except ObjectDoesNotExist:  # it names something that has been deleted
        return kind


def label_of(field: Any) -> str:
    """The name of a field as the admin shows it: “Title (German)”."""
    if translated := getattr(field, "translated_field", None):
        return f"{capfirst(translated.verbose_name)} ({LANGUAGE_NAMES[field.language]})"
    return capfirst(str(field.verbose_name))


def comparable(field: models.Field, *values: Any) -> list[str]:
    """The values of a field as texts for people. Rich text is given as HTML only if that alone makes the difference."""
    texts = [shown(field, value) for value in values]
    if isinstance(field, RichTextField) and len(set(texts)) == 1:
        return [value or "" for value in values]
    return texts


def shown(field: models.Field, value: Any) -> str:
    """A stored value of a field as people read it."""
    if value in (None, "", []):
        return ""
    if isinstance(field, LanguagesField):
        return ", ".join(str(LANGUAGE_NAMES.get(code, code)) for code in field.to_python(value))
    if isinstance(field, RichTextField):
        return plain_text(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        return str(field.related_model._base_manager.filter(pk=value).first() or f"({value})")
    if isinstance(field, models.BooleanField):
        return gettext("Yes") if value else gettext("No")
    if isinstance(field, (models.DateField, models.DateTimeField)):
        return _date(field, value)
    return str(value)


def _date(field: models.Field, value: Any) -> str:
    try:
        moment = field.to_python(value)
    except ValidationError:
        return str(value)
    return str(localize(localtime(moment) if isinstance(field, models.DateTimeField) else moment))
