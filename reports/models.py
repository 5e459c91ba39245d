import hashlib
import unicodedata
import uuid
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Count, F, Prefetch, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from cities.models import City
from content.files import generated_name
from content.models import Publishable, PublishableQuerySet, is_public
from reports.citation import plain
from reports.pdf import Verdict, judged, warning_sentences

QUOTA_FILES = 200
QUOTA_BYTES = 2 * 1024**3


class Report(models.Model):
    """The report on a city, through all its editions."""

    uuid = models.UUIDField(_("permanent identifier"), default=uuid.uuid4, unique=True, editable=False)
    city = models.OneToOneField(City, models.PROTECT, related_name="report", verbose_name=_("city"))

    class Meta:
        ordering = ["city__slug", "pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self):
        return _("City report %(city)s") % {"city": self.city}

    def get_absolute_url(self):
        return reverse("reports:report", args=[self.city.slug])


class EditionQuerySet(PublishableQuerySet):
    def published(self):
        """Public editions about public cities."""
        return super().published().filter(is_public("report__city__"))

    def with_warnings(self):
        """Editions with a present file that the check had something to say about."""
        files = File.objects.current().exclude(warnings=[])
        return self.filter(pk__in=files.values("edition")).select_related("report__city")

    def with_files(self):
        """With city and present files as `current_files`, newest first."""
        files = Prefetch("files", File.objects.current().order_by("language"), to_attr="current_files")
        return self.select_related("report__city").prefetch_related(files).order_by("-year", "pk")


class Edition(Publishable):
    """One edition of a report: the state of a year, perhaps updated in a later one."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="editions", verbose_name=_("report"))
    year = models.PositiveSmallIntegerField(_("year"))
    updated_year = models.PositiveSmallIntegerField(
        _("updated in"), null=True, blank=True, help_text=_("The year, if any.")
    )
    notes = models.TextField(
        _("what it holds"), blank=True, help_text=_("A few sentences for readers; what is new in it.")
    )

    objects = EditionQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["report__city__slug", "-year", "pk"]
        verbose_name = _("report edition")
        verbose_name_plural = _("report editions")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "year"],
                name="report_has_one_edition_a_year",
                violation_error_message=_("There is an edition of this year already."),
            ),
            models.CheckConstraint(
                condition=Q(updated_year=None) | Q(updated_year__gte=F("year")),
                name="edition_is_updated_after_its_year",
                violation_error_message=_("The update lies before the edition. Check both years."),
            ),
        ]

    def __str__(self):
        return f"{self.report} {self.year}"

    @property
    def parent(self):
        return self.report.city

    @property
    def is_public(self):
        return super().is_public and self.report.city.is_public

    def required_columns(self, languages):
        """What is in the PDF must be said in words on the page as well, in the source language at least."""
        return [f"notes_{self.source_language}"]

    def get_absolute_url(self):
        return reverse("reports:edition", args=[self.report.city.slug, self.year])

    def long_texts(self):
        return [self.t.notes]

    def file_in(self, language):
        """The present file in a language, or None."""
        return next((file for file in self.current_files if file.language == language), None)

    def best_file(self, language):
        """The file in a language; else the English, the original one or any other; None without files."""
        wanted = [language, "en", self.source_language]
        found = filter(None, [*map(self.file_in, wanted), *self.current_files])
        return next(found, None)

    @property
    def first_file(self):
        """The file whose first page stands for the edition in the active language."""
        return self.best_file(get_language())

    @property
    def missing_languages(self):
        """The languages of the site in which there is no file yet."""
        return [code for code, _name in settings.LANGUAGES if not self.file_in(code)]

    @property
    def citation(self):
        return plain(self)


def pdf_name(instance, filename):
    """Where a PDF lies: an upload already where the file that it becomes will lie, whatever its own name ends in."""
    return generated_name(File if isinstance(instance, Upload) else instance, "document.pdf")


class PdfDocument(models.Model):
    """A PDF that has been judged readable, with what was found in it."""

    pdf = models.FileField(
        _("PDF"),
        upload_to=pdf_name,
        max_length=200,
        help_text=_("A PDF of at most 25 MB and 2,000 pages, without a password, scripts or attachments."),
    )
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    pages = models.PositiveIntegerField(_("pages"), editable=False)

    class Meta:
        abstract = True

    #: The Verdict on a PDF that is about to be saved; None for one that was saved before.
    verdict = None

    def clean(self):
        super().clean()
        if self.pdf and not self.pdf._committed:
            self.verdict = judged(self.pdf.file)
            if self.verdict.problem:
                raise ValidationError({"pdf": self.verdict.sentence})
        if self.verdict:
            self.pages, self.size, self.sha256 = self.verdict.pages, self.verdict.size, self.verdict.sha256


class UploadQuerySet(models.QuerySet):
    def recent(self, user):
        """What a user has uploaded within the last day."""
        return self.filter(user=user, created_at__gte=timezone.now() - timedelta(days=1))

    def expired(self):
        """What nobody has saved within a day. Its file is then an orphan, which check_media clears away."""
        return self.filter(created_at__lt=timezone.now() - timedelta(days=1))

    def used(self, user):
        """How many files and bytes that was."""
        return self.recent(user).aggregate(files=Count("pk"), bytes=Coalesce(Sum("size"), 0))

    def published(self):
        """None: what has arrived but not been saved in an edition is nobody's business."""
        return self.none()


class Upload(PdfDocument):
    """A PDF that has arrived and been accepted, but not yet been saved in an edition.

    It keeps what was accepted when another part of the form was wrong, and lets files arrive one by one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=255)
    findings = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")

    def __str__(self):
        return self.name

    @classmethod
    def receive(cls, file, user):
        """Judge and keep an uploaded file. Raises ValidationError with the sentence on what cannot be taken."""
        cls.objects.expired().delete()
        cls._check_quota(file, user)
        upload = cls(pdf=file, user=user, name=unicodedata.normalize("NFC", file.name)[-255:], findings={})
        try:
            upload.clean()
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        upload.findings = asdict(upload.verdict)
        upload.save()
        return upload

    @classmethod
    def _check_quota(cls, file, user):
        used = cls.objects.used(user)
        if used["files"] >= QUOTA_FILES or used["bytes"] + file.size > QUOTA_BYTES:
            raise ValidationError(
                _("You have uploaded as much as one person may in a day: 200 files or 2 GB. Go on tomorrow.")
            )

    @property
    def warning_sentences(self):
        return warning_sentences(self.findings["warnings"])

    def take_over(self, file):
        """Give the stored PDF, and what was found in it, to a File that is about to be saved."""
        file.pdf = self.pdf.name
        file.verdict = Verdict(**self.findings)


class FileQuerySet(models.QuerySet):
    def published(self):
        """Files of public editions, replaced ones included: their addresses stay."""
        return self.filter(edition__in=Edition.objects.published())

    def current(self):
        """Those that have not been replaced by a corrected one."""
        return self.filter(replaced_at=None)


class File(PdfDocument):
    """The PDF of an edition in one language. A corrected file takes its place, and the old one is kept."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="files", verbose_name=_("edition"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    warnings = models.JSONField(default=list, editable=False)
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
        """The address of the PDF itself; it stays the same for ever."""
        return reverse("reports:file", args=[self.edition.report.city.slug, self.edition.year, self.language])

    def clean(self):
        super().clean()
        self._check_language_is_free()
        if self.verdict:
            self._check_language()
            self._check_is_new()

    @property
    def download_name(self):
        """The name under which a reader saves the file, in the language of the file."""
        with override(self.language):
            return f"{self.edition} ({self.get_language_display()}).pdf".replace(" : ", " ").replace(":", "")

    @property
    def warning_sentences(self):
        return warning_sentences(self.warnings)

    def _check_language_is_free(self):
        others = File.objects.current().filter(edition=self.edition_id, language=self.language).exclude(pk=self.pk)
        if not self.replaced_at and self.edition_id and others.exists():
            raise ValidationError({"language": _("This edition has a file in this language already.")})

    def _check_language(self):
        found = self.verdict.language
        if found and self.language and found != self.language:
            names = {"found": dict(settings.LANGUAGES)[found], "chosen": self.get_language_display()}
            raise ValidationError(
                {
                    "language": _(
                        "The text of this PDF is in %(found)s, not in %(chosen)s. Choose the right language or file."
                    )
                    % names
                }
            )

    def _check_is_new(self):
        twin = (
            File.objects.filter(sha256=self.sha256).exclude(pk=self.pk).select_related("edition__report__city").first()
        )
        if twin:
            raise ValidationError({"pdf": _("This very file is here already: %(file)s.") % {"file": twin}})

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
        if picture := self.verdict.first_page:
            self.first_page.save("page.webp", ContentFile(picture), save=False)
        super().save(update_fields=["warnings", "first_page", "first_page_width", "first_page_height"])


class PageText(models.Model):
    """The text of one page of a PDF, for finding it."""

    file = models.ForeignKey(File, models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="page_has_one_text")]

    def __str__(self):
        return f"{self.file} {self.number}"
