"""Forms in which not everybody finds all fields of what they save."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from content.differences import label_of


class PartialForm(forms.ModelForm):
    """A form that may lack fields which the model finds something wrong with.

    What was wrong with them before keeps nobody from saving the others: `standing` has sentences on it. What is wrong
    with them because of what was typed stands above the form.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.standing = []

    def add_error(self, field, error):
        errors = {} if field else getattr(error, "error_dict", {})
        absent = errors.keys() - self.fields.keys() - {NON_FIELD_ERRORS}
        if not absent:
            return super().add_error(field, error)
        here = {name: found for name, found in errors.items() if name not in absent}
        if caused := self._caused_now({name: errors[name] for name in sorted(absent)}):
            here.setdefault(NON_FIELD_ERRORS, []).extend(caused)
        return super().add_error(None, ValidationError(here)) if here else None

    def _caused_now(self, errors):
        """Those of the errors, {column: errors}, that the stored object has not; notes the others."""
        before, caused = self._wrong_before(), []
        for name, sentences in ValidationError(errors).message_dict.items():
            label = label_of(self.instance._meta.get_field(name))
            for sentence in sentences:
                told = self.standing if sentence in before.get(name, []) else caused
                told.append(f"{label}: {sentence}")
        return caused

    def _wrong_before(self):
        """{column: sentences} of what is wrong with the object as it is stored."""
        try:
            for stored in type(self.instance)._base_manager.filter(pk=self.instance.pk):
                stored.clean()
        except ValidationError as error:
            return ValidationError(error.update_error_dict({})).message_dict
        return {}
