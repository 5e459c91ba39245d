"""An object as one document: its columns, what it is related to, and its parts."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


def stored_fields(model: type[models.Model]) -> list[models.Field]:
    """The columns that hold something of their own.

    Left out are modeltranslation's bare ones, whose value depends on the language in which somebody last saved.
    """
    bare = {field.translated_field.name for field in model._meta.fields if hasattr(field, "translated_field")}
    return [field for field in model._meta.fields if field.name not in bare]


def stored_values(obj: models.Model) -> dict[str, Any]:
    """{attribute name: value as JSON can hold it} of an object's own columns."""
    values = {field.attname: field.get_prep_value(getattr(obj, field.attname)) for field in stored_fields(type(obj))}
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def python_values(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """The opposite of `stored_values`; names of columns that are there no more are left out."""
    fields = {field.attname: field for field in stored_fields(model)}
    return {name: fields[name].to_python(value) for name, value in values.items() if name in fields}


def parts_of(model: type[models.Model]) -> list[Any]:
    """The relations to what belongs to an object alone, such as its sections: what is deleted together with it."""
    return [rel for rel in model._meta.related_objects if rel.one_to_many and rel.on_delete is models.CASCADE]


def snapshot(obj: models.Model) -> dict[str, Any]:
    """The whole of an object as JSON can hold it: its columns, what it is related to, and its parts in order."""
    obj = type(obj)._base_manager.get(pk=obj.pk)
    return {
        "fields": _told(obj),
        "relations": {
            field.name: sorted(getattr(obj, field.name).values_list("pk", flat=True))
            for field in type(obj)._meta.many_to_many
            if field.remote_field.through._meta.auto_created  # type: ignore[union-attr]  # no relation is without
        },
        "parts": {
            rel.get_accessor_name(): [_told(part) for part in getattr(obj, rel.get_accessor_name()).order_by("pk")]
            for rel in parts_of(type(obj))
        },
    }


def _told(obj: models.Model) -> dict[str, Any]:
    """The stored values without when something was last saved, which is not part of what it says.

    A text that was never written and one that is empty are the same: forms make the one into the other.
    """
    clocks = {field.attname for field in obj._meta.fields if getattr(field, "auto_now", False)}
    texts = {field.attname for field in obj._meta.fields if isinstance(field, (models.CharField, models.TextField))}
    values = stored_values(obj)
    return {
        name: "" if value is None and name in texts else value for name, value in values.items() if name not in clocks
    }
