from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cities.models import City
from content.admin import PUBLISHING, OurFields, PublishableAdmin
from content.desk import Task
from content.languages import localized
from reports.models import Edition, File, Report, Upload


class WarningsFilter(admin.SimpleListFilter):
    title = _("what the check found")
    parameter_name = "warnings"

    def lookups(self, request, model_admin):
        return [("yes", _("with warnings"))]

    def queryset(self, request, queryset):
        return queryset.with_warnings() if self.value() else queryset


class EditionForm(forms.ModelForm):
    """An edition is filed under its city; the report that holds all editions is made when the first one is."""

    city = forms.ModelChoiceField(
        City.objects.all(), label=_("City"), widget=AutocompleteSelect(Report._meta.get_field("city"), admin.site)
    )

    class Meta:
        model = Edition
        fields = ["year", "updated_year", "notes", *PUBLISHING[1]["fields"]]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["city"] = self.instance.report.city_id

    def clean(self):
        cleaned = super().clean()
        if city := cleaned.get("city"):
            self.instance.report = Report.objects.filter(city=city).first() or Report(city=city)
            if self._year_is_taken(cleaned.get("year")):
                self.add_error("year", _("There is an edition of this year already."))
        return cleaned

    def _year_is_taken(self, year):
        report = self.instance.report
        return report.pk and report.editions.filter(year=year).exclude(pk=self.instance.pk).exists()


class FileForm(forms.ModelForm):
    """A PDF arrives with the form or has arrived before; either way it is an Upload until everything is right."""

    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)
    request = None

    class Meta:
        model = File
        fields = ["language", "pdf"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pdf"].required = False
        if self.is_bound and (upload := self._arrived_before()):
            self["pdf"].help_text = arrived(upload)

    def has_changed(self):
        return super().has_changed() or bool(self.is_bound and self.data.get(self.add_prefix("upload")))

    def clean_pdf(self):
        """Keep what is acceptable as an Upload at once, so that it need not be chosen again."""
        pdf = self.cleaned_data["pdf"]
        upload = self._receive(pdf) if "pdf" in self.changed_data and pdf else self._arrived_before()
        if upload:
            upload.take_over(self.instance)
            self._remember(upload)
            return self.instance.pdf.name
        if not self.instance.pk and not pdf:
            raise ValidationError(_("Choose a PDF."))
        return pdf

    def save(self, commit=True):
        file = super().save(commit)
        if upload := self._arrived_before():
            upload.pdf = ""
            upload.save()
        return file

    def _receive(self, pdf):
        upload = Upload.receive(pdf, self.request.user)
        self.request.received.append(upload)
        return upload

    def _arrived_before(self):
        token = self.data.get(self.add_prefix("upload"))
        if not token:
            return None
        try:
            return Upload.objects.recent(self.request.user).exclude(pdf="").filter(uuid=token).first()
        except ValidationError:  # a made-up token that is no uuid
            return None

    def _remember(self, upload):
        self.data = self.data.copy()
        self.data[self.add_prefix("upload")] = str(upload.uuid)
        self["pdf"].help_text = arrived(upload)


class FileFormSet(forms.BaseInlineFormSet):
    def clean(self):
        """One file a language, also among those that arrive together."""
        super().clean()
        seen = set()
        for form in self.forms:
            language = getattr(form, "cleaned_data", {}).get("language")
            if language and language in seen and not form.cleaned_data.get("DELETE"):
                form.add_error("language", _("This edition has a file in this language already."))
            seen.add(language)


def arrived(upload):
    """What has arrived, with what the check found that does not hinder it."""
    sentence = _("“%(name)s” (%(pages)s) has arrived and will be saved with this form.")
    words = {"name": upload.name, "pages": pages_in_words(upload)}
    return format_html("{} {}", sentence % words, as_list(upload.warning_sentences))


def pages_in_words(document):
    return ngettext("%(pages)d page", "%(pages)d pages", document.pages) % {"pages": document.pages}


def as_list(sentences):
    if not sentences:
        return ""
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", [(sentence,) for sentence in sentences]))


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
        return format_html("{} {}", pages_in_words(file), as_list(file.warning_sentences)) if file.pk else "–"

    def get_queryset(self, request):
        return super().get_queryset(request).current()

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.request = request
        return formset


@admin.register(Edition)
class EditionAdmin(PublishableAdmin):
    form = EditionForm
    list_display = ["__str__", "year", "updated_year", "shown_state", "shown_languages"]
    list_filter = [*PublishableAdmin.list_filter, WarningsFilter, "year"]
    list_select_related = ["report__city"]
    search_fields = [*localized("report__city__name"), "year"]
    inlines = [FileInline]
    fieldsets = [
        (None, {"fields": ["city", "year", "updated_year", "notes"]}),
        PUBLISHING,
        (_("Address"), {"fields": ["uuid", "created_at", "updated_at"], "classes": ["collapse"]}),
    ]

    class Media:
        js = ["js/upload.js"]

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

    def changeform_view(self, request, *args, **kwargs):
        """When saving fails as a whole, the rows of what arrived with the form are undone; so are its files."""
        request.received = []
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Exception:
            for upload in request.received:
                upload.pdf.storage.delete(upload.pdf.name)
            raise

    def save_model(self, request, obj, form, change):
        if not obj.report.pk:
            obj.report.save()
            obj.report = obj.report
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, *args, **kwargs):
        context["upload_address"] = reverse("admin:reports_upload")
        return super().render_change_form(request, context, *args, **kwargs)
