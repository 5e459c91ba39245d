"""Forms in which not everybody finds all fields of what they save, and what was refused of a form."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from editing.history.differences import label_of


class PartialForm(forms.ModelForm):
    """A form that may lack fields which the model finds something wrong with.

    What was wrong with them before keeps nobody from saving the others: `standing` has sentences on it. What is wrong
    with them because of what was typed stands above the form.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing: list[str] = []

    def add_error(self, field: str | None, error: Any) -> None:
        errors = {} if field else getattr(error, "error_dict", {})
        absent = errors.keys() - self.fields.keys() - {NON_FIELD_ERRORS}
        if not absent:
            return super().add_error(field, error)
        here = {name: found for name, found in errors.items() if name not in absent}
        if caused := self._caused_now({name: errors[name] for name in sorted(absent)}):
            here.setdefault(NON_FIELD_ERRORS, []).extend(caused)
        return super().add_error(None, ValidationError(here)) if here else None

    def _caused_now(self, errors: dict[str, Any]) -> list[str]:
        """Those of the errors, {column: errors}, that the stored object has not; notes the others."""
        before = self._wrong_before()
        caused: list[str] = []
        for name, sentences in ValidationError(errors).message_dict.items():
            label = label_of(self.instance._meta.get_field(name))
            for sentence in sentences:
                told = self.standing if sentence in before.get(name, []) else caused
                told.append(f"{label}: {sentence}")
        return caused

    def _wrong_before(self) -> dict[str, list[str]]:
        """{column: sentences} of what is wrong with the object as it is stored."""
        try:
            for stored in type(self.instance)._base_manager.filter(pk=self.instance.pk):
                stored.clean()
        except ValidationError as error:
            return ValidationError(error.update_error_dict({})).message_dict
        return {}


def mistakes_in(form: forms.BaseForm, inlines: Iterable[Any]) -> list[dict[str, Any]]:
    """[{"where", "target", "sentence"}] of what was refused of a form of the admin; `target` is the id of its field."""
    return [*_mistakes_of(form), *(found for inline in inlines for found in _mistakes_in_parts(inline))]


def _mistakes_in_parts(inline: Any) -> Iterator[dict[str, Any]]:
    formset, name = inline.formset, capfirst(inline.opts.verbose_name)
    yield from ({"where": capfirst(inline.opts.verbose_name_plural), "sentence": e} for e in formset.non_form_errors())
    for number, form in enumerate(formset, 1):
        yield from _mistakes_of(form, f"{name} {number}")


def _mistakes_of(form: forms.BaseForm, part: str = "") -> Iterator[dict[str, Any]]:
    yield from ({"where": part, "sentence": error} for error in form.non_field_errors())
    for field in form:
        sentences = [*field.errors, *_lost_files(form, field)]
        where = ", ".join(filter(None, [part, str(field.label)]))
        yield from ({"where": where, "target": _target(field), "sentence": sentence} for sentence in sentences)


def _target(field: forms.BoundField) -> str:
    """The id of the first input of a field: one with several, such as a day and a time, has none of its own."""
    is_parted = isinstance(field.field.widget, forms.MultiWidget)
    return field.id_for_label or (f"{field.auto_id}_0" if is_parted else field.auto_id)


def _lost_files(form: forms.BaseForm, field: forms.BoundField) -> list[str]:
    """A browser gives no chosen file back to a form that it shows again."""
    is_lost = field.html_name in form.files and not field.errors and not getattr(form, "keeps_files", False)
    return [_("Choose this file again: it is kept only once everything else is right.")] if is_lost else []
