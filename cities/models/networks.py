from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, F, Prefetch
from django.utils.translation import gettext_lazy as _

from cities.countries import country_name
from cities.models.places import City
from content.addresses import path_to
from content.fields import CharField, RichTextField, SlugField, URLField
from content.models import Addressed, AddressedQuerySet, is_public

TWICE_IN_NETWORK = _("This city is in this network already.")


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
        return path_to("cities:network_detail", self.get_slug())

    def long_texts(self):
        return [self.t.description]

    @property
    def scope_name(self):
        """“Europe” or the country, in the active language."""
        return _("Europe") if self.scope == "Europe" else country_name(self.scope)


class MembershipQuerySet(models.QuerySet):
    def published(self):
        """Memberships of which the public may see both sides."""
        return self.filter(is_public("city__"), is_public("network__"))

    def with_cities(self):
        return self.select_related("city")

    def with_networks(self):
        """With their networks; those of an unknown year come last."""
        return self.select_related("network").order_by(F("joined").asc(nulls_last=True), "network__slug", "pk")

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
