import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models.places import City
from content.fields import CharField, EmailField, URLField
from content.languages import CODES, Translated

UNREACHABLE = _("Give at least one way to reach this contact: e-mail, phone or website.")
ENDLESS = _("Say until when this contact may be public.")


class ContactQuerySet(models.QuerySet):
    def published(self):
        """Contacts that may be shown: with a recorded basis, until their date."""
        return self.exclude(public_basis="").filter(public_until__gte=timezone.localdate())

    def withheld(self):
        """Contacts that may not be shown, or not any more."""
        return self.exclude(pk__in=self.published().values("pk"))

    def or_office_of(self, city):
        """These as far as they may be shown; in place of the others the offices of the city, or else its website."""
        shown = list(self.published())
        if not self.withheld().exists():
            return shown
        offices = city.contacts.published().filter(person="").exclude(pk__in=[contact.pk for contact in shown])
        return shown + (list(offices) or _website_of(city))


def _website_of(city):
    """[a contact that is never saved: the city and its website]; empty for a city without one."""
    names = {f"organisation_{code}": getattr(city, f"name_{code}") or "" for code in CODES}
    return [Contact(city=city, website=city.website, **names)] if city.website else []


class Contact(Translated, models.Model):
    """An office or person to turn to; kept once, shown wherever it is named."""

    constraint_fields = {UNREACHABLE: "email", ENDLESS: "public_until"}

    uuid = models.UUIDField(_("permanent identifier"), default=uuid.uuid4, unique=True, editable=False)
    city = models.ForeignKey(
        City, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("city")
    )
    organisation = CharField(_("organisation"), max_length=200, blank=True)
    unit = CharField(_("unit"), max_length=200, blank=True, help_text=_("Department or office."))
    person = CharField(_("person"), max_length=120, blank=True)
    email = EmailField(_("e-mail"), blank=True)
    phone = CharField(_("phone"), max_length=40, blank=True)
    website = URLField(_("website"), blank=True)
    public_basis = CharField(
        _("why it may be public"),
        max_length=200,
        blank=True,
        help_text=_(
            "“Consent by e-mail of 3 May 2026”, or “published by the office itself”. "
            "Without it nobody sees the contact."
        ),
    )
    public_until = models.DateField(_("public until"), null=True, blank=True)
    source_language = CharField(
        _("source language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("The language in which this was written first."),
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["city__slug", "pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="", phone="", website=""),
                name="contact_can_be_reached",
                violation_error_message=UNREACHABLE,
            ),
            models.CheckConstraint(
                condition=Q(public_basis="") | Q(public_until__isnull=False),
                name="contact_is_public_until_a_date",
                violation_error_message=ENDLESS,
            ),
        ]

    def __str__(self):
        return " – ".join(filter(None, [str(self.t.organisation), str(self.t.unit), self.person]))

    def clean(self):
        super().clean()
        if not self.t.organisation:
            sentence = _("Name the organisation in at least one language.")
            raise ValidationError({f"organisation_{self.source_language}": sentence})
