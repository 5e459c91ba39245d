"""The fields and inlines that all admin classes share."""

from typing import Any

from adminsortable2.admin import SortableStackedInline, SortableTabularInline
from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminFileWidget
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from modeltranslation.admin import TranslationStackedInline, TranslationTabularInline

from content.languages import CODES, localized
from editing.forms import PartialForm
from editing.numbers import DecimalField, WholeNumberField
from editing.rights import writable_languages


class StoredFileWidget(AdminFileWidget):
    """Links to the stored file below /admin/, where those who may see a draft can see its files too."""

    def format_value(self, value: Any) -> Any:
        return StoredFile(value) if self.is_initial(value) else None


class StoredFile:
    def __init__(self, file: Any) -> None:
        self.file = file
        self.url = reverse("staff-media", args=[file.name])

    def __str__(self) -> str:
        return getattr(self.file.instance, "download_name", self.file.name)


class OurFields(BaseModelAdmin):
    """The form fields that all our admin classes and inlines use.

    Who may write in some languages only finds just the texts in these, and can change nothing else.
    """

    form: Any = PartialForm
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.IntegerField: {
            "form_class": WholeNumberField,
            "widget": forms.TextInput(attrs={"class": "vIntegerField"}),
        },
        models.DecimalField: {"form_class": DecimalField},
        models.FileField: {"widget": StoredFileWidget(attrs={"accept": "application/pdf"})},
        models.ImageField: {"widget": StoredFileWidget(attrs={"accept": "image/jpeg,image/png,image/webp"})},
    }

    def writes_all(self, request: HttpRequest) -> bool:
        """Whether the user may write in every language, and so change everything that their group may change."""
        return writable_languages(request.user) == CODES

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*(super().get_exclude(request, obj) or []), *self._foreign_columns(request)]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        foreign = set(self._foreign_columns(request))
        return [
            (title, options | {"fields": [name for name in options["fields"] if name not in foreign]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        if self.writes_all(request):
            return fields
        declared = [name for name in self.form.declared_fields if name not in fields]
        return [*fields, *declared, *(name for name in self._plain_fields() if name not in {*fields, *declared})]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self.writes_all(request) and super().has_add_permission(request, *args)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.writes_all(request) and super().has_delete_permission(request, obj)

    def _foreign_columns(self, request: HttpRequest) -> list[str]:
        """The columns of the languages in which the user may not write."""
        own = writable_languages(request.user)
        return [field.name for field in self.model._meta.fields if is_column(field) and field.language not in own]

    def _plain_fields(self) -> list[str]:
        """What is the same in all languages: neither a column of a translated field nor that field itself."""
        fields = [*self.model._meta.fields, *self.model._meta.many_to_many]
        translated = {field.translated_field.name for field in fields if is_column(field)}
        return [f.name for f in fields if f.editable and not is_column(f) and f.name not in translated]


def is_column(field: Any) -> bool:
    """Whether a field is one language of a translated field."""
    return hasattr(field, "translated_field")


class SectionInline(OurFields, SortableStackedInline, TranslationStackedInline):
    """The ordered sections of a page, inside the form of the page."""

    extra = 0
    ordering = ["position"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        topic = ["topic"] if any(field.name == "topic" for field in self.model._meta.fields) else []
        return [
            *topic,
            *localized("heading"),
            *localized("body"),
            *localized("quote_author"),
            "picture",
            *localized("picture_alt"),
            "picture_is_decorative",
            "picture_credit",
            "position",
        ]


class OrderedInline(OurFields, SortableTabularInline, TranslationTabularInline):
    """Short ordered texts, inside the form of their owner."""

    extra = 0
    ordering = ["position"]
