from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Prefetch, Q, When
from django.utils.translation import gettext_lazy as _

from cities.countries import country_choices, country_name
from content.addresses import path_to
from content.fields import CharField, SlugField, TextField, URLField
from content.languages import Translated
from content.models import Addressed, AddressedQuerySet, Pictured, Section, is_public


class CityQuerySet(AddressedQuerySet):
    def with_networks(self):
        """Prefetches the public networks of each city as `public_memberships`; those of an unknown year come last."""
        memberships = self.model._meta.get_field("memberships").related_model.objects.published().with_networks()
        return self.prefetch_related(Prefetch("memberships", memberships, to_attr="public_memberships"))

    def case_studies(self):
        return self.filter(is_case_study=True)

    def with_report(self):
        """Cities of which there is a public report."""
        return self.filter(is_public("report__editions__")).distinct()

    def for_stories(self):
        """Those checked last first, with what to remember about them."""
        return self.order_by(F("verified_on").desc(nulls_last=True), "slug").prefetch_related("takeaways")

    def only_places(self):
        """Loads where cities lie, and nothing else."""
        return self.only("latitude", "longitude")

    def for_page(self):
        """With all that the page of a city shows, except what higher floors know."""
        return self.with_networks().select_related("report").prefetch_related("takeaways", "sections")


class City(Pictured, Addressed):
    """A municipality that works for the rights of migrants and refugees."""

    slug_source = "name"
    required_fields = ("country", "latitude", "longitude")

    name = CharField(_("name"), max_length=100, blank=True)
    slug = SlugField(_("address"), max_length=110, blank=True, help_text=_("Left empty, it is made from the name."))
    country = CharField(_("country"), max_length=2, choices=country_choices, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Degrees north of the equator, in Europe between 34 and 72: 52.39890"),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Degrees east of Greenwich, in Europe between -25 and 45: 13.06570"),
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("year of the population figure"), null=True, blank=True)
    website = URLField(_("website"), blank=True)
    is_case_study = models.BooleanField(
        _("case study"), default=False, help_text=_("Shown with a page of its own on the home page and the map.")
    )
    subtitle = CharField(_("subtitle"), max_length=120, blank=True, help_text=_("One line under the name."))
    summary = TextField(
        _("summary"), max_length=400, blank=True, help_text=_("One or two sentences for lists: why this city is here.")
    )
    networks = models.ManyToManyField(
        "Network", through="Membership", related_name="cities", verbose_name=_("networks")
    )

    objects = CityQuerySet.as_manager()

    class Meta(Addressed.Meta):
        ordering = ["slug", "pk"]
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="city_lies_on_earth",
                violation_error_message=_("These coordinates are not on Earth."),
            ),
        ]

    def get_absolute_url(self):
        return path_to("cities:city_detail", self.get_slug())

    @classmethod
    def name_columns(cls):
        return [*super().name_columns(), "country", "is_case_study"]

    def clean(self):
        super().clean()
        are_numbers = isinstance(self.latitude, Decimal) and isinstance(self.longitude, Decimal)
        if are_numbers and self._coordinates_look_swapped():
            raise ValidationError(
                {
                    "latitude": _(
                        "Latitude and longitude look swapped: this point is far from Europe, "
                        "the other way round it is in Europe."
                    )
                }
            )

    def _coordinates_look_swapped(self):
        return not in_europe(self.latitude, self.longitude) and in_europe(self.longitude, self.latitude)

    @property
    def country_name(self):
        return country_name(self.country)

    def next_case_study(self):
        """The public case study that follows this one in alphabetical order; after the last comes the first."""
        others = City.objects.published().case_studies().exclude(pk=self.pk)
        return others.order_by(Case(When(slug__gt=self.slug, then=0), default=1), "slug").first()


def in_europe(latitude, longitude):
    """Whether a point in degrees lies between Iceland, Crete, Portugal and the Caucasus."""
    return 34 <= latitude <= 72 and -25 <= longitude <= 45


class Takeaway(Translated, models.Model):
    """One of the one to three things to remember about a city."""

    part_of = "city"

    city = models.ForeignKey(City, models.CASCADE, related_name="takeaways", verbose_name=_("city"))
    position = models.PositiveIntegerField(_("position"), default=0)
    text = TextField(_("text"), max_length=400, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("key takeaway")
        verbose_name_plural = _("key takeaways")

    def __str__(self):
        return str(self.t.text)[:60]


class CitySection(Section):
    """A part of a case study."""

    class Topic(models.TextChoices):
        SPECIAL = "special", _("What is special about this city?")
        FOCUS = "focus", _("What does local policy focus on?")
        FACTORS = "factors", _("What makes it possible?")
        ACHIEVEMENTS = "achievements", _("What has been achieved?")
        BEYOND = "beyond", _("Beyond the city")
        OTHER = "other", _("Something else")

    owner = models.ForeignKey(City, models.CASCADE, related_name="sections", verbose_name=_("city"))
    topic = CharField(
        _("topic"),
        max_length=12,
        choices=Topic,
        default=Topic.SPECIAL,
        help_text=_("Gives the section its heading in all languages, unless you write one."),
    )

    class Meta(Section.Meta):
        pass
