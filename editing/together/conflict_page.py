"""The page on which people decide what two of them have changed differently."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Field
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.fields import RichTextField
from content.rich_text import plain_text
from editing.history.differences import label_of
from editing.history.words import marked_difference, word_merge
from editing.together.merging import Conflict, FormMerge


def hidden_inputs(post: QueryDict, merge: FormMerge) -> list[tuple[str, Any]]:
    """[(name, value)] of all that was sent, to be sent again."""
    left_out = ("csrfmiddlewaretoken", "opened", "keep:", "merge:")
    return [
        (name, value) for name, values in merge.data.lists() if not name.startswith(left_out) for value in values
    ] + [(name, post[name]) for name in ("_continue", "_addanother") if name in post and name not in merge.data]


def described(conflict: Conflict, form: Any, formsets: Sequence[Any]) -> dict[str, Any]:
    """A Conflict as the page shows it."""
    by_prefix = {formset.prefix: formset for formset in formsets}
    if len(conflict.key) == 1 and conflict.key[0] not in by_prefix:
        return _text(conflict, form, conflict.key[0], "")
    formset = by_prefix[conflict.key[0]]
    kind = capfirst(formset.model._meta.verbose_name)
    names = {str(row.instance.pk): str(row.instance) for row in formset.initial_forms}
    if len(conflict.key) == 1:
        orders = {side: ", ".join(names[pk] for pk in getattr(conflict, side)) for side in ("mine", "theirs")}
        return {"name": conflict.name, "label": _("Order"), "of": kind, "widget": None, **orders}
    of = f"{kind}: {names.get(conflict.key[1], conflict.key[1])}"
    if len(conflict.key) == 2:
        sides = {side: _row_text(conflict.base, getattr(conflict, side)) for side in ("mine", "theirs")}
        return {"name": conflict.name, "label": of, "of": "", "widget": None, **sides}
    row = next(row for row in formset.initial_forms if str(row.instance.pk) == conflict.key[1])
    return _text(conflict, row, conflict.key[2], of)


def _row_text(base: list[str], changed: list[str]) -> str:
    """What becomes of a row: deleted, or kept with these changes."""
    if not changed:
        return _("delete it")
    before, after = ("\n".join(map(_plain, side)) for side in (base, changed))
    return format_html("{}\n{}", _("keep it"), _marks(before, after))


def _plain(text: str) -> str:
    return plain_text(text) if text.startswith("<") else text


def _text(conflict: Conflict, form: Any, name: str, of: str) -> dict[str, Any]:
    field_name = name.removesuffix(":file")
    field = form.fields.get(field_name) or form.fields[field_name.rpartition("_")[0]]
    base, mine, theirs = ("\n".join(side) for side in conflict[1:])
    column = _column(form, field_name)
    described = {"name": conflict.name, "label": label_of(column) if column else field.label, "of": of, "widget": None}
    read = plain_text if isinstance(column, RichTextField) else _reader(field)
    described |= {"mine": _marks(read(base), read(mine)), "theirs": _marks(read(base), read(theirs))}
    if column and column.get_internal_type() in {"TextField", "CharField"} and not getattr(field, "choices", None):
        described |= {"widget": field.widget, "language": getattr(column, "language", "")}
        widget_name = f"merge:{conflict.name}"
        attrs = {"id": f"merge-{conflict.name}", "aria-labelledby": f"merged-{conflict.name}"}
        described["editor"] = field.widget.render(widget_name, word_merge(base, mine, theirs), attrs)
    return described


def _marks(old: str, new: str) -> str:
    return marked_difference(old, new) or new or "–"


def _column(form: Any, name: str) -> Field | None:
    return next((column for column in form._meta.model._meta.fields if column.name == name), None)


def _reader(field: Any) -> Callable[[str], str]:
    names = {str(value): str(label) for value, label in getattr(field, "choices", None) or []}
    return lambda text: names.get(text, text)
