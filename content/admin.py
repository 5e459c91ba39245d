"""The one base of all our admin classes: languages in tabs, publishing, rich text under the strict policy."""

from functools import partial

from adminsortable2.admin import SortableAdminBase, SortableStackedInline, SortableTabularInline
from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.widgets import AdminFileWidget
from django.db import models
from django.urls import path, re_path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from js_asset import Media
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline, TranslationTabularInline

from content import checklist, copy_pages, imports, preview
from content.actions import BULK_ACTIONS, are_too_many, object_address, still_correct, with_list_filters
from content.bin import BinAdmin
from content.desk import Task, publishing_tasks
from content.forms import PartialForm
from content.history import NEVER_RESTORED, HistoryAdmin
from content.languages import CODES, localized, writable_languages
from content.links import addresses_of, pages_linking_to
from content.models import Link, Publishable
from content.numbers import DecimalField, WholeNumberField
from content.signs import storable
from content.states import UNPUBLISHED, StateFilter, WorkFilter, may_publish, shown_state
from content.together import TogetherAdmin
from content.versions import snapshot
from content.working_copies import copy_of

MAX_SEARCHED_WORDS = 12
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

    form = PartialForm
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.IntegerField: {
            "form_class": WholeNumberField,
            "widget": forms.TextInput(attrs={"class": "vIntegerField"}),
        },
        models.DecimalField: {"form_class": DecimalField},
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


class BaseAdmin(OurFields, TogetherAdmin, BinAdmin, HistoryAdmin, SortableAdminBase, TranslationAdmin):
    """For every model an editor opens by itself."""

    list_per_page = 50
    save_on_top = True
    view_on_site = False
    actions = ["delete_selected"]
    #: The content.exchange.Table in which objects of this model leave and enter; None where they do not.
    table = None
    #: What higher floors show of every object in every list: columns with a method `prepare(objects)`.
    columns_from_above = []

    class Media:
        css = {"all": ["css/admin.css"]}
        js = [
            forms.Script("js/admin/unsaved.js", type="module"),  # first, so that it hears of every rich text editor
            forms.Script("js/admin/language-tabs.js", type="module"),
            forms.Script("js/admin/field-links.js", type="module"),
            forms.Script("js/admin/presence.js", type="module"),
        ]

    def with_nonce(self, request, media):
        """The rich text editor brings an import map in the page; the nonce lets just that one through."""
        return Media.from_media(media).with_nonce(str(request.csp_nonce))

    def get_list_display(self, request):
        first, *rest = super().get_list_display(request)
        return [first, *self.columns_from_above, *rest]

    def get_search_results(self, request, queryset, search_term):
        """By the first words alone: SQLite nests no more than 1,000 conditions."""
        words = storable(search_term).split()[:MAX_SEARCHED_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        for column in self.columns_from_above:
            column.prepare(changelist.result_list)
        return changelist

    def get_object(self, request, object_id, from_field=None):
        """The object; for saving it, its row is taken first, so that two who save it at once do so one by one."""
        obj = super().get_object(request, object_id, from_field)
        if (
            obj
            and request.method == "POST"
            and list(self.model._base_manager.select_for_update().filter(pk=obj.pk).order_by())
        ):
            obj = super().get_object(request, object_id, from_field)
        return obj

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["media"] = self.with_nonce(request, context["media"])
        context["public_addresses"] = public_addresses(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        if not self.table:
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("import/", self._view(imports.import_page), name=f"{name}_import"),
            re_path(r"^export\.(?P<kind>csv|xlsx)$", self._view(imports.export), name=f"{name}_export"),
            *super().get_urls(),
        ]

    def _view(self, view):
        return self.admin_site.admin_view(partial(view, self))

    def changelist_view(self, request, extra_context=None):
        pages = imports.list_pages(self, request) if self.table else []
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
        url = reverse(f"admin:{page._meta.app_label}_{page._meta.model_name}_change", args=[page.pk])
        return {"label": str(page), "url": url}


def without(lines, heads):
    """A nested list of lines without those that begin in one of these ways."""
    kept = [without(line, heads) if isinstance(line, list) else line for line in lines]
    return [line for line in kept if line and (isinstance(line, list) or not line.startswith(heads))]


def forms_of(form, formsets):
    """The form of an object and those of its parts."""
    return [form, *(part for formset in formsets for part in formset.forms)]


def public_addresses(obj):
    """[(language code, address)] of the pages on which the public sees an object; empty for what it does not see."""
    if not isinstance(obj, Publishable) or not obj.is_public:
        return []
    addresses = []
    for code in obj.ready_languages:
        with override(code):
            addresses.append((code, obj.get_absolute_url()))
    return addresses


class PublishableAdmin(BaseAdmin):
    """For models with a publishing state.

    Who may not publish can neither make anything public nor hide it.
    """

    list_filter = [StateFilter, WorkFilter, "source_language"]
    readonly_fields = ["uuid", "created_at", "updated_at"]
    actions = [*BULK_ACTIONS, "delete_selected"]
    #: Pages and deeds of their own for one object: {path word: view(model_admin, request, object_id)}.
    object_views = {
        "checklist": checklist.checklist_page,
        "still-correct": still_correct,
        "preview-links": preview.links_page,
        "working-copy": copy_pages.copy_page,
        "edit-copy": copy_pages.form_page,
    }

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, obj):
        return shown_state(obj)

    @admin.display(description=_("ready languages"))
    def shown_languages(self, obj):
        return " ".join(obj.ready_languages)

    def has_publish_permission(self, request):
        return may_publish(request.user, self.model)

    def has_delete_permission(self, request, obj=None):
        may_hide = obj is None or obj.state in UNPUBLISHED or self.has_publish_permission(request)
        return may_hide and super().has_delete_permission(request, obj)

    def has_confirm_permission(self, request, obj=None):
        """Whether the user may say that something is still correct, which speaks for all languages."""
        return self.writes_all(request) and self.has_change_permission(request, obj)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"<path:object_id>/{word}/", self._view(view), name=f"{name}_{word}")
            for word, view in self.object_views.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["has_preview"] = True
        context["in_working_copy"] = copy_pages.is_writing(request)
        if obj and self.has_change_permission(request, obj) and not context["in_working_copy"]:
            context["working_copy"] = copy_of(obj)
            context["may_begin_copy"] = obj.state == Publishable.State.PUBLISHED and not self.not_restored
            pages = {word: with_list_filters(self, request, object_address(obj, word)) for word in self.object_views}
            context["still_correct_url"] = self.has_confirm_permission(request, obj) and pages["still-correct"]
            context["object_pages"] = [
                (pages["checklist"], _("Check-list and publishing")),
                (pages["preview-links"], _("Secret links")),
            ]
            context["working_copy_address"] = pages["working-copy"]
            if context["working_copy"]:
                context["object_pages"].append((pages["working-copy"], _("Working copy")))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def tasks(self, request):
        return publishing_tasks(self, request)

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        if "_copy" in request.POST and object_id and not copy_pages.is_writing(request):
            return copy_pages.form_page(self, request, object_id)
        if "_preview" not in request.POST:
            return super().changeform_view(request, object_id, *args, **kwargs)
        return preview.of_form(
            request, lambda: super(PublishableAdmin, self).changeform_view(request, object_id, *args, **kwargs)
        )

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "_preview" in request.POST:
            preview.draw_unsaved(request, form.instance)
        if copy_pages.is_writing(request):
            raise copy_pages.Written(snapshot(form.instance))
        if standing := [sentence for part in forms_of(form, formsets) for sentence in part.standing]:
            saved = gettext("What you changed is saved. Somebody else has to see to what you cannot change here:")
            messages.warning(request, " ".join([saved, *standing]))

    def _foreign_columns(self, request):
        hidden = NEVER_RESTORED if copy_pages.is_writing(request) else []
        return [*super()._foreign_columns(request), *hidden]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "state" and self.has_publish_permission(request):
            kwargs["help_text"] = _("A draft may lack anything. What is still missing for publishing is checked then.")
        elif db_field.name == "state":
            kwargs["choices"] = [choice for choice in Publishable.State.choices if choice[0] in UNPUBLISHED]
            kwargs["help_text"] = _("Choose “In review” when you are done: somebody who may publish will see it.")
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if self.has_publish_permission(request):
            fields = [name for name in fields if name not in {"state", "publish_at"}]
        if obj and obj.state not in UNPUBLISHED and not self.has_publish_permission(request):
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


class ProblemFilter(admin.SimpleListFilter):
    title = _("what became of it")
    parameter_name = "problem"

    def lookups(self, request, model_admin):
        return [("broken", _("Probably broken")), ("ignored", _("ignored"))]

    def queryset(self, request, queryset):
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

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        Link.objects.find_objects(changelist.result_list)
        return changelist

    @admin.display(description=_("stands on"))
    def stands_on(self, link):
        if not hasattr(link, "object"):
            Link.objects.find_objects([link])
        return (
            format_html('<a href="{}">{}</a>', object_address(link.object, "change"), link.object)
            if link.object
            else "–"
        )

    @admin.action(description=_("Ignore: it is right as it is"), permissions=["change"])
    def ignore(self, request, queryset):
        queryset.update(is_ignored=True)

    @admin.action(description=_("Do not ignore any more"), permissions=["change"])
    def heed(self, request, queryset):
        queryset.update(is_ignored=False)

    def tasks(self, request):
        if not self.has_change_permission(request):
            return []
        return [Task(_("Probably broken links"), Link.objects.broken(), "problem=broken")]
