import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, SlugField
from content.languages import Translated


class PolicyAreaQuerySet(models.QuerySet):
    def published(self):
        """All of them: policy areas are the vocabulary of the site and have no drafts."""
        return self


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
