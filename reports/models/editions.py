import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities.models import City
from content.fields import CharField, TextField
from content.models import Address, AddressedQuerySet, Publishable, is_public
from reports.citation import plain


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
        return reverse("reports:report_detail", args=[self.city.slug])


class EditionQuerySet(AddressedQuerySet):
    def published(self):
        """Public editions about public cities."""
        return super().published().filter(is_public("report__city__")).select_related("report__city")

    def with_warnings(self):
        """Editions with a present file that the check had something to say about."""
        files = self.model.files.rel.related_model.objects.current().exclude(warnings=[])
        return self.filter(pk__in=files.values("edition")).select_related("report__city")

    def with_files(self):
        """With city and present files as `current_files`, newest first."""
        files = self.model.files.rel.related_model.objects.current().order_by("language")
        return self.prefetch_related(Prefetch("files", files, to_attr="current_files")).order_by("-year", "pk")


class Edition(Publishable):
    """One edition of a report: the state of a year, perhaps updated in a later one."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="editions", verbose_name=_("report"))
    year = models.PositiveSmallIntegerField(_("year"))
    updated_year = models.PositiveSmallIntegerField(
        _("updated in"), null=True, blank=True, help_text=_("The year, if any.")
    )
    notes = TextField(_("what it holds"), blank=True, help_text=_("A few sentences for readers; what is new in it."))
    first_page_alt = CharField(
        _("first page in words"),
        max_length=300,
        blank=True,
        help_text=_("What can be seen on the first page. Left empty, only the title is read aloud."),
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

    def save(self, *args, **kwargs):
        """Save, and let this year of this report lead here for ever, also after it has been corrected."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            Address.objects.update_or_create(
                kind=self._meta.label_lower,
                scope=str(self.report.uuid),
                slug=str(self.year),
                defaults={"owner": self.uuid},
            )

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
        return reverse("reports:edition_detail", args=[self.report.city.slug, self.year])

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
    def earlier_files(self):
        """What corrected files have replaced, the latest first."""
        return self.files.replaced().order_by("-replaced_at", "pk")

    @property
    def citation(self):
        return plain(self)
