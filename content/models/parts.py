"""Pictures and sections."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, PictureField, RichTextField
from content.files.pictures import MAX_PICTURE_BYTES
from content.languages import Translated, Words, localized
from content.models.publishable import Checked, check_nothing_lacks
from content.texts import filled_lazy, megabytes


class Pictured(Checked):
    """Something that may carry a picture."""

    picture = PictureField(
        _("picture"),
        width_field="picture_width",
        height_field="picture_height",
        help_text=filled_lazy(
            _("JPEG, PNG or WebP, at most %(limit)s MB. Place, time and camera are removed from it."),
            limit=megabytes(MAX_PICTURE_BYTES),
        ),
    )
    picture_width = models.PositiveIntegerField(null=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, editable=False)
    picture_alt = CharField(
        _("picture in words"),
        max_length=300,
        blank=True,
        help_text=_("What somebody who cannot see the picture should know about it."),
    )
    picture_is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("The picture says nothing that the text does not say.")
    )
    picture_credit = CharField(_("picture credit"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def lacks(self, languages: Collection[str]) -> dict[str, Any]:
        lacking = super().lacks(languages)
        if self.picture and not self.picture_is_decorative:
            missing = [column for column in localized("picture_alt", languages) if not getattr(self, column)]
            lacking |= dict.fromkeys(missing, _("Say in words what the picture shows, or tick “decorative”."))
        return lacking


class SectionQuerySet(models.QuerySet):
    model: Any

    def published(self) -> Self:
        """Sections of owners that the public may see."""
        owners = self.model.owner.field.related_model.objects.published()
        return self.filter(owner__in=owners)


class Section(Translated, Pictured, models.Model):
    """A heading with text, a pull quote or a picture; one concrete table, with an `owner`, per kind of page."""

    part_of = "owner"

    position = models.PositiveIntegerField(_("position"), default=0)
    heading = CharField(_("heading"), max_length=200, blank=True)
    body = RichTextField(_("text"), blank=True)
    quote_author = CharField(
        _("author of the quote"),
        max_length=200,
        blank=True,
        help_text=_("Person and role, or document. Filled in, the text is shown as a quote."),
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return str(self.t.heading) or f"{self._meta.verbose_name} {self.position}"

    def clean(self: Any) -> None:
        super().clean()
        check_nothing_lacks(self, self.owner)

    @property
    def topic_heading(self: Any) -> str:
        """The heading that a topic gives, in the active language; empty without a topic or for “something else”."""
        return self.get_topic_display() if getattr(self, "topic", "other") != "other" else ""

    @property
    def title(self) -> Words:
        """The heading that readers see."""
        return self.t.heading or Words(self.topic_heading, get_language())

    @property
    def anchor(self) -> str:
        """The fragment that links to this section; the same in all languages."""
        return f"section-{self.pk}"
