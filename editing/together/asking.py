"""Asking again: an answer to “are you sure?” counts only for what it was about."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from editing.history.snapshots import snapshot


def digest_of(objects: Iterable[Model]) -> str:
    """What objects are, in a few letters: on a page that asks “are you sure?”, what the answer is about."""
    told = json.dumps([snapshot(obj) for obj in sorted(objects, key=lambda obj: obj.pk)])
    return hashlib.sha256(told.encode()).hexdigest()


class AskingAdmin(ModelAdmin):
    """Deletes, and acts on many, only what somebody was asked about."""

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return self._delete(request, object_id, extra_context)
        with transaction.atomic():
            return self._delete(request, object_id, extra_context)

    def _delete(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        seen = digest_of([obj]) if obj else ""
        may_delete = obj and self.has_delete_permission(request, obj)
        if request.method == "POST" and may_delete and request.POST.get("seen") != seen:
            messages.warning(request, _("This has been changed since you were asked. Look again."))
            return redirect(request.get_full_path())
        return super().delete_view(request, object_id, {"seen": seen, **(extra_context or {})})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Actions on many objects happen as a whole or not at all."""
        context = {"has_bin": self.has_delete_permission(request), **(extra_context or {})}
        if request.method != "POST":
            return super().changelist_view(request, context)
        with transaction.atomic():
            return super().changelist_view(request, context)

    def ask_again_if_changed(self, request: Any, objects: Iterable[Model]) -> str:
        """For an action that asks first: forget the answer if the objects are not those that it was about."""
        seen = digest_of(objects)
        if "post" in request.POST and request.POST.get("seen") != seen:
            messages.warning(request, _("This has been changed since you were asked. Look again."))
            request.POST = request.POST.copy()
            del request.POST["post"]
        return seen
