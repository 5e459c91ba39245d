"""The base of all our admin classes: saving together, the bin, history, tables; and languages in tabs."""

from functools import partial

from adminsortable2.admin import SortableAdminBase
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.actions import delete_selected
from django.forms import Script
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
from editing.together.asking import AskingAdmin
from editing.together.presence import PresenceAdmin
from editing.together.saving import SavingAdmin

MAX_SEARCHED_WORDS = 12
#: What every list shows behind the names; higher floors add to it. Columns as in `list_display`, with a method
#: `prepare(objects)` that is called once for each page.
FURTHER_COLUMNS = []


class BaseAdmin(
    OurFields, SavingAdmin, PresenceAdmin, AskingAdmin, BinAdmin, HistoryAdmin, SortableAdminBase, admin.ModelAdmin
):
    """For every model an editor opens by itself."""

    list_per_page = 50
    save_on_top = True
    view_on_site = False
    actions = ["delete_selected"]
    #: The editing.tables.table.Table in which objects of this model leave and enter; None where they do not.
    table = None

    class Media:
        js = [
            Script("js/admin/unsaved.js", type="module"),  # first, so that it hears of every rich text editor
            Script("js/admin/language-tabs.js", type="module"),
            Script("js/admin/field-links.js", type="module"),
            Script("js/admin/presence.js", type="module"),
        ]

    def get_list_display(self, request):
        first, *rest = super().get_list_display(request)
        return [first, *FURTHER_COLUMNS, *rest]

    def get_search_results(self, request, queryset, search_term):
        """By the first words alone: SQLite nests no more than 1,000 conditions."""
        words = storable(search_term).split()[:MAX_SEARCHED_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        for column in FURTHER_COLUMNS:
            column.prepare(changelist.result_list)
        return changelist

    def get_object(self, request, object_id, from_field=None):
        """The object; for a POST its row is locked, so that two who save it at once do so one by one."""
        obj = super().get_object(request, object_id, from_field)
        if obj and request.method == "POST":
            self._lock(obj)
            obj = super().get_object(request, object_id, from_field)  # as others have left it until the lock
        return obj

    def _lock(self, obj):
        list(self.model._base_manager.select_for_update().filter(pk=obj.pk).order_by().values("pk"))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["media"] = with_nonce(request, context["media"])
        context["public_addresses"] = public_addresses(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        if not self.table:
            return super().get_urls()
        return [
            path("import/", self._view(tables.import_page), name=admin_name(self.model, "import")),
            re_path(r"^export\.(?P<kind>csv|xlsx)$", self._view(tables.export), name=admin_name(self.model, "export")),
            *super().get_urls(),
        ]

    def _view(self, view):
        return self.admin_site.admin_view(partial(view, self))

    def changelist_view(self, request, extra_context=None):
        pages = tables.list_pages(self, request) if self.table else []
        return super().changelist_view(request, {"list_pages": pages, **(extra_context or {})})

    def render_delete_form(self, request, context):
        context["linking_pages"] = self.linking_pages(request, [context["object"]])
        return super().render_delete_form(request, context)

    @admin.action(permissions=["delete"], description=delete_selected.short_description)
    def delete_selected(self, request, queryset):
        if are_too_many(self, request, queryset):
            return None
        seen = self.ask_again_if_changed(request, queryset)
        response = delete_selected(self, request, queryset)
        if response:
            response.context_data["seen"] = seen
            response.context_data["linking_pages"] = self.linking_pages(request, queryset)
        return response

    def get_deleted_objects(self, objs, request):
        """What would go, without the rows that only join two objects: they have no name that says anything."""
        lines, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        joins = [model._meta for model in apps.get_models(include_auto_created=True) if model._meta.auto_created]
        heads = tuple(f"{capfirst(join.verbose_name)}: " for join in joins)
        names = {str(join.verbose_name_plural) for join in joins}
        counts = {name: count for name, count in counts.items() if str(name) not in names}
        return without(lines, heads), counts, forbidden, protected

    def linking_pages(self, request, objects):
        """[{"label", "url"}] of the pages that link to any of these objects and would stay without them."""
        addresses = [address for obj in objects for address in addresses_of(obj)]
        return [self._shown_page(request, page) for page in pages_linking_to(addresses) if page not in objects]

    def _shown_page(self, request, page):
        # Who may not see the page hears that there is one, but not what it says: it may be a draft.
        model_admin = self.admin_site._registry.get(type(page))
        if not model_admin or not model_admin.has_view_permission(request, page):
            return {"label": f"{page._meta.verbose_name} {page.pk}", "url": None}
        return {"label": str(page), "url": admin_address(page)}


class TranslatedAdmin(BaseAdmin, TranslationAdmin):
    """For those of them that have something to translate."""


def without(lines, heads):
    """A nested list of lines without those that begin in one of these ways."""
    kept = [without(line, heads) if isinstance(line, list) else line for line in lines]
    return [line for line in kept if line and (isinstance(line, list) or not line.startswith(heads))]


def public_addresses(obj):
    """[(language code, address)] of the pages on which the public sees an object; empty for what it does not see."""
    if not isinstance(obj, Publishable) or not obj.is_public:
        return []
    return [(code, address_in(code, obj)) for code in obj.ready_languages]
