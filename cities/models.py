import uuid
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Case, Count, F, Prefetch, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.countries import country_choices, country_name
from content.fields import CharField, EmailField, RichTextField, SlugField, TextField, URLField
from content.languages import CODES, Translated
from content.models import Addressed, AddressedQuerySet, Pictured, Section, is_public


class PolicyAreaQuerySet(models.QuerySet):
    def published(self):
        """All of them: policy areas are the vocabulary of the site and have no drafts."""
        return self

    def with_approach_count(self):
        """Adds `approach_count`: the public approaches of public cities in each area."""
        visible = is_public("approaches__") & is_public("approaches__city__")
        return self.annotate(approach_count=Count("approaches", filter=visible, distinct=True))


class PolicyArea(Translated, models.Model):
    """A field of municipal policy by which approaches are tagged."""

    class Colour(models.TextChoices):
        SEA = "sea", _("sea")
        VEST = "vest", _("orange")
        LEAF = "leaf", _("leaf")
        PLUM = "plum", _("plum")
        SKY = "sky", _("sky")
        BRICK = "brick", _("brick")
        OCHRE = "ochre", _("ochre")

    class Icon(models.TextChoices):
        """The drawings in static/images/icons.svg that can stand for a policy area."""

        DOOR = "door", _("open door")
        RECEPTION = "reception", _("arrival")
        MEGAPHONE = "megaphone", _("megaphone")
        DOCUMENT = "document", _("document")
        ADVICE = "advice", _("conversation")
        WORK = "work", _("briefcase")
        COMMUNITY = "community", _("people")
        SHIELD = "shield", _("shield")
        HOUSE = "house", _("house")
        HEALTH = "health", _("cross")
        BALLOT = "ballot", _("ballot box")
        EQUALITY = "equality", _("equals sign")
        CARD = "card", _("card")
        BOOK = "book", _("book")

    uuid = models.UUIDField(_("permanent identifier"), default=uuid.uuid4, unique=True, editable=False)
    name = CharField(_("name"), max_length=100)
    slug = SlugField(
        _("address"),
        max_length=60,
        unique=True,
        help_text=_("Stands in the addresses of filtered lists, in all languages."),
    )
    description = CharField(_("description"), max_length=300, blank=True)
    colour = CharField(_("colour"), max_length=10, choices=Colour, default=Colour.SEA)
    icon = CharField(_("icon"), max_length=30, choices=Icon, default=Icon.DOOR)
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = PolicyAreaQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("policy area")
        verbose_name_plural = _("policy areas")

    def __str__(self):
        return str(self.t.name)


class NetworkQuerySet(AddressedQuerySet):
    def with_cities(self):
        """Prefetches the public cities of each network as `public_cities`."""
        cities = City.objects.published().only_places()
        return self.prefetch_related(Prefetch("cities", cities, to_attr="public_cities"))

    def with_member_count(self):
        """Adds `member_count`: the public cities of each network."""
        return self.annotate(member_count=Count("memberships", filter=is_public("memberships__city__"), distinct=True))


class Network(Addressed):
    """An alliance, declaration or programme that cities belong to."""

    class Kind(models.TextChoices):
        ALLIANCE = "alliance", _("Alliance")
        DECLARATION = "declaration", _("Declaration")
        PROGRAMME = "programme", _("Programme")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        ENDED = "ended", _("Ended")
        UNCLEAR = "unclear", _("Not known")

    slug_source = "name"

    name = CharField(_("name"), max_length=150, blank=True)
    slug = SlugField(_("address"), max_length=110, blank=True, help_text=_("Left empty, it is made from the name."))
    kind = CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ALLIANCE)
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    website = URLField(_("website"), blank=True)
    scope = CharField(
        _("where it is active"),
        max_length=60,
        default="Europe",
        validators=[RegexValidator(r"^(Europe|[A-Z]{2})$", _("Write “Europe”, or the two letters of one country."))],
        help_text=_("“Europe”, or the two letters of one country: DE."),
    )
    status = CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    description = RichTextField(_("description"), blank=True)

    objects = NetworkQuerySet.as_manager()

    class Meta(Addressed.Meta):
        ordering = ["slug", "pk"]
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def get_absolute_url(self):
        return reverse("cities:network", args=[self.get_slug()])

    def long_texts(self):
        return [self.t.description]

    @property
    def scope_name(self):
        """“Europe” or the country, in the active language."""
        return _("Europe") if self.scope == "Europe" else country_name(self.scope)


class CityQuerySet(AddressedQuerySet):
    def with_networks(self):
        """Prefetches the public networks of each city as `public_memberships`; those of an unknown year come last."""
        in_order = F("joined").asc(nulls_last=True), "network__slug", "pk"
        memberships = Membership.objects.published().select_related("network").order_by(*in_order)
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
    networks = models.ManyToManyField(Network, through="Membership", related_name="cities", verbose_name=_("networks"))

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
        return reverse("cities:city", args=[self.get_slug()])

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

    def as_contact(self):
        """[a contact that is never saved: the city and its website]; empty for a city without one."""
        names = {f"organisation_{code}": getattr(self, f"name_{code}") or "" for code in CODES}
        return [Contact(city=self, website=self.website, **names)] if self.website else []

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


TWICE_IN_NETWORK = _("This city is in this network already.")


class MembershipQuerySet(models.QuerySet):
    def published(self):
        """Memberships of which the public may see both sides."""
        return self.filter(is_public("city__"), is_public("network__"))

    def with_cities(self):
        return self.select_related("city")

    def make_way(self):
        """Before they are saved or deleted in one transaction: give up their networks, of which a city has each once.

        No network has a negative number; whether it is there is looked at when the transaction ends.
        """
        return self.update(network=-F("pk"))


class Membership(models.Model):
    """A city's place in a network: as a member, or by a declaration of its council."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("Member")
        DECLARATION = "declaration", _("By declaration")

    city = models.ForeignKey(City, models.CASCADE, related_name="memberships", verbose_name=_("city"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="memberships", verbose_name=_("network"))
    kind = CharField(_("kind"), max_length=12, choices=Kind, default=Kind.MEMBER)
    is_founder = models.BooleanField(_("founder"), default=False)
    joined = models.PositiveSmallIntegerField(_("since"), null=True, blank=True, help_text=_("The year."))
    source = CharField(_("source"), max_length=300, blank=True, help_text=_("Where this can be checked."))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["network__slug", "city__slug", "pk"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "network"],
                name="city_is_in_a_network_once",
                violation_error_message=TWICE_IN_NETWORK,
            )
        ]

    def __str__(self):
        return f"{self.city}, {self.network}"


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
        return shown + (list(offices) or city.as_contact())


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
