"""Import in two steps, a trial run that shows every difference and the taking over; and export of a filtered list."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.actions import with_list_filters
from content.exchange import CONTENT_TYPES, read, written
from content.models import Import

SAID_EVERY = 100
SHOWN = 500


@dataclass
class Outcome:
    """What a run has done, or would do: row by row, with the differences or with what is wrong."""

    rows: list = field(default_factory=list)

    @property
    def new(self):
        return sum(row["kind"] == "new" for row in self.rows)

    @property
    def updated(self):
        return sum(row["kind"] == "update" for row in self.rows)

    @property
    def unchanged(self):
        return sum(row["kind"] == "skip" for row in self.rows)

    @property
    def errors(self):
        return [row for row in self.rows if row["kind"] == "error"]

    @property
    def changes(self):
        return [row for row in self.rows if row["kind"] in {"new", "update"}]

    @property
    def fingerprint(self):
        """Two runs that do the same have the same one."""
        told = [[row["number"], row["kind"], row["changes"]] for row in self.rows]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


class TableForm(forms.Form):
    table = forms.FileField(
        label=gettext_lazy("Table"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}), allow_empty_file=True
    )

    def clean_table(self):
        return read(self.cleaned_data["table"])


def run(table, rows):
    """Take over the rows; gives, as a generator, how many are done, and returns the Outcome."""
    outcome, loader = Outcome(), table._meta.instance_loader_class(table)
    for number, row in enumerate(rows, 2):  # the first row of the file names the columns
        with transaction.atomic():
            result = table.import_row(row, loader, row_number=number)
            if problems := problems_of(table, result):
                transaction.set_rollback(True)
        kind = "error" if problems else result.import_type
        changes = [] if problems else [list(change) for change in result.diff or []]
        outcome.rows.append(
            {"number": number, "kind": kind, "name": name_of(result, row), "changes": changes, "problems": problems}
        )
        if number % SAID_EVERY == 0:
            yield number
    return outcome


def name_of(result, row):
    return result.object_repr or next(filter(None, row.values()), "")


def problems_of(table, result):
    """[(column, sentence)] of what is wrong with a row; the column is empty for what concerns all of it."""
    if result.validation_error:
        messages = result.validation_error.update_error_dict({})
        return [
            ("" if column == "__all__" else column, sentence)
            for column, errors in messages.items()
            for sentence in ValidationError(errors).messages
        ]
    return [("", str(error.error)) for error in result.errors]


def check_columns(table, rows):
    """Raise ValidationError for columns that would be lost without a word, and for a missing key."""
    known, found = set(table.columns), set(rows[0])
    if unknown := sorted(found - known):
        raise ValidationError(
            _("There is no such column here: %(unknown)s. The columns are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(table.columns)}
        )
    if missing := [name for name in table._meta.import_id_fields if name not in found]:
        raise ValidationError(_("The column %s is needed to know which entry a row is about.") % ", ".join(missing))


def may_import(model_admin, request):
    return model_admin.has_add_permission(request) and model_admin.has_change_permission(request)


def import_page(model_admin, request):
    if not may_import(model_admin, request):
        raise PermissionDenied
    table = model_admin.table(model_admin, request)
    if "take_over" in request.POST:
        kept = get_object_or_404(Import, pk=request.POST["take_over"], user=request.user, kind=kind_of(model_admin))
        return streamed(model_admin, request, take_over(model_admin, request, table, kept))
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_columns(table, form.cleaned_data["table"])
        except ValidationError as error:
            form.add_error("table", error)
        else:
            rows = table.prepared(form.cleaned_data["table"])
            return streamed(model_admin, request, try_out(model_admin, request, table, rows))
    return render(request, "admin/import.html", page_context(model_admin, request) | {"form": form, "table": table})


def kind_of(model_admin):
    return model_admin.model._meta.label_lower


def page_context(model_admin, request):
    return {
        **model_admin.admin_site.each_context(request),
        "title": _("Import: %(kind)s") % {"kind": capfirst(model_admin.opts.verbose_name_plural)},
        "opts": model_admin.opts,
    }


def streamed(model_admin, request, steps):
    """A page that says how far it has come while it comes, and ends with the outcome."""
    context = page_context(model_admin, request)
    head, _gap, foot = render_to_string("admin/import_run.html", context, request).partition("<!-- steps -->")

    def parts():
        yield head
        yield from steps
        yield foot

    return StreamingHttpResponse(parts(), headers={"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"})


def told(numbers, total):
    """Each number of finished rows as a line of the page; returns what `numbers` returns."""
    while True:
        try:
            number = next(numbers)
        except StopIteration as end:
            return end.value
        yield format_html(
            '<p class="step">{}</p>', _("%(number)d of %(total)d rows") % {"number": number, "total": total}
        )


def try_out(model_admin, request, table, rows):
    with transaction.atomic():
        outcome = yield from told(run(table, rows), len(rows))
        transaction.set_rollback(True)
    yield offered(model_admin, request, rows, outcome)


def offered(model_admin, request, rows, outcome, has_changed=False):
    """The outcome of a trial run, with the button that takes it over if nothing is wrong."""
    Import.objects.filter(created_at__lt=timezone.now() - timedelta(days=1)).delete()
    kept = None
    if outcome.changes and not outcome.errors:
        kept = Import.objects.create(
            user=request.user, kind=kind_of(model_admin), rows=rows, fingerprint=outcome.fingerprint
        )
    context = {"outcome": outcome, "kept": kept, "has_changed": has_changed, "shown": SHOWN, "opts": model_admin.opts}
    return render_to_string("admin/import_outcome.html", context, request)


def take_over(model_admin, request, table, kept):
    """All rows or none: none either where the entries have changed since their differences were shown."""
    with transaction.atomic():
        outcome = yield from told(run(table, kept.rows), len(kept.rows))
        is_as_shown = not outcome.errors and outcome.fingerprint == kept.fingerprint
        if is_as_shown:
            log(model_admin, request, table, kept.rows, outcome)
            kept.delete()
        else:
            transaction.set_rollback(True)
    if not is_as_shown:
        yield offered(model_admin, request, kept.rows, outcome, has_changed=True)
        return
    number = len(outcome.changes)
    done = ngettext("%(number)d entry has been taken over.", "%(number)d entries have been taken over.", number)
    yield format_html(
        '<p class="success">{}</p><p><a href="{}">{}</a></p>',
        done % {"number": number},
        reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist"),
        _("Back to the list"),
    )


def log(model_admin, request, table, rows, outcome):
    loader = table._meta.instance_loader_class(table)
    for row in outcome.changes:
        obj, _is_new = table.get_or_init_instance(loader, rows[row["number"] - 2])
        if obj.pk:
            model_admin.log_change(request, obj, _("Import"))


def export(model_admin, request, kind):
    """The entries of a list, as it is filtered at the moment."""
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    table = model_admin.table(model_admin, request)
    objects = model_admin.get_changelist_instance(request).queryset
    content = written(table.columns, (table.texts(obj) for obj in objects.distinct()), kind)
    name = f"{model_admin.opts.model_name}-{timezone.localdate()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers=headers)


def list_pages(model_admin, request):
    """[(address, label)] of export and import, for the list of a model."""
    query = request.META["QUERY_STRING"]
    name = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    pages = [(f"{reverse(f'{name}_export', args=[kind])}?{query}", kind.upper()) for kind in CONTENT_TYPES]
    if may_import(model_admin, request):
        pages.append((with_list_filters(model_admin, request, reverse(f"{name}_import")), _("Import")))
    return pages
