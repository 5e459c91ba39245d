"""Import in two steps, a trial run that shows every difference and the taking over; and export of a filtered list."""

from collections.abc import Generator, Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.files.streaming import as_now
from content.tables import CONTENT_TYPES
from content.texts import grouped, megabytes
from editing.addresses import admin_address, page_context, with_list_filters
from editing.models import Import
from editing.tables import taking_over
from editing.tables.reading import MAX_ROWS, MAX_TABLE_BYTES, read, written

SHOWN_ROWS = 500


class TableForm(forms.Form):
    table = forms.FileField(
        label=gettext_lazy("Table"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}), allow_empty_file=True
    )

    def clean_table(self) -> list[dict[str, str]]:
        return read(self.cleaned_data["table"])


def check_columns(table: Any, rows: Iterable[dict[str, str]]) -> None:
    """Raise ValidationError for columns that would be lost without a word, and for a missing key."""
    known, found = set(table.columns), set(next(filter(None, rows)))
    if unknown := sorted(found - known):
        raise ValidationError(
            _("There is no such column here: %(unknown)s. The columns are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(table.columns)}
        )
    if missing := [name for name in table._meta.import_id_fields if name not in found]:
        raise ValidationError(_("The column %s is needed to know which entry a row is about.") % ", ".join(missing))


def may_import(model_admin: Any, request: HttpRequest) -> bool:
    return model_admin.has_add_permission(request) and model_admin.has_change_permission(request)


def import_page(model_admin: Any, request: Any) -> HttpResponseBase:
    if not may_import(model_admin, request):
        raise PermissionDenied
    table = model_admin.table(model_admin, request)
    own = Import.objects.filter(user=request.user, kind=kind_of(model_admin))
    for name, steps in {"take_over": take_over, "show": try_out}.items():
        if name in request.POST:
            kept = get_object_or_404(own, pk=request.POST[name])
            return streamed(model_admin, request, steps(model_admin, request, table, kept))
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_columns(table, form.cleaned_data["table"])
        except ValidationError as error:
            form.add_error("table", error)
        else:
            rows = table.prepared(form.cleaned_data["table"])
            kept = Import(user=request.user, kind=kind_of(model_admin), rows=rows)
            return streamed(model_admin, request, try_out(model_admin, request, table, kept))
    limits = {"megabytes": megabytes(MAX_TABLE_BYTES), "rows": grouped(MAX_ROWS)}
    context = {"form": form, "limits": limits, "table": table, "begun": own.filter(fingerprint="").only("created_at")}
    return render(request, "admin/import.html", import_context(model_admin, request) | context)


def kind_of(model_admin: Any) -> str:
    return model_admin.model._meta.label_lower


def import_context(model_admin: Any, request: HttpRequest) -> dict[str, Any]:
    kind = capfirst(model_admin.opts.verbose_name_plural)
    return page_context(model_admin, request, _("Import: %(kind)s") % {"kind": kind})


def streamed(model_admin: Any, request: HttpRequest, steps: Iterable[str]) -> StreamingHttpResponse:
    """A page that says how far it has come while it comes, and ends with the outcome."""
    context = import_context(model_admin, request)
    head, _gap, foot = render_to_string("admin/import_run.html", context, request).partition("<!-- steps -->")

    pieces = as_now(chain([head], steps, [foot]))
    return StreamingHttpResponse(pieces, headers={"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"})


def told(numbers: Iterator[int], total: int, sentence: str) -> Generator[str, None, Any]:
    """Each of `numbers`, which say how much of all is done, as a line of the page; returns what `numbers` returns."""
    while True:
        try:
            number = next(numbers)
        except StopIteration as end:
            return end.value
        yield format_html('<p class="step">{}</p>', sentence % {"number": number, "total": total})


def try_out(model_admin: Any, request: HttpRequest, table: Any, kept: Import, news: str = "") -> Iterator[str]:
    """The outcome of a trial run, with the button that takes it over if nothing is wrong; `news` is said before it."""
    outcome = yield from compared(table, kept)
    yield offered(model_admin, request, kept, outcome, news)


def compared(table: Any, kept: Import) -> Generator[str, None, taking_over.Outcome]:
    return told(taking_over.trial_run(table, kept.rows), len(kept.rows), _("%(number)d of %(total)d rows"))


def offered(model_admin: Any, request: HttpRequest, kept: Import, outcome: taking_over.Outcome, news: str) -> str:
    Import.objects.filter(created_at__lt=timezone.now() - timedelta(days=1)).delete()
    is_open = bool(outcome.changes) and not outcome.errors
    if is_open:
        kept.fingerprint = outcome.fingerprint
        kept.save()
    elif kept.pk and not outcome.errors:
        kept.delete()
    context = {"outcome": outcome, "kept": kept if is_open else None, "news": news, "opts": model_admin.opts}
    context |= {"shown": SHOWN_ROWS, "most_at_once": taking_over.AT_ONCE, "at_once": taking_over.STEP}
    return render_to_string("admin/import_outcome.html", context, request)


def take_over(model_admin: Any, request: HttpRequest, table: Any, kept: Import) -> Iterator[str]:
    """All as it was shown, step by step; nothing if some entry has changed since, and then all is shown again."""
    outcome = yield from compared(table, kept)
    number = 0
    if not outcome.errors and outcome.fingerprint == kept.fingerprint:
        steps = taking_over.taken(model_admin, request, table, kept, outcome.changes)
        number = yield from told(steps, len(outcome.changes), _("%(number)d of %(total)d entries taken over"))
    done = ngettext("%(number)d entry has been taken over.", "%(number)d entries have been taken over.", number)
    if number and number == len(outcome.changes):
        yield format_html(
            '<p class="success">{}</p><p><a href="{}">{}</a></p>',
            done % {"number": number},
            admin_address(model_admin.model, "changelist"),
            _("Back to the list"),
        )
        return
    news = _(
        "Nothing was taken over: an entry has changed since, or could not be saved. Look at the differences again."
    )
    if number:
        stopped = _("Then an entry had changed or could not be saved. Look at the differences that are left.")
        news = f"{done % {'number': number}} {stopped}"
    yield from try_out(model_admin, request, table, kept, news)


def export(model_admin: Any, request: HttpRequest, kind: str) -> HttpResponse:
    """The entries of a list, as it is filtered at the moment."""
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    table = model_admin.table(model_admin, request)
    objects = model_admin.get_changelist_instance(request).queryset
    content = written(table.columns, (table.cells(obj) for obj in objects.distinct()), kind)
    name = f"{model_admin.opts.model_name}-{timezone.localdate()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers=headers)


def list_pages(model_admin: Any, request: HttpRequest) -> list[tuple[str, str]]:
    """[(address, label)] of export and import, for the list of a model."""
    model, query = model_admin.model, request.META["QUERY_STRING"]
    pages = [(f"{admin_address(model, 'export', kind)}?{query}", kind.upper()) for kind in CONTENT_TYPES]
    if may_import(model_admin, request):
        pages.append((with_list_filters(model_admin, request, admin_address(model, "import")), _("Import")))
    return pages
