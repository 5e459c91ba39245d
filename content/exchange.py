"""Tables that leave and enter the site as CSV or XLSX: reading them with limits, and writing them without traps."""

import csv
import re
from collections import defaultdict
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import zip_longest
from uuid import UUID, uuid4

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import RowResult
from import_export.widgets import (
    BooleanWidget,
    DateWidget,
    DecimalWidget,
    ForeignKeyWidget,
    IntegerWidget,
    ManyToManyWidget,
    Widget,
)
from xlsxwriter.utility import xl_col_to_name

from content import limited
from content.fields import RichTextField, clean_html
from content.languages import CODES
from content.numbers import decimal, whole
from content.signs import storable
from content.states import UNPUBLISHED
from content.versions import Version, catch_up, record
from content.workbooks import FORMULA_SIGNS, XLSX, put_row, workbook

READER = limited.reader("content.table_reader")
MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
#: So many cells that cannot be read are named at once.
MAX_PROBLEMS = 20
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
#: What a spreadsheet takes for a formula; negative numbers are none.
FORMULA = re.compile(rf"(?!-?[\d.]+$)[{re.escape(FORMULA_SIGNS)}]")

#: Why a table cannot be read.
UNREAD = {
    "slow": gettext_noop(
        "This table could not be read within 15 seconds. Choose it again in a minute; if that does not help, split it "
        "into several."
    ),
    "heavy": gettext_noop(
        "This table takes too much time or memory to read. Copy just its rows into a new one, or split it into several."
    ),
    "unpacked": gettext_noop("Unpacked, this table is far too large. Copy just its rows into a new one."),
    "broken": gettext_noop("This file cannot be read as XLSX. Open it in a spreadsheet program and save it anew."),
    "encoding": gettext_noop("This is neither XLSX nor CSV in UTF-8. Save it as one of these."),
    "quote": gettext_noop(
        "Row %(row)d: a text that begins with a quotation mark does not end with one. Put one at its end, and two for "
        "each within it."
    ),
}

#: What a row does, as the history calls it.
ACTIONS = {RowResult.IMPORT_TYPE_NEW: Version.Action.ADDED, RowResult.IMPORT_TYPE_UPDATE: Version.Action.CHANGED}


def written(headers, rows, kind):
    """The bytes of a table of texts as "csv" or "xlsx"; an apostrophe before what would be a formula makes it text."""
    rows = [headers, *([f"'{cell}" if FORMULA.match(cell) else cell for cell in map(storable, row)] for row in rows)]
    if kind == "csv":
        text = StringIO()
        csv.writer(text).writerows(rows)
        return b"\xef\xbb\xbf" + text.getvalue().encode()
    file = BytesIO()
    with workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            put_row(sheet, number, row)
    return file.getvalue()


def read(file):
    """The rows of an uploaded table as {column: text}, those without anything as {}.

    Raises ValidationError with sentences on what is wrong.
    """
    if file.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 10 MB. Split it into several."))
    content = file.read()
    head, *rows = _cells(content) or [[]]
    headers = [header.strip() for header in _texts(1, head, map(xl_col_to_name, range(len(head))))]
    if len(set(headers)) < len(headers) or not headers or not all(headers):
        raise ValidationError(_("The first row must name every column, each once."))
    if sum(map(bool, rows)) > MAX_ROWS:
        raise ValidationError(_("This table has more than 20,000 rows. Split it into several."))
    sentence = _("Row %d has more cells than there are columns. Put a text with commas in quotation marks.")
    too_long = [number for number, row in enumerate(rows, 2) if len(row) > len(headers)]
    if too_long and not content.startswith(b"PK"):  # notes beside the table of a workbook are none of its cells
        raise ValidationError(sentence % too_long[0])
    return _by_column(headers, rows)


def _cells(content):
    """The cells of each row, as content.table_reader tells them."""
    told = limited.answer(READER, content, limited.WALL_SECONDS)
    if problem := told.get("problem"):
        raise ValidationError(_(UNREAD[problem]) % {"row": told.get("row")})
    return told["rows"]


def _by_column(headers, rows):
    read, problems = [], []
    for number, row in enumerate(rows, 2):
        try:
            row = _texts(number, row[: len(headers)], headers)
        except ValidationError as error:
            problems += error.messages
        read.append(dict(zip_longest(headers, row, fillvalue="")) if any(row) else {})
    if problems:
        raise ValidationError(problems[:MAX_PROBLEMS])
    if not any(read):
        raise ValidationError(_("There is no row below the names of the columns."))
    return read


def _texts(number, row, names):
    """The cells of a row as texts. Raises ValidationError for those of which nobody knows what they say."""
    odd = [(name, cell) for name, cell in zip(names, row, strict=False) if is_odd(cell)]
    if odd:
        raise ValidationError([_sentence_on_odd(number, name, cell) for name, cell in odd])
    return list(map(_text, row))


def is_odd(cell):
    """Whether a cell holds an error, or a formula without its result or with an error."""
    return isinstance(cell, dict) and ("error" in cell or cell.get("formula", "") is None)


def _sentence_on_odd(row, column, cell):
    if "error" in cell:
        sentence = _("Row %(row)d, column %(column)s: there is an error like #N/A. Write the value, or empty it.")
    else:
        sentence = _("Row %(row)d, column %(column)s: there is a formula without its result. Write the value itself.")
    return sentence % {"row": row, "column": column}


def _text(cell):
    if isinstance(cell, dict):
        return _text(next(iter(cell.values())))
    if isinstance(cell, bool) or (isinstance(cell, float) and cell.is_integer()):
        return str(int(cell))
    text = str(cell)
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


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
    """Decimals after a comma or a point, without zeros that say nothing."""

    def clean(self, value, row=None, **kwargs):
        number = super().clean(decimal(value), row, **kwargs)
        return number if number is None else Decimal(self.render(number))

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else f"{Decimal(value).normalize():f}"


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


class UUIDWidget(Widget):
    def clean(self, value, row=None, **kwargs):
        return UUID(value) if value else None


class RichTextWidget(Widget):
    """HTML as it will be stored."""

    def clean(self, value, row=None, **kwargs):
        return clean_html(value or "")


class NameWidget(ForeignKeyWidget):
    """The slug of one related object; each is looked up once."""

    def __init__(self, model, field="slug", **kwargs):
        super().__init__(model, field, **kwargs)
        self.known = {}

    def clean(self, value, row=None, **kwargs):
        if value not in self.known:
            self.known[value] = super().clean(value, row, **kwargs)
        return self.known[value]


class NamesWidget(ManyToManyWidget):
    """The slugs of related objects, separated by commas; each text is looked up once."""

    def __init__(self, model, field="slug", **kwargs):
        super().__init__(model, field=field, **kwargs)
        self.known = {}

    def clean(self, value, row=None, **kwargs):
        if value not in self.known:
            names = {name.strip() for name in (value or "").split(",")} - {""}
            found = list(self.model.objects.filter(**{f"{self.field}__in": names}))
            if len(found) < len(names):
                raise ValueError(value)
            self.known[value] = found
        return self.known[value]

    def render(self, value, obj=None, **kwargs):
        things = value if isinstance(value, list) else value.all() if value else []
        return ",".join(getattr(thing, self.field) for thing in things)


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
        return [(column, old, new) for column, old, new in changes if not alike(old, new)]


def alike(old, new):
    """Whether two texts of one column say the same; spreadsheet programs end lines in their own way."""
    return old == new or old.replace("\r\n", "\n") == new.replace("\r\n", "\n")


class Loader(BaseInstanceLoader):
    """Finds the objects of some rows with one query; for writing, whoever else would save one of them waits."""

    def __init__(self, table, rows, is_trial):
        self.fields = [table.fields[name] for name in table.get_import_id_fields()]
        keys = {self._key(row) for row in rows} - {None}
        values = {f"{field.attribute}__in": {key[i] for key in keys} for i, field in enumerate(self.fields)}
        objects = table.get_queryset().filter(**values).select_related(*table.related).order_by("pk")
        self.found = defaultdict(list)
        for obj in objects if is_trial else objects.select_for_update(of=("self",)):
            self.found[tuple(field.get_value(obj) for field in self.fields)].append(obj)

    def _key(self, row):
        """What a row finds its object by; None where it can find none."""
        try:
            return tuple(field.clean(row) for field in self.fields)
        except (ValueError, ObjectDoesNotExist):
            return None

    def get_instance(self, row):
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

    @cached_property
    def related(self):
        """The key columns that lead to another object."""
        fields = [self.fields[name] for name in self.key_columns]
        return [field.attribute for field in fields if isinstance(field.widget, NameWidget)]

    def texts(self, instance):
        if instance is None:
            return [""] * len(self.columns)
        chosen = vars(instance).get("chosen", {})
        return [
            str(field.widget.render(chosen.get(field.attribute, field.get_value(instance))) or "")
            for field in self.get_import_fields()
        ]

    def prepared(self, rows):
        """The rows, each new one with the key that it will keep."""
        if self.key_columns == ["uuid"]:
            return [row and row | {"uuid": row["uuid"] or str(uuid4())} for row in rows]
        return rows

    def results(self, rows, is_trial):
        """What django-import-export says of each of some rows, [(number, row)], which in a trial are not saved."""
        loader = Loader(self, [row for _number, row in rows], is_trial)
        return [self.import_row(row, loader, row_number=number, dry_run=is_trial) for number, row in rows]

    def before_import_row(self, row, **kwargs):
        """Names of related objects that are not there would be passed over in silence, or be told in no plain words."""
        for field in self.get_import_fields():
            if field.column_name in row and (field.attribute in self.key_columns or is_many(field)):
                try:
                    field.clean(row)
                except (ValueError, ObjectDoesNotExist) as error:
                    raise ValidationError({field.column_name: self._sentence_on(row[field.column_name])}) from error

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        try:
            super().import_field(field, instance, row, is_m2m, **kwargs)
        except (ValueError, ArithmeticError, ObjectDoesNotExist) as error:
            raise ValueError(self._sentence_on(row[field.column_name])) from error

    def _sentence_on(self, text):
        return _("“%s” is nothing that can stand in this column.") % text

    def get_diff_class(self):
        return Differences

    @classmethod
    def widget_from_django_field(cls, field, default=Widget):
        if isinstance(field, RichTextField):
            return RichTextWidget
        return super().widget_from_django_field(field, default)

    def before_save_instance(self, instance, row, dry_run, **kwargs):
        if instance.pk and not dry_run:
            catch_up(instance)

    def save_m2m(self, instance, row, dry_run, **kwargs):
        """In a trial, what would be chosen is noted instead."""
        if dry_run:
            fields = [field for field in self.get_import_fields() if is_many(field) and field.column_name in row]
            instance.chosen = {field.attribute: field.clean(row) for field in fields}
        super().save_m2m(instance, row, dry_run=dry_run, **kwargs)

    def after_import_row(self, row, row_result, dry_run, **kwargs):
        if row_result.import_type in ACTIONS and not dry_run:
            record(row_result.instance, self.request.user, ACTIONS[row_result.import_type])

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors or instance.pk is None:
            return False
        return all(self._is_same(field, instance, original, row) for field in self.get_import_fields())

    @staticmethod
    def _is_same(field, instance, original, row):
        if field.column_name not in row:
            return True
        new = field.clean(row) if is_many(field) else field.get_value(instance)
        return alike(str(field.widget.render(new) or ""), str(field.export(original) or ""))

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


def is_many(field):
    """Whether a column names several related objects."""
    return isinstance(field.widget, NamesWidget)
