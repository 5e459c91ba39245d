"""What a form shows and what was sent of it, as data that can be compared."""

import re
from collections.abc import Iterable
from typing import Any, TypedDict

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core import signing
from django.http import QueryDict

from editing.numbers import number_in

#: What is sent by its name.
Values = dict[str, list[str]]


class FormState(TypedDict):
    """What a form holds: its own fields, and the rows of each formset by prefix and number."""

    fields: Values
    rows: dict[str, dict[str, Values]]


EMPTY: FormState = {"fields": {}, "rows": {}}


def state_of(form: forms.ModelForm, formsets: Iterable[Any]) -> FormState:
    """The state of an unbound form with its formsets."""
    rows = {
        formset.prefix: {
            str(row.instance.pk): _shown(row, formset.add_prefix(number)) for number, row in _saved(formset)
        }
        for formset in formsets
    }
    return {"fields": _shown(form), "rows": rows}


def _saved(formset: Any) -> list[tuple[int, Any]]:
    return [(number, form) for number, form in enumerate(formset.forms) if form.instance.pk]


def _shown(form: Any, prefix: str = "") -> Values:
    values: Values = {}
    for field in form:
        if field.name not in {form._meta.model._meta.pk.name, "DELETE"}:
            values |= sent_by(field.field.widget, field.html_name.removeprefix(f"{prefix}-"), field.value())
    return values


def sent_by(widget: Any, name: str, value: Any) -> Values:
    """What a browser sends for a widget: {name: values}. A stored file, which it does not, stands under “name:file”."""
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    if isinstance(widget, forms.MultiWidget):
        # The stubs do not know the names, and think that there may be no values.
        names, values = widget.widgets_names, widget.decompress(value)  # type: ignore[attr-defined]
        parts = zip(widget.widgets, names, values, strict=True)  # type: ignore[arg-type]
        return {key: sent for part, end, one in parts for key, sent in sent_by(part, name + end, one).items()}
    if isinstance(widget, forms.FileInput):
        return {f"{name}:file": [str(value)] if value else []}
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if value else []}
    shown = widget.format_value(value)
    values = shown if isinstance(shown, (list, tuple)) else [shown]
    return {name: [str(one) for one in values if one not in (None, "")]}


def names_of_sets(form: forms.BaseForm, formsets: Iterable[Any]) -> set[str | tuple[str, str]]:
    """The names of fields of which several values can be chosen; in rows without the number of the row."""
    several: set[str | tuple[str, str]] = {field.html_name for field in form if _takes_several(field)}
    for formset in formsets:
        several |= {(formset.prefix, field.name) for field in formset.empty_form if _takes_several(field)}
    return several


def _takes_several(field: Any) -> bool:
    return getattr(getattr(field.field.widget, "widget", field.field.widget), "allow_multiple_selected", False)


def pack(state: FormState) -> str:
    return signing.dumps(state, salt="opened", compress=True)


def unpack(token: str) -> FormState:
    """The state in a token; the empty one, against which everything is a conflict, where there is no valid token."""
    try:
        return signing.loads(token, salt="opened")
    except signing.BadSignature:
        return EMPTY


def clean(values: Iterable[str]) -> list[str]:
    """Values as they are compared: without the empty ones, and with lines ended in one way."""
    return [value.replace("\r\n", "\n") for value in values if value != ""]


class Row:
    """A row of a formset as it was sent."""

    def __init__(self, number: int | None, values: Values, pk: str = "") -> None:
        self.number, self.values, self.pk = number, values, pk

    @property
    def is_deleted(self) -> bool:
        return bool(self.values.get("DELETE"))


def count_of(data: QueryDict, prefix: str) -> int:
    return min(number_in(data.get(f"{prefix}-TOTAL_FORMS", "")) or 0, 1000)


def position_of(values: Values) -> int:
    return number_in("".join(values.get("position", [])[:1])) or 0


def is_of_row(name: str, prefix: str) -> bool:
    """Whether a name belongs to a row of that formset, and not to one whose prefix only begins alike (“files-2”)."""
    return bool(re.fullmatch(rf"{re.escape(prefix)}-\d+-[^\W\d]\w*(?<!_FORMS)(-clear)?", name))


def adopt(data: QueryDict, prefixes: Iterable[str], theirs: FormState, base: FormState, pk: str = "id") -> QueryDict:
    """`data` with the numbers of the rows that the same form has made before, in the order in which it made them."""
    data = data.copy()
    for prefix in prefixes:
        made = [number for number in theirs["rows"].get(prefix, {}) if number not in base["rows"].get(prefix, {})]
        new = [f"{prefix}-{number}-{pk}" for number in range(count_of(data, prefix))]
        for name, number in zip([name for name in new if not data.get(name)], made, strict=False):
            data[name] = number
    return data
