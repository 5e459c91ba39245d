"""The links that are probably broken, in the admin."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from editing.addresses import admin_address
from editing.admin.base import BaseAdmin
from editing.models import Link
from editing.start_page import Task


class ProblemFilter(admin.SimpleListFilter):
    title = _("what became of it")
    parameter_name = "problem"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [("broken", _("Probably broken")), ("ignored", _("ignored"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "broken":
            return queryset.broken()
        return queryset.filter(is_ignored=True) if self.value() else queryset


@admin.register(Link)
class LinkAdmin(BaseAdmin):
    """What `check_links` found: to mend it, or to say that it is right as it is."""

    list_display = ["address", "stands_on", "sentence", "problem", "checked_at", "is_ignored"]
    list_filter = [ProblemFilter]
    search_fields = ["address", "sentence"]
    fields = ["address", "stands_on", "sentence", "problem", "checked_at", "is_ignored"]
    readonly_fields = ["address", "stands_on", "sentence", "problem", "checked_at"]
    actions = ["ignore", "heed"]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        Link.objects.find_objects(changelist.result_list)
        return changelist

    @admin.display(description=_("stands on"))
    def stands_on(self, link: Link) -> str:
        return format_html('<a href="{}">{}</a>', admin_address(link.object), link.object) if link.object else "–"

    @admin.action(description=_("Ignore: it is right as it is"), permissions=["change"])
    def ignore(self, request: HttpRequest, queryset: QuerySet) -> None:
        queryset.update(is_ignored=True)

    @admin.action(description=_("Do not ignore any more"), permissions=["change"])
    def heed(self, request: HttpRequest, queryset: QuerySet) -> None:
        queryset.update(is_ignored=False)

    def tasks(self, request: HttpRequest) -> list[Task]:
        if not self.has_change_permission(request):
            return []
        return [Task(_("Probably broken links"), Link.objects.broken(), "problem=broken")]
