"""The columns in which objects leave and enter."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import RowResult
from import_export.widgets import NumberWidget, Widget

from content.fields import RichTextField
from editing.history.recording import catch_up, record
from editing.models import Version
from editing.rights import UNPUBLISHED
from editing.tables.widgets import (
    CommaWidget,
    DayWidget,
    NamesWidget,
    NameWidget,
    RichTextWidget,
    UUIDWidget,
    WholeNumberWidget,
    YesNoWidget,
)

#: What a row does, as the history calls it.
ACTION_OF_ROW = {RowResult.IMPORT_TYPE_NEW: Version.Action.ADDED, RowResult.IMPORT_TYPE_UPDATE: Version.Action.CHANGED}


class Differences:
    """The columns in which a row changes an object: [(column, old text, new text)]."""

    def __init__(self, resource: Any, instance: Any, new: bool) -> None:
        self.old = [""] * len(resource.columns) if new else resource.texts(instance)
        self.new = self.old
        self.columns = resource.columns

    def compare_with(self, resource: Any, instance: Any) -> None:
        self.new = resource.texts(instance)

    def as_html(self) -> list[tuple[str, str, str]]:
        changes = zip(self.columns, self.old, self.new, strict=True)
        return [(column, old, new) for column, old, new in changes if not alike(old, new)]


def alike(old: str, new: str) -> bool:
    """Whether two texts of one column say the same; spreadsheet programs end lines in their own way."""
    return old == new or old.replace("\r\n", "\n") == new.replace("\r\n", "\n")


class Loader(BaseInstanceLoader):
    """Finds the objects of some rows with one query; for writing, whoever else would save one of them waits."""

    def __init__(self, table: Any, rows: Iterable[dict[str, str]], is_trial: bool) -> None:
        self.fields = [table.fields[name] for name in table.get_import_id_fields()]
        keys: set[Any] = {self._key(row) for row in rows} - {None}
        values = {f"{field.attribute}__in": {key[i] for key in keys} for i, field in enumerate(self.fields)}
        objects = table.get_queryset().filter(**values).select_related(*table.related).order_by("pk")
        self.found: dict[Any, list[Any]] = defaultdict(list)
        for obj in objects if is_trial else objects.select_for_update(of=("self",)):
            self.found[tuple(field.get_value(obj) for field in self.fields)].append(obj)

    def _key(self, row: dict[str, str]) -> tuple[Any, ...] | None:
        """What a row finds its object by; None where it can find none."""
        try:
            return tuple(field.clean(row) for field in self.fields)
        except (ValueError, ObjectDoesNotExist):
            return None

    def get_instance(self, row: dict[str, str]) -> Any:
        found = self.found[self._key(row)]
        if len(found) > 1:
            raise ValidationError(_("There are several such entries. Give each an address of its own first."))
        return found[0] if found else None


class Table(ModelResource):
    """The columns in which objects of one model leave and enter. Subclasses name the model, columns and key."""

    WIDGETS_MAP = ModelResource.WIDGETS_MAP | {
        "PositiveIntegerField": WholeNumberWidget,
        "PositiveSmallIntegerField": WholeNumberWidget,
        "DecimalField": CommaWidget,
        "DateField": DayWidget,
        "BooleanField": YesNoWidget,
        "UUIDField": UUIDWidget,
    }

    class Meta:
        clean_model_instances = True  # else rows would pass by all that forms check
        store_instance = True
        skip_unchanged = True
        report_skipped = True

    def __init__(self, model_admin: Any, request: Any) -> None:
        super().__init__()
        self.model_admin, self.request = model_admin, request
        self.may_publish = getattr(model_admin, "has_publish_permission", lambda request: True)(request)

    @property
    def columns(self) -> list[str]:
        return [field.column_name for field in self.get_import_fields()]

    @property
    def key_columns(self) -> list[str]:
        """What a row finds its object by."""
        return list(self._meta.import_id_fields)

    @cached_property
    def related(self) -> list[str]:
        """The key columns that lead to another object."""
        fields = [self.fields[name] for name in self.key_columns]
        return [field.attribute for field in fields if isinstance(field.widget, NameWidget)]

    def texts(self, instance: Any) -> list[str]:
        if instance is None:
            return [""] * len(self.columns)
        chosen = vars(instance).get("chosen", {})
        return [
            str(field.widget.render(chosen.get(field.attribute, field.get_value(instance))) or "")
            for field in self.get_import_fields()
        ]

    def cells(self, instance: Any) -> list[str | Decimal]:
        """The texts for a spreadsheet, which takes numbers for numbers, negative ones too."""
        fields = zip(self.get_import_fields(), self.texts(instance), strict=True)
        return [Decimal(text) if text and isinstance(field.widget, NumberWidget) else text for field, text in fields]

    def prepared(self, rows: list[dict[str, str]]) -> list[dict[str, str]]:
        """The rows, each new one with the key that it will keep."""
        if self.key_columns == ["uuid"]:
            return [row and row | {"uuid": row["uuid"] or str(uuid4())} for row in rows]
        return rows

    def results(self, rows: list[tuple[int, dict[str, str]]], is_trial: bool) -> list[RowResult]:
        """What django-import-export says of each of some rows, [(number, row)], which in a trial are not saved."""
        loader = Loader(self, [row for _number, row in rows], is_trial)
        return [self.import_row(row, loader, row_number=number, dry_run=is_trial) for number, row in rows]

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        """Names of related objects that are not there would be passed over in silence, or be told in no plain words."""
        for field in self.get_import_fields():
            if field.column_name in row and (field.attribute in self.key_columns or is_many(field)):
                try:
                    field.clean(row)
                except (ValueError, ObjectDoesNotExist) as error:
                    raise ValidationError({field.column_name: self._sentence_on(row[field.column_name])}) from error

    def import_field(self, field: Any, instance: Any, row: dict[str, str], is_m2m: bool = False, **kwargs: Any) -> None:
        try:
            super().import_field(field, instance, row, is_m2m, **kwargs)
        except (ValueError, ArithmeticError, ObjectDoesNotExist) as error:
            raise ValueError(self._sentence_on(row[field.column_name])) from error

    def _sentence_on(self, text: str) -> str:
        return _("“%s” is nothing that can stand in this column.") % text

    def get_diff_class(self) -> type[Differences]:
        return Differences

    @classmethod
    def widget_from_django_field(cls, field: Any, default: Any = Widget) -> Any:
        if isinstance(field, RichTextField):
            return RichTextWidget
        return super().widget_from_django_field(field, default)

    def before_save_instance(self, instance: Any, row: dict[str, str], dry_run: bool, **kwargs: Any) -> None:
        if instance.pk and not dry_run:
            catch_up(instance)

    def save_m2m(self, instance: Any, row: dict[str, str], dry_run: bool, **kwargs: Any) -> None:
        """In a trial, what would be chosen is noted instead."""
        if dry_run:
            fields = [field for field in self.get_import_fields() if is_many(field) and field.column_name in row]
            instance.chosen = {field.attribute: field.clean(row) for field in fields}
        super().save_m2m(instance, row, dry_run=dry_run, **kwargs)

    def after_import_row(self, row: dict[str, str], row_result: Any, dry_run: bool, **kwargs: Any) -> None:
        if row_result.import_type in ACTION_OF_ROW and not dry_run:
            record(row_result.instance, self.request.user, ACTION_OF_ROW[row_result.import_type])

    def skip_row(self, instance: Any, original: Any, row: dict[str, str], import_validation_errors: Any = None) -> bool:
        if import_validation_errors or instance.pk is None:
            return False
        return all(self._is_same(field, instance, original, row) for field in self.get_import_fields())

    @staticmethod
    def _is_same(field: Any, instance: Any, original: Any, row: dict[str, str]) -> bool:
        if field.column_name not in row:
            return True
        new = field.clean(row) if is_many(field) else field.get_value(instance)
        return alike(str(field.widget.render(new) or ""), str(field.export(original) or ""))

    def after_init_instance(self, instance: Any, new: bool, row: dict[str, str], **kwargs: Any) -> None:
        instance._old_state = None if new else getattr(instance, "state", None)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors = dict(import_validation_errors or {})
        state = getattr(instance, "state", None)
        if (
            not self.may_publish
            and state != instance._old_state
            and {state, instance._old_state} - {None, *UNPUBLISHED}
        ):
            errors["state"] = ValidationError(_("You may not publish, hide or archive this."))
        super().validate_instance(instance, errors, validate_unique)


def is_many(field: Any) -> bool:
    """Whether a column names several related objects."""
    return isinstance(field.widget, NamesWidget)
