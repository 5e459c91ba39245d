from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cities.models import City, Contact, PolicyArea
from content.addresses import path_to
from content.fields import CharField, SlugField, TextField
from content.models import Addressed, AddressedQuerySet, Pictured, Section, is_public

ENDS_TOO_EARLY = _("The end lies before the start. Check both years.")


class ApproachQuerySet(AddressedQuerySet):
    def published(self):
        """Public approaches of public cities."""
        return super().published().filter(is_public("city__"))

    def for_cards(self):
        """With what a card shows: the city and the policy areas."""
        return self.select_related("city").prefetch_related("policy_areas")

    def for_page(self):
        """With all that the page of an approach shows."""
        return self.for_cards().prefetch_related("sections")


class Approach(Pictured, Addressed):
    """Something a city does that others can learn from."""

    class Lead(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality")
        CIVIL_SOCIETY = "civil-society", _("Civil society")
        BOTH = "both", _("Municipality and civil society")

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")

    required_texts = ("title", "summary")
    required_fields = ("city",)
    constraint_fields = {ENDS_TOO_EARLY: "end_year"}

    title = CharField(_("title"), max_length=200, blank=True)
    short_title = CharField(_("short title"), max_length=60, blank=True, help_text=_("For menus and the map."))
    slug = SlugField(_("address"), max_length=110, blank=True, help_text=_("Left empty, it is made from the title."))
    city = models.ForeignKey(
        City, models.PROTECT, null=True, blank=True, related_name="approaches", verbose_name=_("city")
    )
    policy_areas = models.ManyToManyField(
        PolicyArea, related_name="approaches", blank=True, verbose_name=_("policy areas")
    )
    summary = TextField(
        _("summary"),
        max_length=500,
        blank=True,
        help_text=_("What is inspiring? Two or three sentences, for lists too."),
    )
    lead = CharField(_("led by"), max_length=14, choices=Lead, blank=True)
    start_year = models.PositiveSmallIntegerField(_("start"), null=True, blank=True, help_text=_("The year."))
    end_year = models.PositiveSmallIntegerField(_("end"), null=True, blank=True, help_text=_("The year."))
    status = CharField(_("status"), max_length=8, choices=Status, default=Status.RUNNING)
    contacts = models.ManyToManyField(Contact, related_name="approaches", blank=True, verbose_name=_("contacts"))
    related = models.ManyToManyField("self", blank=True, verbose_name=_("related approaches"))

    objects = ApproachQuerySet.as_manager()

    class Meta(Addressed.Meta):
        ordering = ["city__slug", "pk"]
        verbose_name = _("approach")
        verbose_name_plural = _("approaches")
        constraints = [
            models.CheckConstraint(
                condition=Q(start_year=None) | Q(end_year=None) | Q(end_year__gte=F("start_year")),
                name="approach_ends_after_it_starts",
                violation_error_message=ENDS_TOO_EARLY,
            ),
        ]

    def get_absolute_url(self):
        city = self.city.get_slug() if self.city else "-"
        return path_to("approaches:approach_detail", city, self.get_slug())

    @classmethod
    def name_columns(cls):
        return [*super().name_columns(), "city", *(f"city__{column}" for column in City.name_columns())]

    @property
    def slug_scope(self):
        return City.objects.values_list("uuid", flat=True).get(pk=self.city_id) if self.city_id else ""

    def slug_rivals(self):
        return super().slug_rivals().filter(city=self.city_id)

    def doubts(self):
        sentence = _("%(contact)s may not be shown: there is no consent, or its time is over.")
        return [*super().doubts(), *(("contacts", sentence % {"contact": c}) for c in self.contacts.withheld())]

    @property
    def parent(self):
        return self.city

    @property
    def parent_is_missing(self):
        return self.city is None

    @property
    def is_public(self):
        return super().is_public and bool(self.city) and self.city.is_public

    def lacks(self, languages):
        lacking = super().lacks(languages)
        if self.city and not self.city.is_public:
            sentence = _("%(city)s is not public yet. Publish the city first, or keep this as a draft.")
            lacking["state"] = sentence % {"city": self.city}
        return lacking

    @property
    def name_in_menus(self):
        return self.t.short_title or self.t.title


class ApproachSection(Section):
    """A part of the description of an approach."""

    class Topic(models.TextChoices):
        INITIATIVE = "initiative", _("Who started it, and how?")
        PROCESS = "process", _("How does it work?")
        OUTCOME = "outcome", _("What has come of it?")
        UPDATE = "update", _("What is new?")
        OTHER = "other", _("Something else")

    owner = models.ForeignKey(Approach, models.CASCADE, related_name="sections", verbose_name=_("approach"))
    topic = CharField(
        _("topic"),
        max_length=12,
        choices=Topic,
        default=Topic.INITIATIVE,
        help_text=_("Gives the section its heading in all languages, unless you write one."),
    )

    class Meta(Section.Meta):
        pass
