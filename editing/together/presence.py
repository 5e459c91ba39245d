"""Who has an object open at the moment."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from editing.addresses import admin_address, admin_name
from editing.history.recording import name_of
from editing.models import Presence, key_of


def present_at(obj: Model) -> Any:
    return Presence.objects.about(obj)


def arrive(obj: Model, user: Any) -> str:
    """Note that somebody has an object open; gives the name of this sign of life."""
    now = timezone.now()
    if not present_at(obj).now().filter(user=user).update(seen_at=now):
        values = {"opened_at": now, "seen_at": now, "taken_by": None}
        Presence.objects.update_or_create(**key_of(obj), user=user, defaults=values)
    return now.isoformat()


def leave(obj: Model, user: Any, seen: str) -> None:
    """Note that somebody has closed the object, unless there was another sign of life since."""
    for mine in present_at(obj).filter(user=user):
        if mine.seen_at.isoformat() == seen:
            present_at(obj).filter(pk=mine.pk, seen_at=mine.seen_at).delete()


def others_at(obj: Model, user: Any) -> list[str]:
    """A sentence for each of the others who have an object open."""
    others = present_at(obj).now().exclude(user=user).filter(taken_by=None).select_related("user").order_by("opened_at")
    return [
        _("%(who)s has had this open since %(when)s.")
        % {"who": name_of(other.user), "when": time_format(timezone.localtime(other.opened_at))}
        for other in others
    ]


def take_the_place(obj: Model, user: Any) -> None:
    """Tell the others that somebody has gone on in their place; what they save is compared all the same."""
    present_at(obj).exclude(user=user).update(taken_by=user)
    present_at(obj).filter(user=user).update(taken_by=None)


def sentence_on_taking(presence: Presence) -> str:
    if not presence.taken_by:
        return ""
    return _("%s has taken over. What you save now is compared with what they save.") % name_of(presence.taken_by)


class PresenceAdmin(ModelAdmin):
    """Hears signs of life from open forms."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.presence_view))
        own = path("<int:pk>/presence/", view, name=admin_name(self.model, "presence"))
        return [own, *super().get_urls()]

    def presence_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A sign of life from an open form; answers with who else has it open. `take` takes over.

        `left` ends it if the sign of life that it names is the latest: when somebody opens a form anew, the old page
        says farewell after the new one has arrived.
        """
        obj = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        if "left" in request.POST:
            leave(obj, request.user, request.POST["left"])
            return JsonResponse({})
        seen = arrive(obj, request.user)
        if "take" in request.POST:
            take_the_place(obj, request.user)
            if "page" in request.POST:
                return redirect(admin_address(obj))
        mine = present_at(obj).select_related("taken_by").get(user=request.user)
        return JsonResponse({"others": others_at(obj, request.user), "taken": sentence_on_taking(mine), "seen": seen})
