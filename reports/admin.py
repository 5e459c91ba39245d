from contextlib import contextmanager

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Script
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from content.languages import localized
from content.texts import grouped
from editing.admin import PUBLISHING, OurFields, PublishableAdmin
from editing.links.internal import addresses_in_all_languages, pages_linking_to
from editing.start_page import Task
from reports.forms import EarlierFileFormSet, EditionForm, FileForm, FileFormSet, arrived, as_list, pages_in_words
from reports.models import Edition, File, Upload
from reports.pdf import LIMITS, MAX_PDF_BYTES, in_words


class WarningsFilter(admin.SimpleListFilter):
    title = _("what the check found")
    parameter_name = "warnings"

    def lookups(self, request, model_admin):
        return [("yes", _("with warnings"))]

    def queryset(self, request, queryset):
        return queryset.with_warnings() if self.value() else queryset


class FileInline(OurFields, admin.StackedInline):
    model = File
    form = FileForm
    formset = FileFormSet
    extra = 1
    fields = ["language", "pdf", "upload", "checked"]
    readonly_fields = ["checked"]
    template = "admin/reports/files.html"

    @admin.display(description=_("what the check found"))
    def checked(self, file):
        if not file.pk:
            return "–"
        return format_html("<div>{} {}</div>", pages_in_words(file), as_list(file.warning_sentences))

    def get_queryset(self, request):
        return super().get_queryset(request).current()

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.request = request
        return formset


class EarlierFileInline(OurFields, admin.TabularInline):
    """What corrected files have replaced: readers who hold an old link still find it, until it is deleted here."""

    model = File
    formset = EarlierFileFormSet
    fields = readonly_fields = ["shown_language", "shown_pdf", "uploaded_at", "replaced_at"]
    verbose_name = _("earlier version")
    verbose_name_plural = _("earlier versions, replaced by corrected files")
    extra = 0

    @admin.display(description=_("language"))
    def shown_language(self, file):
        return file.get_language_display()

    @admin.display(description=_("PDF"))
    def shown_pdf(self, file):
        address = reverse("staff-media", args=[file.pdf.name])
        return format_html('<a href="{}">PDF, {}</a>', address, pages_in_words(file))

    def get_queryset(self, request):
        return super().get_queryset(request).replaced()

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Edition)
class EditionAdmin(PublishableAdmin):
    form = EditionForm
    list_display = ["__str__", "year", "updated_year", "shown_state", "shown_languages"]
    list_filter = [*PublishableAdmin.list_filter, WarningsFilter, "year"]
    list_select_related = ["report__city"]
    search_fields = [*localized("report__city__name"), "year"]
    inlines = [FileInline, EarlierFileInline]
    # A wrong file is corrected by a new one; the old one keeps its address.
    not_restored = ["files"]
    fieldsets = [
        (None, {"fields": ["city", "year", "updated_year", "notes", "first_page_alt"]}),
        PUBLISHING,
        (_("Address"), {"fields": ["uuid", "created_at", "updated_at"], "classes": ["collapse"]}),
    ]

    class Media:
        js = [Script("js/admin/upload.js", type="module")]

    def get_inlines(self, request, obj):
        return self.inlines if obj and obj.earlier_files.exists() else [FileInline]

    def tasks(self, request):
        tasks = super().tasks(request)
        if self.has_change_permission(request):
            tasks.append(Task(_("Reports with warnings"), Edition.objects.with_warnings(), "warnings=yes"))
        return tasks

    def get_urls(self):
        return [path("upload/", self.admin_site.admin_view(self.upload), name="reports_upload"), *super().get_urls()]

    def upload(self, request):
        """Receive one PDF before the form is sent; answers with its token and findings, or with the problem."""
        return require_POST(self._upload)(request)

    def _upload(self, request):
        if not request.user.has_perm("reports.add_file"):
            raise PermissionDenied
        if "pdf" not in request.FILES:
            return JsonResponse({"problem": str(_("Choose a PDF."))}, status=400)
        try:
            upload = Upload.receive(request.FILES["pdf"], request.user)
        except ValidationError as error:
            return JsonResponse({"problem": " ".join(error.messages)}, status=400)
        message = {"token": str(upload.uuid), "language": upload.findings["language"], "message": arrived(upload)}
        return JsonResponse(message)

    @contextmanager
    def receiving(self, request):
        """PDFs are judged before the transaction of the form begins, which would keep others waiting meanwhile.

        Each becomes an Upload, or the ValidationError on it; when saving fails as a whole, that is undone.
        """
        received = request.saving.received
        try:
            if request.user.has_perm("reports.add_file"):
                for name, pdf in request.saving.files.items():
                    received[name] = received_as_upload(pdf, request.user)
            with super().receiving(request):
                yield
        except Exception:
            for upload in received.values():
                if isinstance(upload, Upload):
                    upload.undo()
            raise

    def save_model(self, request, obj, form, change):
        if not obj.report.pk:
            obj.report.save()
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        """Save the files; say which pages link to one that was taken away."""
        gone = [form.instance for form in formset.deleted_forms]
        pages = pages_linking_to([address for file in gone for address in addresses_in_all_languages(file)])
        super().save_formset(request, form, formset, change)
        if pages:
            names = ", ".join(self._shown_page(request, page)["label"] for page in pages)
            self.message_user(request, _("These pages link to a file that is gone now: %s.") % names, messages.WARNING)

    def render_change_form(self, request, context, *args, **kwargs):
        context["upload_address"] = reverse("admin:reports_upload")
        context["max_bytes"], context["too_large"] = MAX_PDF_BYTES, in_words("size")
        context["limits"] = {name: grouped(number) for name, number in LIMITS.items()}
        return super().render_change_form(request, context, *args, **kwargs)


def received_as_upload(pdf, user):
    """The Upload of a PDF that came with a form, or the ValidationError on it."""
    try:
        return Upload.receive(pdf, user)
    except ValidationError as error:
        return error
