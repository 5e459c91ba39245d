"""Numbers as people write them in Europe, in forms and in tables."""

import re
from typing import Any

from django import forms

#: Thousands set apart, always by the same sign: 569.000, 569 000 or 569’000.
GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,'’\u00a0\u202f ])\d{3})(?:\1\d{3})*")


def whole(text: object) -> str:
    """A whole number without what sets its thousands apart; any other text as it is."""
    text = str(text).strip()
    return re.sub(r"\D", "", text) if GROUPED.fullmatch(text) else text


def decimal(text: object) -> str:
    """A number with a point where it has a comma before its decimals; any other text as it is."""
    return re.sub(r"(?<=\d),(?=\d+$)", ".", str(text).strip())


def number_in(text: str) -> int | None:
    """The number in a text of up to 18 digits, or None: Python refuses to read thousands of them."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None


class WholeNumberField(forms.IntegerField):
    """Takes a text, because a browser turns 569.000 into 569, and what it does not understand into nothing."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        return super().to_python(whole(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "numeric"}


class DecimalField(forms.DecimalField):
    """Takes a comma as well as a point."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        return super().to_python(decimal(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "decimal"}
