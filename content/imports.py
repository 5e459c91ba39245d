"""Import in two steps, a trial run that shows every difference and the taking over; and export of a filtered list."""

import hashlib
import json
import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
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
from content.models import Addressed, Import
from content.streaming import as_now

logger = logging.getLogger(__name__)

#: So many rows are compared at a time, and so many entries are still taken over as a whole.
AT_ONCE = 100
#: So many are written in one transaction where there are more; that takes well below a second.
STEP = 25
#: In seconds. Whoever waits to write to SQLite asks again every tenth of a second, and a save writes more than once.
PAUSE = 0.25
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
        return hashlib.sha256(json.dumps(list(map(essence, self.rows))).encode()).hexdigest()


class TableForm(forms.Form):
    table = forms.FileField(
        label=gettext_lazy("Table"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}), allow_empty_file=True
    )

    def clean_table(self):
        return read(self.cleaned_data["table"])


def tried(table, rows):
    """What rows would do, while nothing is written and nobody has to wait.

    Gives, as a generator, how many are done, and returns the Outcome.
    """
    outcome, claims = Outcome(), Claims()
    numbered = [(number, row) for number, row in enumerate(rows, 2) if row]  # the first one names the columns
    for some in batches(numbered, AT_ONCE):
        for (number, row), result in zip(some, table.results(some, is_trial=True), strict=True):
            told = as_told(number, row, result)
            told["problems"] += claims.problems(table, number, row, result)
            outcome.rows.append(told | {"kind": "error"} if told["problems"] else told)
        if len(outcome.rows) < len(numbered):
            yield len(outcome.rows)
    return outcome


def batches(things, size):
    return [things[start : start + size] for start in range(0, len(things), size)]


def as_told(number, row, result):
    """What a row has done, or would do, in plain words."""
    problems = problems_of(result)
    return {
        "number": number,
        "kind": "error" if problems else result.import_type,
        "name": result.object_repr or next(filter(None, row.values()), ""),
        "changes": [] if problems else [list(change) for change in result.diff or []],
        "problems": problems,
    }


class Claims:
    """What the rows of one table are about, so that no two are about the same; the database knows none of them yet."""

    def __init__(self):
        self.keys, self.slugs = {}, {}

    def problems(self, table, number, row, result):
        """[(column, sentence)] of what a row above has claimed."""
        if result.instance is None:
            return []
        if all(row[name] for name in table.key_columns):
            key = tuple(table.fields[name].get_value(result.instance) for name in table.key_columns)
            if (first := self.keys.setdefault(key, number)) != number:
                sentence = _("Row %d is about the same entry. Keep one of them.") % first
                return [(", ".join(table.key_columns), sentence)]
        return list(self._doubled_slugs(number, result))

    def _doubled_slugs(self, number, result):
        for column, scope, slug in new_slugs(result):
            if (first := self.slugs.setdefault((scope, slug), number)) != number:
                sentence = _("“%(slug)s” is the address of row %(number)d already. Choose another word.")
                yield column, sentence % {"slug": slug, "number": first}


def new_slugs(result):
    """(column, scope, slug) of the addresses that a row makes: new ones, and all of what is or becomes public."""
    obj, old = result.instance, result.original
    if result.import_type == result.IMPORT_TYPE_SKIP or not isinstance(obj, Addressed):
        return
    for column in obj.slug_fields():
        slug = getattr(obj, column)
        if slug and (obj.state == obj.State.PUBLISHED or slug != getattr(old, column, None)):
            yield column, str(obj.slug_scope), slug


def problems_of(result):
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
    known, found = set(table.columns), set(next(filter(None, rows)))
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
    context = {"form": form, "table": table, "begun": own.filter(fingerprint="").only("created_at")}
    return render(request, "admin/import.html", page_context(model_admin, request) | context)


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

    pieces = as_now(chain([head], steps, [foot]))
    return StreamingHttpResponse(pieces, headers={"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"})


def told(numbers, total, sentence):
    """Each of `numbers`, which say how much of all is done, as a line of the page; returns what `numbers` returns."""
    while True:
        try:
            number = next(numbers)
        except StopIteration as end:
            return end.value
        yield format_html('<p class="step">{}</p>', sentence % {"number": number, "total": total})


def try_out(model_admin, request, table, kept, news=""):
    """The outcome of a trial run, with the button that takes it over if nothing is wrong; `news` is said before it."""
    outcome = yield from compared(table, kept)
    yield offered(model_admin, request, kept, outcome, news)


def compared(table, kept):
    return told(tried(table, kept.rows), len(kept.rows), _("%(number)d of %(total)d rows"))


def offered(model_admin, request, kept, outcome, news):
    Import.objects.filter(created_at__lt=timezone.now() - timedelta(days=1)).delete()
    is_open = bool(outcome.changes) and not outcome.errors
    if is_open:
        kept.fingerprint = outcome.fingerprint
        kept.save()
    elif kept.pk and not outcome.errors:
        kept.delete()
    context = {"outcome": outcome, "kept": kept if is_open else None, "news": news, "opts": model_admin.opts}
    context |= {"shown": SHOWN, "most_at_once": AT_ONCE, "at_once": STEP}
    return render_to_string("admin/import_outcome.html", context, request)


def take_over(model_admin, request, table, kept):
    """All as it was shown, step by step; nothing if some entry has changed since, and then all is shown again."""
    outcome = yield from compared(table, kept)
    number = 0
    if not outcome.errors and outcome.fingerprint == kept.fingerprint:
        steps = taken(model_admin, request, table, kept, outcome.changes)
        number = yield from told(steps, len(outcome.changes), _("%(number)d of %(total)d entries taken over"))
    done = ngettext("%(number)d entry has been taken over.", "%(number)d entries have been taken over.", number)
    if number and number == len(outcome.changes):
        yield format_html(
            '<p class="success">{}</p><p><a href="{}">{}</a></p>',
            done % {"number": number},
            reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist"),
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


def taken(model_admin, request, table, kept, changes):
    """Write what was shown, some entries in each transaction, so that others can save between them.

    Gives, as a generator, how many are written, and returns their number, which is less where one has changed since.
    """
    number = 0
    for some in batches(changes, STEP if len(changes) > AT_ONCE else AT_ONCE):
        if number:
            yield number
            time.sleep(PAUSE if connection.vendor == "sqlite" else 0)
        try:
            with transaction.atomic():
                mark(kept, is_done=number + len(some) == len(changes))
                if not is_written(model_admin, request, table, kept.rows, some):
                    transaction.set_rollback(True)
                    return number
        except DatabaseError:
            logger.exception("An import has stopped after %d entries", number)
            return number
        number += len(some)
    return number


def mark(kept, is_done):
    """Within a step: a table that is begun has no fingerprint, as its differences are not any more what was shown."""
    this = Import.objects.filter(pk=kept.pk)
    if is_done:
        this.delete()
    else:
        this.update(fingerprint="")


def is_written(model_admin, request, table, rows, shown):
    """Write some entries; whether each of them did what was shown."""
    numbered = [(row["number"], rows[row["number"] - 2]) for row in shown]
    results = table.results(numbered, is_trial=False)
    done = [as_told(number, row, result) for (number, row), result in zip(numbered, results, strict=True)]
    if list(map(essence, done)) != list(map(essence, shown)):
        return False
    for result in results:
        model_admin.log_change(request, result.instance, _("Import"))
    return True


def essence(row):
    """What of a row must stay as it was shown."""
    return [row["number"], row["kind"], row["changes"]]


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
