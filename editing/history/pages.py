"""The pages of the admin on the history of an object."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from editing.addresses import admin_address, page_context
from editing.history.differences import groups_of_changes, summary_of_changes
from editing.history.recording import catch_up, name_of, record, versions_of
from editing.history.restoring import restore
from editing.history.snapshots import parts_of
from editing.models import Version
from editing.numbers import number_in

PER_PAGE = 20


class HistoryAdmin(ModelAdmin):
    """Shows all versions of an object, what differs between two, and goes back to one."""

    #: Parts that are shown in the history and left as they are when an older version is restored.
    not_restored: Sequence[str] = ()

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """All versions of an object; with two of them chosen, what differs. A POST goes back to one."""
        if request.method == "POST":
            with transaction.atomic():
                return self._history(request, object_id)
        return self._history(request, object_id)

    def _history(self, request: HttpRequest, object_id: str) -> HttpResponse:
        queryset = self.get_queryset(request)
        obj = get_object_or_404(queryset.select_for_update(of=("self",)) if request.POST else queryset, pk=object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        if request.method == "POST":
            return self._restore(request, obj)
        if "new" in request.GET:
            return self._comparison(request, obj)
        return self._list_of_versions(request, obj)

    def _list_of_versions(self, request: HttpRequest, obj: Model) -> HttpResponse:
        page = Paginator(versions_of(obj).select_related("user"), PER_PAGE).get_page(request.GET.get("page"))
        following = versions_of(obj).filter(pk__lt=page[-1].pk).first() if len(page) else None
        older = [*page[1:], following] if len(page) else []
        rows = [_row(obj, version, before) for version, before in zip(page, older, strict=True)]
        title = _("History of “%s”") % obj
        context = page_context(self, request, title, obj) | {"rows": rows, "page_obj": page}
        return TemplateResponse(request, "admin/history.html", context)

    def _comparison(self, request: HttpRequest, obj: Model, problem: str = "", status: int = 200) -> HttpResponse:
        new = self._version(obj, request.GET.get("new"))
        old = self._version(obj, request.GET.get("old"))
        if old and new and old.pk > new.pk:
            old, new = new, old
        if old is None or new is None:
            return redirect(request.path)
        latest = versions_of(obj).first()
        context = page_context(self, request, _("What differs: “%s”") % obj, obj) | {
            "history_address": admin_address(obj, "history"),
            "groups": groups_of_changes(obj, old.data, new.data),
            "old": _row(obj, old),
            "new": _row(obj, new),
            "latest": latest,
            # There is a latest one where there are two.
            "can_restore": old.pk != latest.pk  # type: ignore[union-attr]
            and self.has_change_permission(request, obj),
            "languages": settings.LANGUAGES,
            "problem": problem,
        }
        return TemplateResponse(request, "admin/comparison.html", context, status=status)

    def _version(self, obj: Model, pk: object) -> Version | None:
        # None is the number of no version.
        number = number_in(str(pk or ""))
        return versions_of(obj).filter(pk=number).select_related("user").first()  # type: ignore[misc]

    def _restore(self, request: Any, obj: Model) -> HttpResponse:
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        version = get_object_or_404(versions_of(obj), pk=request.POST.get("version"))
        language = request.POST.get("language", "")
        latest = catch_up(obj)
        if str(latest.pk) != request.POST.get("latest"):
            return self._refuse(request, obj, version, latest, [_("Somebody has saved this meanwhile. Look again.")])
        try:
            with transaction.atomic():
                restore(obj, version.data, self._restorable(request, obj), language)
        except ValidationError as error:
            return self._refuse(request, obj, version, latest, error.messages)
        record(obj, request.user, Version.Action.RESTORED)
        self.log_change(request, obj, str(Version.Action.RESTORED.label))
        messages.success(
            request, _("“%s” is as it was again. This is a new version; nothing of the others is lost.") % obj
        )
        return redirect(admin_address(obj))

    def _refuse(
        self, request: Any, obj: Model, version: Version, latest: Version, sentences: Iterable[str]
    ) -> HttpResponse:
        """Show the comparison anew, with what hinders it; nothing has been changed."""
        request.GET = request.GET.copy()
        request.GET.update({"old": version.pk, "new": latest.pk})
        return self._comparison(request, type(obj)._base_manager.get(pk=obj.pk), " ".join(sentences), 409)

    def _restorable(self, request: HttpRequest, obj: Model) -> set[str]:
        """The columns, relations and parts that this person may change in the form."""
        form = self.get_form(request, obj, change=True, fields=flatten_fieldsets(self.get_fieldsets(request, obj)))
        inlines = [
            inline for inline in self.get_inline_instances(request, obj) if self._may_rewrite(inline, request, obj)
        ]
        accessors = {rel.related_model: rel.get_accessor_name() for rel in parts_of(self.model)}
        parts = {accessors[inline.model] for inline in inlines if inline.model in accessors}
        return {*form.base_fields, *parts} - {*self.not_restored}

    @staticmethod
    def _may_rewrite(inline: Any, request: HttpRequest, obj: Model) -> bool:
        return (
            inline.has_add_permission(request, obj)
            and inline.has_change_permission(request, obj)
            and inline.has_delete_permission(request, obj)
        )


def _row(obj: Model, version: Version, before: Version | None = None) -> dict[str, Any]:
    """What the list says of a version."""
    return {
        "version": version,
        "who": name_of(version.user),
        "before": before,
        "summary": summary_of_changes(obj, before.data, version.data) if before else "",
    }
