"""Tables that leave and enter the site as CSV or XLSX: reading them with limits, and writing them without traps."""

import csv
import re
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from uuid import uuid4

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.translation import gettext as _
from import_export.resources import ModelResource
from import_export.results import RowResult
from import_export.widgets import (
    BooleanWidget,
    DateWidget,
    DecimalWidget,
    IntegerWidget,
    ManyToManyWidget,
    Widget,
)
from openpyxl import Workbook

from content.languages import CODES
from content.numbers import decimal, whole
from content.signs import storable
from content.states import UNPUBLISHED
from content.versions import Version, catch_up, record
from content.workbooks import FORMULA_SIGNS, XLSX, Broken, rows_of, saved

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
#: What a spreadsheet takes for a formula; negative numbers are none.
FORMULA = re.compile(rf"(?!-?[\d.]+$)[{re.escape(FORMULA_SIGNS)}]")

#: What a row does, as the history calls it.
ACTIONS = {RowResult.IMPORT_TYPE_NEW: Version.Action.ADDED, RowResult.IMPORT_TYPE_UPDATE: Version.Action.CHANGED}


def written(headers, rows, kind):
    """The bytes of a table of texts as "csv" or "xlsx"; an apostrophe before what would be a formula makes it text."""
    rows = [[f"'{cell}" if FORMULA.match(cell) else cell for cell in map(storable, row)] for row in rows]
    if kind == "csv":
        text = StringIO()
        csv.writer(text).writerows([headers, *rows])
        return b"\xef\xbb\xbf" + text.getvalue().encode()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [headers, *rows]:
        sheet.append(row)
    return saved(book)


def read(file):
    """The rows of an uploaded table, as {column: text}. Raises ValidationError with a sentence on what is wrong."""
    if file.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 10 MB. Split it into several."))
    content = file.read()
    table = _sheet(content) if content.startswith(b"PK") else _csv(content)
    headers = [header.strip() for header in next(table, [])]
    if len(set(headers)) < len(headers) or not all(headers):
        raise ValidationError(_("The first row must name every column, each once."))
    rows = list(islice((row for row in table if any(row)), MAX_ROWS + 1))
    if not rows:
        raise ValidationError(_("There is no row below the names of the columns."))
    if len(rows) > MAX_ROWS:
        raise ValidationError(_("This table has more than 20,000 rows. Split it into several."))
    sentence = _("Row %d has more cells than there are columns. Put a text with commas in quotation marks.")
    if too_long := [number for number, row in enumerate(rows, 2) if any(row[len(headers) :])]:
        raise ValidationError(sentence % too_long[0])
    return [dict(zip(headers, map(_without_apostrophe, row), strict=False)) for row in rows]


def _without_apostrophe(cell):
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def _csv(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(_("This is neither XLSX nor CSV in UTF-8. Save it as one of these.")) from error
    first = text.partition("\n")[0]
    return csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))


def _sheet(content):
    try:
        rows = rows_of(BytesIO(content), MAX_UNPACKED, 2 * MAX_ROWS, MAX_COLUMNS, data_only=True)
        table = [[_cell(cell.value) for cell in row] for row in rows]
    except Broken as error:
        sentence = _("This file cannot be read as XLSX. Open it in a spreadsheet program and save it anew.")
        raise ValidationError(sentence) from error
    width = max((number for row in table[:1] for number, cell in enumerate(row, 1) if cell), default=0)
    return iter([row[:width] for row in table])


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and not any([value.hour, value.minute, value.second]):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)


class LanguagesWidget(Widget):
    """Language codes, separated by commas."""

    def clean(self, value, row=None, **kwargs):
        return [code.strip() for code in (value or "").split(",") if code.strip()]

    def render(self, value, obj=None, **kwargs):
        return ",".join(code for code in CODES if code in (value or []))


class WholeNumberWidget(IntegerWidget):
    def clean(self, value, row=None, **kwargs):
        return int(whole(value)) if value else None


class CommaWidget(DecimalWidget):
    """Decimals after a comma or a point."""

    def clean(self, value, row=None, **kwargs):
        return super().clean(decimal(value), row, **kwargs)


class DayWidget(DateWidget):
    """As exported, or as a spreadsheet of a European country makes of that."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.formats = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]


class YesNoWidget(BooleanWidget):
    """1 or 0, as exported, or what spreadsheets and people write in our languages; what else there is, is refused."""

    YES = {"1", "true", "yes", "wahr", "ja", "vrai", "oui", "verdadero", "sí", "vero", "sì", "prawda", "tak", "ναι"}
    NO = {"", "0", "false", "no", "falsch", "nein", "faux", "non", "falso", "fałsz", "nie", "όχι"}

    def clean(self, value, row=None, **kwargs):
        word = (value or "").strip().lower()
        if word not in self.YES | self.NO:
            raise ValueError(word)
        return word in self.YES


class Differences:
    """The columns in which a row changes an object: [(column, old text, new text)]."""

    def __init__(self, resource, instance, new):
        self.old = [""] * len(resource.columns) if new else resource.texts(instance)
        self.new = self.old
        self.columns = resource.columns

    def compare_with(self, resource, instance):
        self.new = resource.texts(instance)

    def as_html(self):
        changes = zip(self.columns, self.old, self.new, strict=True)
        return [(column, old, new) for column, old, new in changes if old != new]


class Table(ModelResource):
    """The columns in which objects of one model leave and enter. Subclasses name the model, columns and key."""

    WIDGETS_MAP = ModelResource.WIDGETS_MAP | {
        "PositiveIntegerField": WholeNumberWidget,
        "PositiveSmallIntegerField": WholeNumberWidget,
        "DecimalField": CommaWidget,
        "DateField": DayWidget,
        "BooleanField": YesNoWidget,
    }

    class Meta:
        clean_model_instances = True  # else rows would pass by all that forms check
        skip_unchanged = True
        report_skipped = True

    def __init__(self, model_admin, request):
        super().__init__()
        self.model_admin, self.request = model_admin, request
        self.may_publish = getattr(model_admin, "has_publish_permission", lambda request: True)(request)

    @property
    def columns(self):
        return [field.column_name for field in self.get_import_fields()]

    @property
    def key_columns(self):
        """What a row finds its object by."""
        return list(self._meta.import_id_fields)

    def texts(self, instance):
        return [str(field.export(instance) or "") if instance else "" for field in self.get_import_fields()]

    def prepared(self, rows):
        """The rows, each new one with the key that it will keep."""
        if self.key_columns == ["uuid"]:
            return [row | {"uuid": row["uuid"] or str(uuid4())} for row in rows]
        return rows

    def before_import_row(self, row, **kwargs):
        """Names of related objects that are not there would be passed over in silence, or be told in no plain words."""
        for field in self.get_import_id_fields():
            try:
                self.fields[field].clean(row)
            except (ValueError, ObjectDoesNotExist) as error:
                raise ValidationError({field: self._sentence_on(row[field])}) from error
        for field in self.get_import_fields():
            if isinstance(field.widget, ManyToManyWidget) and field.column_name in row:
                names = {name.strip() for name in row[field.column_name].split(",")} - {""}
                if names - {getattr(thing, field.widget.field) for thing in field.clean(row)}:
                    raise ValidationError({field.column_name: self._sentence_on(row[field.column_name])})

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        try:
            super().import_field(field, instance, row, is_m2m, **kwargs)
        except (ValueError, ArithmeticError, ObjectDoesNotExist) as error:
            raise ValueError(self._sentence_on(row[field.column_name])) from error

    def _sentence_on(self, text):
        return _("“%s” is nothing that can stand in this column.") % text

    def get_diff_class(self):
        return Differences

    def get_queryset(self):
        """Whoever else would save one of these objects waits until the row is taken over, and compares then."""
        return super().get_queryset().select_for_update(of=("self",)).order_by("pk")

    def before_save_instance(self, instance, row, **kwargs):
        if instance.pk:
            catch_up(instance)

    def after_import_row(self, row, row_result, **kwargs):
        if row_result.import_type in ACTIONS:
            obj = self._meta.model._base_manager.get(pk=row_result.object_id)
            record(obj, self.request.user, ACTIONS[row_result.import_type])

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors or instance.pk is None:
            return False
        return all(self._is_same(field, instance, original, row) for field in self.get_import_fields())

    def _is_same(self, field, instance, original, row):
        if field.column_name not in row:
            return True
        if field.attribute in {relation.name for relation in instance._meta.many_to_many}:
            return {thing.pk for thing in field.clean(row)} == {thing.pk for thing in field.get_value(instance).all()}
        return str(field.export(instance) or "") == str(field.export(original) or "")

    def after_init_instance(self, instance, new, row, **kwargs):
        instance._old_state = None if new else getattr(instance, "state", None)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        state = getattr(instance, "state", None)
        if (
            not self.may_publish
            and state != instance._old_state
            and {state, instance._old_state} - {None, *UNPUBLISHED}
        ):
            errors["state"] = ValidationError(_("You may not publish, hide or archive this."))
        super().validate_instance(instance, errors, validate_unique)
