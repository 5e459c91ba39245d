"""The one base of all our admin classes: languages in tabs, publishing, rich text under the strict policy."""

from adminsortable2.admin import SortableAdminBase, SortableStackedInline, SortableTabularInline
from django.contrib import admin
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.widgets import AdminFileWidget
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from js_asset import Media
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline, TranslationTabularInline

from content.languages import CODES, localized, writable_languages
from content.links import addresses_of, pages_linking_to
from content.models import Publishable

PUBLISHING = (
    _("Publishing"),
    {"fields": ["state", "publish_at", "source_language", "languages", "verified_on", "review_by"]},
)
PICTURE = (
    _("Picture"),
    {"fields": ["picture", "picture_alt", "picture_is_decorative", "picture_credit"], "classes": ["collapse"]},
)


class StoredFileWidget(AdminFileWidget):
    """Links to the stored file below /admin/, where those who may see a draft can see its files too."""

    def format_value(self, value):
        return StoredFile(value) if self.is_initial(value) else None


class StoredFile:
    def __init__(self, file):
        self.file = file
        self.url = reverse("staff-media", args=[file.name])

    def __str__(self):
        return getattr(self.file.instance, "download_name", self.file.name)


class OurFields:
    """The form fields that all our admin classes and inlines use.

    Who may write in some languages only finds just the texts in these, and can change nothing else.
    """

    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.FileField: {"widget": StoredFileWidget(attrs={"accept": "application/pdf"})},
        models.ImageField: {"widget": StoredFileWidget(attrs={"accept": "image/jpeg,image/png,image/webp"})},
    }

    def writes_all(self, request):
        """Whether the user may write in every language, and so change everything that their group may change."""
        return writable_languages(request.user) == CODES

    def get_exclude(self, request, obj=None):
        return [*(super().get_exclude(request, obj) or []), *self._foreign_columns(request)]

    def get_fieldsets(self, request, obj=None):
        foreign = set(self._foreign_columns(request))
        return [
            (title, options | {"fields": [name for name in options["fields"] if name not in foreign]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if self.writes_all(request):
            return fields
        declared = [name for name in self.form.declared_fields if name not in fields]
        return [*fields, *declared, *(name for name in self._plain_fields() if name not in {*fields, *declared})]

    def has_add_permission(self, request, *args):
        return self.writes_all(request) and super().has_add_permission(request, *args)

    def has_delete_permission(self, request, obj=None):
        return self.writes_all(request) and super().has_delete_permission(request, obj)

    def _foreign_columns(self, request):
        """The columns of the languages in which the user may not write."""
        own = writable_languages(request.user)
        return [field.name for field in self.model._meta.fields if is_column(field) and field.language not in own]

    def _plain_fields(self):
        """What is the same in all languages: neither a column of a translated field nor that field itself."""
        fields = [*self.model._meta.fields, *self.model._meta.many_to_many]
        translated = {field.translated_field.name for field in fields if is_column(field)}
        return [f.name for f in fields if f.editable and not is_column(f) and f.name not in translated]


def is_column(field):
    """Whether a field is one language of a translated field."""
    return hasattr(field, "translated_field")


class BaseAdmin(OurFields, SortableAdminBase, TranslationAdmin):
    """For every model an editor opens by itself."""

    list_per_page = 50
    save_on_top = True
    view_on_site = False
    actions = ["delete_selected"]
    #: What higher floors show of every object in every list: columns with a method `prepare(objects)`.
    columns_from_above = []

    class Media:
        css = {"all": ["css/admin.css"]}
        js = ["js/language-tabs.js"]

    def get_list_display(self, request):
        first, *rest = super().get_list_display(request)
        return [first, *self.columns_from_above, *rest]

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        for column in self.columns_from_above:
            column.prepare(changelist.result_list)
        return changelist

    def get_object(self, request, object_id, from_field=None):
        """The object; for saving it, its row is taken first, so that two who save it at once do so one by one."""
        obj = super().get_object(request, object_id, from_field)
        if obj and request.method == "POST" and list(self.model._base_manager.select_for_update().filter(pk=obj.pk)):
            obj = super().get_object(request, object_id, from_field)
        return obj

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        # The rich text editor brings an import map in the page; the nonce lets just that one through.
        context["media"] = Media.from_media(context["media"]).with_nonce(str(request.csp_nonce))
        context["public_addresses"] = public_addresses(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def render_delete_form(self, request, context):
        context["linking_pages"] = self.linking_pages(request, [context["object"]])
        return super().render_delete_form(request, context)

    @admin.action(permissions=["delete"], description=delete_selected.short_description)
    def delete_selected(self, request, queryset):
        response = delete_selected(self, request, queryset)
        if response:
            response.context_data["linking_pages"] = self.linking_pages(request, queryset)
        return response

    def linking_pages(self, request, objects):
        """[{"label", "url"}] of the pages that link to any of these objects and would stay without them."""
        addresses = [address for obj in objects for address in addresses_of(obj)]
        return [self._shown_page(request, page) for page in pages_linking_to(addresses) if page not in objects]

    def _shown_page(self, request, page):
        # Who may not see the page hears that there is one, but not what it says: it may be a draft.
        model_admin = self.admin_site._registry.get(type(page))
        if not model_admin or not model_admin.has_view_permission(request, page):
            return {"label": f"{page._meta.verbose_name} {page.pk}", "url": None}
        url = reverse(f"admin:{page._meta.app_label}_{page._meta.model_name}_change", args=[page.pk])
        return {"label": str(page), "url": url}


def public_addresses(obj):
    """[(language code, address)] of the pages on which the public sees an object; empty for what it does not see."""
    if not isinstance(obj, Publishable) or not obj.is_public:
        return []
    addresses = []
    for code in obj.ready_languages:
        with override(code):
            addresses.append((code, obj.get_absolute_url()))
    return addresses


class StateFilter(admin.SimpleListFilter):
    """Published and scheduled are one state in the database and two to an editor."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [*Publishable.State.choices, ("scheduled", _("Scheduled"))]

    def queryset(self, request, queryset):
        if self.value() == "scheduled":
            return queryset.scheduled()
        return queryset.filter(state=self.value()) if self.value() else queryset


class PublishableAdmin(BaseAdmin):
    """For models with a publishing state.

    Who may not publish can neither make anything public nor hide it.
    """

    list_filter = [StateFilter, "source_language"]
    readonly_fields = ["uuid", "created_at", "updated_at"]

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, obj):
        return _("Scheduled") if obj.is_scheduled else obj.get_state_display()

    @admin.display(description=_("ready languages"))
    def shown_languages(self, obj):
        return " ".join(obj.ready_languages)

    def has_publish_permission(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "state" and not self.has_publish_permission(request):
            kwargs["choices"] = [choice for choice in Publishable.State.choices if choice[0] in {"draft", "review"}]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if self.has_publish_permission(request):
            fields = [name for name in fields if name not in {"state", "publish_at"}]
        if obj and obj.state not in {"draft", "review"} and not self.has_publish_permission(request):
            fields = [*fields, "state", "publish_at"]
        return fields


class SectionInline(OurFields, SortableStackedInline, TranslationStackedInline):
    """The ordered sections of a page, inside the form of the page."""

    extra = 0
    ordering = ["position"]

    def get_fields(self, request, obj=None):
        topic = ["topic"] if any(field.name == "topic" for field in self.model._meta.fields) else []
        return [
            *topic,
            *localized("heading"),
            *localized("body"),
            *localized("quote_author"),
            "picture",
            *localized("picture_alt"),
            "picture_is_decorative",
            "picture_credit",
            "position",
        ]


class OrderedInline(OurFields, SortableTabularInline, TranslationTabularInline):
    """Short ordered texts, inside the form of their owner."""

    extra = 0
    ordering = ["position"]
