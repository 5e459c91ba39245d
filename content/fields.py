"""Field types that all content shares: languages declared ready, cleaned rich text, pictures without metadata."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

from content.files.pictures import CleanPicture, reencoded, variant_name, variants
from content.files.serving import generated_name
from content.languages import CODES
from content.rich_text import EXTENSIONS, check_html, clean_html
from content.texts import check_length, storable, storable_data


class StorableMixin:
    """A text without signs that would break a file of it, on every way in; a column like Django's own."""

    def to_python(self, value: Any) -> Any:
        return _storable(super().to_python(value))  # type: ignore[misc]  # of the field that this is mixed into

    def get_prep_value(self, value: Any) -> Any:
        return _storable(super().get_prep_value(value))  # type: ignore[misc]  # of the field that this is mixed into

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]  # of the field that this is mixed into
        return name, path.replace("content.fields.", "django.db.models."), args, kwargs


def _storable(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value


class CharField(StorableMixin, models.CharField):
    pass


class SlugField(StorableMixin, models.SlugField):
    pass


class URLField(StorableMixin, models.URLField):
    pass


class EmailField(StorableMixin, models.EmailField):
    pass


class TextField(StorableMixin, models.TextField):
    """Its greatest length holds on every way in, too: Django's own asks for it in forms only."""

    default_validators = [check_length]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))


class JSONField(models.JSONField):
    """Data whose texts are storable."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(storable_data(value), connection, prepared)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class RichTextField(ProseEditorField):
    """HTML, cleaned on every way into the database: forms, save(), update(), bulk operations, fixtures."""

    default_validators = [check_html]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"extensions": EXTENSIONS, "sanitize": clean_html})

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        cleaned = super().clean(value, model_instance)
        check_length(cleaned or "")  # signs that are written out take more room
        return cleaned

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str):
            value = clean_html(value)
        return super().get_db_prep_save(value, connection)


class LanguagesField(models.CharField):
    """Language codes, stored as "en,de" in the order of the site's languages, read as a list."""

    #: For mypy (django-stubs): what is set and read is no text as the column is.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        own: dict[str, Any] = {"max_length": 60, "blank": True, "default": list}
        super().__init__(*args, **own | kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return self.to_python(value)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = [code for code in value.split(",") if code]
        return value

    def get_prep_value(self, value: Any) -> str:
        return value if isinstance(value, str) else ",".join(code for code in CODES if code in value)

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        if unknown := set(value) - set(CODES):
            raise ValidationError(_("“%s” is not a language of this site.") % ", ".join(sorted(unknown)))
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return forms.MultipleChoiceField(
            choices=settings.LANGUAGES,
            required=False,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )


class PictureFormField(forms.FileField):
    """Writes a picture anew before the model sees it, since Django opens every image that it is given to measure it."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        return reencoded(file) if isinstance(file, UploadedFile) else file


class PictureField(models.ImageField):
    """A JPEG, PNG or WebP picture, fully decoded and written anew as WebP without metadata, in several widths."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        own: dict[str, Any] = {"upload_to": generated_name, "max_length": 200, "blank": True}
        super().__init__(*args, **own | kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        value = super().clean(value, model_instance)
        is_ours = value._committed or isinstance(value.file, CleanPicture)
        return value if is_ours else reencoded(value.file)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        file = getattr(model_instance, self.attname)
        narrower = {} if file._committed else variants(file.file)
        file = super().pre_save(model_instance, add)
        for width, content in narrower.items():
            file.storage.save(variant_name(file.name, width), content)
        return file

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PictureFormField} | kwargs)
