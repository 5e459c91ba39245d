"""Making an object what it was in a version."""

from content.languages import language_of
from editing.history.snapshots import parts_of, python_values

#: Going back to an older text must neither hide a page nor show it.
NEVER_RESTORED = {"state", "publish_at"}


def restore(obj, data, names, language=""):
    """Give an object the content of a snapshot again: its columns and relations called `names`, and its parts.

    With a language only the texts in that language, also those of the parts that are still there.
    Raises ValidationError where that content would not be accepted any more.
    """
    for name, value in python_values(type(obj), data["fields"]).items():
        if _is_restored(type(obj), name, names, language):
            setattr(obj, name, value)
    obj.full_clean()
    obj.save()
    for rel in parts_of(type(obj)):
        accessor = rel.get_accessor_name()
        if accessor in names:
            _restore_parts(obj, rel, data["parts"].get(accessor, []), language)
    for name, pks in ({} if language else data["relations"]).items():
        if name in names:
            relation = getattr(obj, name)
            relation.set(relation.model._base_manager.filter(pk__in=pks))


def _is_restored(model, attname, names, language):
    field = next(field for field in model._meta.fields if field.attname == attname)
    if language:
        return field.name in names and getattr(field, "language", "") == language
    return field.name in names and field.name not in NEVER_RESTORED


def _restore_parts(owner, rel, rows, language):
    manager = getattr(owner, rel.get_accessor_name())
    present = {part.pk: part for part in manager.all()}
    if not language:
        manager.exclude(pk__in=[row["id"] for row in rows]).delete()
        if hasattr(manager, "make_way"):
            manager.all().make_way()
    for row in rows:
        part = present.get(row["id"])
        if part is None and language:
            continue
        part = part or rel.related_model(pk=row["id"])
        for name, value in python_values(rel.related_model, row).items():
            if not language or language_of(rel.related_model, name) == language:
                setattr(part, name, value)
        setattr(part, rel.field.name, owner)
        part.full_clean()
        part.save()
