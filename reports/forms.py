"""The forms of an edition and of its PDFs: whatever is accepted stays accepted, whatever else is wrong."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cities.models import City
from editing.admin import PUBLISHING
from editing.forms import PartialForm
from reports.models import Edition, File, Report, Upload
from reports.models.files import known_already


class EditionForm(PartialForm):
    """An edition is filed under its city; the report that holds all editions is made when the first one is."""

    city = forms.ModelChoiceField(
        City.objects.all(), label=_("City"), widget=AutocompleteSelect(Report._meta.get_field("city"), admin.site)
    )

    class Meta:
        model = Edition
        fields = ["year", "updated_year", "notes", "first_page_alt", *PUBLISHING[1]["fields"]]

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


class FileForm(PartialForm):
    """A PDF arrives with the form or has arrived before; either way it is an Upload until everything is right."""

    keeps_files = True
    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)
    request = None

    class Meta:
        model = File
        fields = ["language", "pdf"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pdf"].required = False
        self.fields["pdf"].max_length = None  # its name never reaches the disk
        if self.is_bound and (upload := self._arrived_before()):
            self["pdf"].help_text = arrived(upload)

    def has_changed(self):
        return super().has_changed() or bool(self.is_bound and self.data.get(self.add_prefix("upload")))

    def clean_pdf(self):
        """Take over what has arrived with the form or before it."""
        pdf = self.cleaned_data["pdf"]
        if upload := self._arrived_now() or self._arrived_before():
            upload.take_over(self.instance)
            self._remember(upload)
            return self.instance.pdf.name
        if not self.instance.pk and not pdf:
            raise ValidationError(_("Choose a PDF."))
        return pdf

    def save(self, commit=True):
        file = super().save(commit)
        if upload := self._arrived_before():
            upload.give_up()
        return file

    def _arrived_now(self):
        arrived = self.request.saving.arrived.get(self.add_prefix("pdf"))
        if isinstance(arrived, ValidationError):
            raise arrived
        return arrived

    def _arrived_before(self):
        token = self.data.get(self.add_prefix("upload"))
        if not token:
            return None
        try:
            return Upload.objects.waiting(self.request.user).filter(uuid=token).first()
        except ValidationError:  # a made-up token that is no uuid
            return None

    def _remember(self, upload):
        self.data = self.data.copy()
        self.data[self.add_prefix("upload")] = str(upload.uuid)
        self["pdf"].help_text = arrived(upload)


class FileFormSet(forms.BaseInlineFormSet):
    def clean(self):
        """One file a language and no file twice, also among those that arrive together."""
        super().clean()
        languages, arrived_files = set(), {}
        for form in self.forms:
            cleaned = getattr(form, "cleaned_data", {})
            language = cleaned.get("language")
            if not language or cleaned.get("DELETE"):
                continue
            if language in languages:
                form.add_error("language", _("This edition has a file in this language already."))
            languages.add(language)
            if form.instance.sha256 in arrived_files:
                form.add_error("pdf", known_already(arrived_files[form.instance.sha256]))
            arrived_files[form.instance.sha256] = form.instance


class EarlierFileFormSet(forms.BaseInlineFormSet):
    @classmethod
    def get_default_prefix(cls):
        return "earlier"


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
