"""The bin: what is deleted goes there with everything that belonged to it, and can be brought back."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import Publishable
from editing.addresses import admin_address, admin_name, page_context
from editing.history.recording import catch_up, name_of, record
from editing.history.snapshots import python_values, stored_values
from editing.models import Discarded, Version, WorkingCopy
from editing.rights import UNPUBLISHED, may_publish


def discard(obj: Model, user: Any) -> None:
    """Delete an object, keeping all rows that go with it: parts, memberships, and the links of other objects to it."""
    catch_up(obj)
    record(obj, user, Version.Action.DELETED)
    collector = NestedObjects(using=obj._state.db)
    collector.collect([obj])
    rows = [
        {"model": row._meta.label_lower, "values": stored_values(row)}
        for rows in reversed(collector.data.values())
        for row in rows
    ]
    # Stubs do not know the property `object`.
    Discarded.objects.create(object=obj, label=str(obj)[:300], rows=rows, user=user)  # type: ignore[misc]
    obj.delete()


def bring_back(discarded: Discarded, user: Any) -> tuple[Model, int]:
    """Make a deleted object again with its old numbers; gives the object and how many rows had to be left out.

    Rows are left out that tell of something else which is gone as well. What was public becomes a draft for a user who
    may not publish. Raises ValidationError where the object itself cannot be made again.
    """
    rows = [_unpublished(_instance(row), user) for row in discarded.rows]
    obj = next(row for row in rows if row._meta.label_lower == discarded.kind and row.pk == discarded.object_id)
    if gone := _missing(obj, rows):
        raise ValidationError(
            _("This belongs to something that has been deleted too: %s. Bring that back first.") % gone
        )
    kept = [row for row in rows if not _missing(row, rows)]
    try:
        with transaction.atomic():
            for row in kept:
                row.save_base(raw=True, force_insert=True)
            obj.save_base(raw=True)  # once more: what follows changes, like the search, now sees all of it
    except IntegrityError as error:
        raise ValidationError(_("Something else has taken its place since. Look for it in the list.")) from error
    obj.refresh_from_db()
    record(obj, user, Version.Action.BROUGHT_BACK)
    discarded.delete()
    return obj, len(rows) - len(kept)


def _instance(row: dict[str, Any]) -> Model:
    model = apps.get_model(row["model"])
    return model(**python_values(model, row["values"]))


def _unpublished(row: Model, user: Any) -> Model:
    """The row; as a draft if it would become public by somebody who may not publish."""
    if isinstance(row, Publishable) and row.state not in UNPUBLISHED and not may_publish(user, type(row)):
        row.state = Publishable.State.DRAFT
    return row


def _is_as_public_as(obj: Model, discarded: Discarded) -> bool:
    """Whether an object that was brought back has the state in which it was deleted."""
    rows = (row["values"] for row in discarded.rows if row["model"] == discarded.kind)
    values = next(values for values in rows if values["id"] == discarded.object_id)
    return values.get("state") == getattr(obj, "state", None)


def _missing(row: Any, others: list[Model]) -> str:
    """The kind of what a row refers to and what is not there, neither in the database nor among the others; or ""."""
    coming = {(type(other), other.pk) for other in others}
    for field in row._meta.fields:
        target, pk = field.related_model, getattr(row, field.attname)
        is_elsewhere = target and pk is not None and (target, pk) not in coming
        if is_elsewhere and not target._base_manager.filter(pk=pk).exists():
            return target._meta.verbose_name
    return ""


def purge(discarded: Discarded) -> None:
    """Delete something for good, with its history and its working copy."""
    for model in (Version, WorkingCopy):
        model.objects.filter(kind=discarded.kind, object_id=discarded.object_id).delete()
    discarded.delete()


class BinAdmin(ModelAdmin):
    """Deleting means the bin; a page for each model shows what is in it."""

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        discard(obj, request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        with transaction.atomic():
            for obj in queryset:
                discard(obj, request.user)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.bin_view)
        own = path("bin/", view, name=admin_name(self.model, "bin"))
        return [own, *super().get_urls()]

    def bin_view(self, request: Any) -> HttpResponse:
        """What of this model has been deleted. A POST brings one thing back, or deletes it for good."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        things = Discarded.objects.about_kind(self.model).select_related("user")
        may_purge = request.user.has_perm("editing.delete_discarded")
        if request.method == "POST":
            with transaction.atomic():
                return self._empty_or_bring_back(request, things, may_purge)
        rows = [{"thing": thing, "who": name_of(thing.user)} for thing in things.defer("rows")]
        context = page_context(self, request, _("Bin: %s") % self.opts.verbose_name_plural)
        return TemplateResponse(request, "admin/bin.html", context | {"rows": rows, "may_purge": may_purge})

    def _empty_or_bring_back(self, request: Any, things: QuerySet, may_purge: bool) -> HttpResponse:
        chosen = request.POST.get("bring_back") or request.POST.get("purge")
        thing = get_object_or_404(things.select_for_update(of=("self",)), pk=chosen)
        if "purge" in request.POST:
            if not may_purge:
                raise PermissionDenied
            purge(thing)
            messages.success(request, _("“%s” is deleted for good, with its history.") % thing)
            return redirect(request.path)
        return self._bring_back(request, thing)

    def _bring_back(self, request: Any, thing: Discarded) -> HttpResponse:
        try:
            obj, left_out = bring_back(thing, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.path)
        if _is_as_public_as(obj, thing):
            messages.success(request, _("“%s” is back, as it was.") % obj)
        else:
            messages.warning(request, _("“%s” is back, as a draft: ask somebody who may publish it.") % obj)
        if left_out:
            sentence = ngettext(
                "%d link was left out, because what it leads to has been deleted too.",
                "%d links were left out, because what they lead to has been deleted too.",
                left_out,
            )
            messages.warning(request, sentence % left_out)
        return redirect(admin_address(obj))
