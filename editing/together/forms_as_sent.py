"""What a form shows and what was sent of it, as data that can be compared."""

import re

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core import signing

from editing.numbers import number_in

EMPTY = {"fields": {}, "rows": {}}


def state_of(form, formsets):
    """The state of an unbound form with its formsets."""
    rows = {
        formset.prefix: {
            str(row.instance.pk): _shown(row, formset.add_prefix(number)) for number, row in _saved(formset)
        }
        for formset in formsets
    }
    return {"fields": _shown(form), "rows": rows}


def _saved(formset):
    return [(number, form) for number, form in enumerate(formset.forms) if form.instance.pk]


def _shown(form, prefix=""):
    values = {}
    for field in form:
        if field.name not in {form._meta.model._meta.pk.name, "DELETE"}:
            values |= sent_by(field.field.widget, field.html_name.removeprefix(f"{prefix}-"), field.value())
    return values


def sent_by(widget, name, value):
    """What a browser sends for a widget: {name: values}. A stored file, which it does not, stands under “name:file”."""
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets, widget.widgets_names, widget.decompress(value), strict=True)
        return {key: sent for part, end, one in parts for key, sent in sent_by(part, name + end, one).items()}
    if isinstance(widget, forms.FileInput):
        return {f"{name}:file": [str(value)] if value else []}
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if value else []}
    shown = widget.format_value(value)
    values = shown if isinstance(shown, (list, tuple)) else [shown]
    return {name: [str(one) for one in values if one not in (None, "")]}


def names_of_sets(form, formsets):
    """The names of fields of which several values can be chosen; in rows without the number of the row."""
    several = {field.html_name for field in form if _takes_several(field)}
    for formset in formsets:
        several |= {(formset.prefix, field.name) for field in formset.empty_form if _takes_several(field)}
    return several


def _takes_several(field):
    return getattr(getattr(field.field.widget, "widget", field.field.widget), "allow_multiple_selected", False)


def pack(state):
    return signing.dumps(state, salt="opened", compress=True)


def unpack(token):
    """The state in a token; the empty one, against which everything is a conflict, where there is no valid token."""
    try:
        return signing.loads(token, salt="opened")
    except signing.BadSignature:
        return EMPTY


def clean(values):
    """Values as they are compared: without the empty ones, and with lines ended in one way."""
    return [value.replace("\r\n", "\n") for value in values if value != ""]


class Row:
    """A row of a formset as it was sent."""

    def __init__(self, number, values, pk=""):
        self.number, self.values, self.pk = number, values, pk

    @property
    def is_deleted(self):
        return bool(self.values.get("DELETE"))


def count_of(data, prefix):
    return min(number_in(data.get(f"{prefix}-TOTAL_FORMS", "")) or 0, 1000)


def position_of(values):
    return number_in("".join(values.get("position", [])[:1])) or 0


def is_of_row(name, prefix):
    """Whether a name belongs to a row of that formset, and not to one whose prefix only begins alike (“files-2”)."""
    return bool(re.fullmatch(rf"{re.escape(prefix)}-\d+-[^\W\d]\w*(?<!_FORMS)(-clear)?", name))


def adopt(data, prefixes, theirs, base, pk="id"):
    """`data` with the numbers of the rows that the same form has made before, in the order in which it made them."""
    data = data.copy()
    for prefix in prefixes:
        made = [number for number in theirs["rows"].get(prefix, {}) if number not in base["rows"].get(prefix, {})]
        new = [f"{prefix}-{number}-{pk}" for number in range(count_of(data, prefix))]
        for name, number in zip([name for name in new if not data.get(name)], made, strict=False):
            data[name] = number
    return data
