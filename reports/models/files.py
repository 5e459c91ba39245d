import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content.fields import CharField, JSONField
from content.files.serving import generated_name
from content.texts import filled_lazy
from reports.models.editions import Edition
from reports.models.page_texts import PageText
from reports.pdf import LIMITS, judged, warning_sentences, without_lead


def pdf_name(instance, filename):
    """Where a PDF lies: an upload already where the file that it becomes will lie, whatever its own name ends in."""
    return generated_name(instance.keeper or instance, "document.pdf")


class PdfDocument(models.Model):
    """A PDF that has been judged readable, with what was found in it."""

    pdf = models.FileField(
        _("PDF"),
        upload_to=pdf_name,
        max_length=200,
        help_text=filled_lazy(
            _("A PDF of at most %(size)s MB and %(pages)s pages, without a password, scripts or attachments."), **LIMITS
        ),
    )
    sha256 = CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    pages = models.PositiveIntegerField(_("pages"), editable=False)

    class Meta:
        abstract = True

    #: The model among whose files the PDF lies; None where that is this one.
    keeper = None
    #: The Verdict on a PDF that is about to be saved; None for one that was saved before.
    verdict = None
    #: Whether the check may take as long as it takes: for files of our own, where no visitor waits for a worker.
    is_patient = False

    def clean(self):
        super().clean()
        if self.pdf and not self.pdf._committed:
            self.pdf.file = without_lead(self.pdf.file)
            self.verdict = judged(self.pdf.file, self.is_patient)
            if self.verdict.problem:
                raise ValidationError({"pdf": self.verdict.sentence})
        if self.verdict:
            self.pages, self.size, self.sha256 = self.verdict.pages, self.verdict.size, self.verdict.sha256

    def check_is_new(self):
        """Raise ValidationError naming the File that holds these very bytes now, if there is one."""
        twins = File.objects.current().filter(sha256=self.sha256).select_related("edition__report__city")
        if twin := twins.first():
            raise ValidationError({"pdf": known_already(twin)})


def known_already(twin):
    return _("This very file is here already: %(file)s.") % {"file": twin}


class FileQuerySet(models.QuerySet):
    def published(self):
        """Files of public editions, replaced ones included: their addresses stay."""
        return self.filter(edition__in=Edition.objects.published())

    def current(self):
        """Those that have not been replaced by a corrected one."""
        return self.filter(replaced_at=None)

    def replaced(self):
        """Those in whose place there is a corrected one."""
        return self.exclude(replaced_at=None)


class File(PdfDocument):
    """The PDF of an edition in one language. A corrected file takes its place, and the old one is kept."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="files", verbose_name=_("edition"))
    language = CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    warnings = JSONField(default=list, editable=False)
    first_page = models.ImageField(
        upload_to=generated_name,
        max_length=200,
        editable=False,
        blank=True,
        width_field="first_page_width",
        height_field="first_page_height",
    )
    first_page_width = models.PositiveIntegerField(null=True, editable=False)
    first_page_height = models.PositiveIntegerField(null=True, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(_("replaced"), null=True, editable=False)

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "language", "pk"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language"],
                condition=Q(replaced_at=None),
                name="edition_has_one_file_a_language",
                violation_error_message=_("This edition has a file in this language already."),
            )
        ]

    def __str__(self):
        return f"{self.edition} ({self.get_language_display()})"

    def save(self, *args, **kwargs):
        """Save; keep the file that this one replaces; and prove that the stored bytes are those that were judged."""
        with transaction.atomic():
            if self.verdict and self.pk:
                self._keep_replaced()
                self.uploaded_at = timezone.now()
            super().save(*args, **kwargs)
            if self.verdict:
                self._keep_findings()
        self.verdict = None

    def get_absolute_url(self):
        """The address of the PDF itself: always the present one, or for ever this one once it has been replaced."""
        address = [self.edition.report.city.slug, self.edition.year, self.language]
        if self.replaced_at:
            return reverse("reports:earlier-file", args=[*address, self.pk])
        return reverse("reports:file", args=address)

    def clean(self):
        super().clean()
        self._check_language_is_free()
        if self.verdict:
            self._check_language()
            self.check_is_new()

    @property
    def download_name(self):
        """The name under which a reader saves the file, in the language of the file; with its date once replaced."""
        with override(self.language):
            date = f" {self.uploaded_at:%Y-%m-%d}" if self.replaced_at else ""
            return f"{self.edition} ({self.get_language_display()}){date}.pdf".replace(" : ", " ").replace(":", "")

    @property
    def warning_sentences(self):
        return warning_sentences(self.warnings)

    def remade(self, name):
        """The content of a stored file of this row that can be made from another one: the first page."""
        if name != self.first_page.name:
            return None
        with self.pdf.open("rb") as stored:
            picture = judged(stored, is_patient=True).first_page
        return ContentFile(picture) if picture else None

    def _check_language_is_free(self):
        others = File.objects.current().filter(edition=self.edition_id, language=self.language).exclude(pk=self.pk)
        if not self.replaced_at and self.edition_id and others.exists():
            raise ValidationError({"language": _("This edition has a file in this language already.")})

    def _check_language(self):
        found = self.verdict.language
        if found and self.language and found != self.language:
            names = {"found": dict(settings.LANGUAGES)[found], "chosen": self.get_language_display()}
            sentence = _("The text of this PDF is in %(found)s, not in %(chosen)s. Choose the right language or file.")
            raise ValidationError({"language": sentence % names})

    def _keep_replaced(self):
        old = File.objects.get(pk=self.pk)
        texts = list(old.texts.all())
        old.pk, old.replaced_at = None, timezone.now()
        old.save(force_insert=True)
        for text in texts:
            text.file = old
        PageText.objects.bulk_update(texts, ["file"])

    def _keep_findings(self):
        with self.pdf.open("rb") as stored:
            if hashlib.file_digest(stored, "sha256").hexdigest() != self.sha256:
                raise OSError("The stored file is not the one that arrived.")
        PageText.objects.bulk_create(
            PageText(file=self, number=number, text=text) for number, text in enumerate(self.verdict.texts, 1) if text
        )
        self.warnings = self.verdict.warnings
        self.first_page = ""
        if picture := self.verdict.first_page:
            # Only with a name of its own the content is measured, and width and height are kept.
            self.first_page.save("page.webp", ContentFile(picture, name="page.webp"), save=False)
        super().save(update_fields=["warnings", "first_page", "first_page_width", "first_page_height"])
