"""The states of content as editors see them: in words, colour and icon, and as filters of lists."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from content.models import Publishable
from editing.models import WorkingCopy

STAGES = dict(Publishable.State.choices) | {"scheduled": _("Scheduled")}


def shown_state(obj: Publishable) -> str:
    """The state in words; the class gives it its colour and icon."""
    return format_html('<span class="state state-{}">{}</span>', obj.stage, STAGES[obj.stage])


class StateFilter(admin.SimpleListFilter):
    """Published and scheduled are one state in the database and two to an editor."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        return STAGES.items()

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "scheduled":
            return queryset.scheduled()
        return queryset.filter(state=self.value()) if self.value() else queryset


class WorkFilter(admin.SimpleListFilter):
    """What somebody has to do: their own work, and what should be checked again."""

    title = _("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        return [("mine", _("I have worked on it")), ("due", _("Due for checking")), ("copy", _("Has a working copy"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "mine":
            return worked_on(queryset, request.user)
        if self.value() == "copy":
            return with_copies(queryset, WorkingCopy.objects.all())
        return due(queryset) if self.value() == "due" else queryset


def worked_on(queryset: QuerySet, user: Any) -> QuerySet:
    """What a user has added or changed in the admin."""
    entries = LogEntry.objects.filter(user=user, content_type=ContentType.objects.get_for_model(queryset.model))
    return queryset.filter(pk__in=entries.annotate(pk_of=Cast("object_id", BigIntegerField())).values("pk_of"))


def due(queryset: QuerySet) -> QuerySet:
    """What is public and should have been checked again by today."""
    return queryset.filter(state=Publishable.State.PUBLISHED, review_by__lte=timezone.localdate())


def with_copies(queryset: QuerySet, copies: Any) -> QuerySet:
    """What has one of these working copies."""
    return queryset.filter(pk__in=copies.about_kind(queryset.model).order_by().values("object_id"))
