"""The base of all our admin classes: saving together, the bin, history, tables; and languages in tabs."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from adminsortable2.admin import SortableAdminBase
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path, re_path
from django.utils.text import capfirst
from modeltranslation.admin import TranslationAdmin

from content.addresses import address_in
from content.models import Publishable
from content.texts import storable
from editing.addresses import admin_address, admin_name, with_nonce
from editing.admin.inlines import OurFields
from editing.history.bin import BinAdmin
from editing.history.pages import HistoryAdmin
from editing.links.internal import addresses_of, pages_linking_to
from editing.publishing.actions import are_too_many
from editing.tables import pages as tables
from editing.tables.table import Table
from editing.together.asking import AskingAdmin
from editing.together.presence import PresenceAdmin
from editing.together.saving import SavingAdmin

MAX_SEARCHED_WORDS = 12
#: What every list shows behind the names; higher floors add to it. Columns as in `list_display`, with a method
#: `prepare(objects)` that is called once for each page.
FURTHER_COLUMNS: list[Any] = []


class BaseAdmin(
    OurFields, SavingAdmin, PresenceAdmin, AskingAdmin, BinAdmin, HistoryAdmin, SortableAdminBase, admin.ModelAdmin
):
    """For every model an editor opens by itself."""

    list_per_page = 50
    save_on_top = True
    view_on_site = False
    actions = ["delete_selected"]
    #: The editing.tables.table.Table in which objects of this model leave and enter; None where they do not.
    table: Table | None = None

    class Media:
        js = [
            Script("js/admin/unsaved.js", type="module"),  # first, so that it hears of every rich text editor
            Script("js/admin/language-tabs.js", type="module"),
            Script("js/admin/field-links.js", type="module"),
            Script("js/admin/presence.js", type="module"),
        ]

    def get_list_display(self, request: HttpRequest) -> Any:
        first, *rest = super().get_list_display(request)
        return [first, *FURTHER_COLUMNS, *rest]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By the first words alone: SQLite nests no more than 1,000 conditions."""
        words = storable(search_term).split()[:MAX_SEARCHED_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        for column in FURTHER_COLUMNS:
            column.prepare(changelist.result_list)
        return changelist

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The object; for a POST its row is locked, so that two who save it at once do so one by one."""
        obj = super().get_object(request, object_id, from_field)
        if obj and request.method == "POST":
            self._lock(obj)
            obj = super().get_object(request, object_id, from_field)  # as others have left it until the lock
        return obj

    def _lock(self, obj: Model) -> None:
        list(self.model._base_manager.select_for_update().filter(pk=obj.pk).order_by().values("pk"))

    def render_change_form(
        self,
        request: Any,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context["media"] = with_nonce(request, context["media"])
        context["public_addresses"] = public_addresses(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self) -> list[Any]:
        if not self.table:
            return super().get_urls()
        return [
            path("import/", self._view(tables.import_page), name=admin_name(self.model, "import")),
            re_path(r"^export\.(?P<kind>csv|xlsx)$", self._view(tables.export), name=admin_name(self.model, "export")),
            *super().get_urls(),
        ]

    def _view(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        return self.admin_site.admin_view(partial(view, self))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        pages = tables.list_pages(self, request) if self.table else []
        return super().changelist_view(request, {"list_pages": pages, **(extra_context or {})})

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        context["linking_pages"] = self.linking_pages(request, [context["object"]])
        return super().render_delete_form(request, context)

    @admin.action(permissions=["delete"], description=delete_selected.short_description)  # type: ignore[attr-defined]
    def delete_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        if are_too_many(self, request, queryset):
            return None
        seen = self.ask_again_if_changed(request, queryset)
        response = delete_selected(self, request, queryset)
        if response:
            also = {"seen": seen, "linking_pages": self.linking_pages(request, queryset)}
            response.context_data = (response.context_data or {}) | also
        return response

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What would go, without the rows that only join two objects: they have no name that says anything."""
        lines, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        joins = [model._meta for model in apps.get_models(include_auto_created=True) if model._meta.auto_created]
        heads = tuple(f"{capfirst(join.verbose_name)}: " for join in joins)
        names = {str(join.verbose_name_plural) for join in joins}
        counts = {name: count for name, count in counts.items() if str(name) not in names}
        return without(lines, heads), counts, forbidden, protected

    def linking_pages(self, request: HttpRequest, objects: Iterable[Any]) -> list[dict[str, Any]]:
        """[{"label", "url"}] of the pages that link to any of these objects and would stay without them."""
        addresses = [address for obj in objects for address in addresses_of(obj)]
        return [self._shown_page(request, page) for page in pages_linking_to(addresses) if page not in objects]

    def _shown_page(self, request: HttpRequest, page: Model) -> dict[str, Any]:
        # Who may not see the page hears that there is one, but not what it says: it may be a draft.
        model_admin = self.admin_site._registry.get(type(page))
        if not model_admin or not model_admin.has_view_permission(request, page):
            return {"label": f"{page._meta.verbose_name} {page.pk}", "url": None}
        return {"label": str(page), "url": admin_address(page)}


class TranslatedAdmin(BaseAdmin, TranslationAdmin):
    """For those of them that have something to translate."""


def without(lines: list[Any], heads: tuple[str, ...]) -> list[Any]:
    """A nested list of lines without those that begin in one of these ways."""
    kept = [without(line, heads) if isinstance(line, list) else line for line in lines]
    return [line for line in kept if line and (isinstance(line, list) or not line.startswith(heads))]


def public_addresses(obj: Any) -> list[tuple[str, str]]:
    """[(language code, address)] of the pages on which the public sees an object; empty for what it does not see."""
    if not isinstance(obj, Publishable) or not obj.is_public:
        return []
    return [(code, address_in(code, obj)) for code in obj.ready_languages]
