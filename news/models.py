from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approaches.models import Approach
from cities.models import City, Network
from content.addresses import path_to
from content.fields import CharField, SlugField, TextField, URLField
from content.languages import Translated
from content.models import Addressed, AddressedQuerySet, Pictured, Section
from reports.models import PdfDocument

ENDS_TOO_EARLY = _("The event ends before it starts. Check both dates.")


class NewsPostQuerySet(AddressedQuerySet):
    def with_subjects(self):
        """Prefetches the public cities and networks of each post as `public_cities` and `public_networks`."""
        return self.prefetch_related(
            Prefetch("cities", City.objects.published(), to_attr="public_cities"),
            Prefetch("networks", Network.objects.published(), to_attr="public_networks"),
        )


class NewsPost(Pictured, Addressed):
    """A piece of news, an event, a publication or a workshop report."""

    class Kind(models.TextChoices):
        NEWS = "news", _("News")
        EVENT = "event", _("Event")
        PUBLICATION = "publication", _("Publication")
        WORKSHOP = "workshop", _("Workshop report")

    required_texts = ("title", "teaser")
    constraint_fields = {ENDS_TOO_EARLY: "event_end"}

    title = CharField(_("title"), max_length=200, blank=True)
    slug = SlugField(_("address"), max_length=110, blank=True, help_text=_("Left empty, it is made from the title."))
    teaser = TextField(_("teaser"), max_length=500, blank=True, help_text=_("Two sentences for lists."))
    kind = CharField(_("kind"), max_length=12, choices=Kind, default=Kind.NEWS)
    date = models.DateField(_("date"), default=timezone.localdate)
    author = CharField(_("author"), max_length=120, blank=True)
    region = CharField(_("region"), max_length=80, blank=True, help_text=_("Where it happens: “Europe”, “Italy”."))
    event_start = models.DateField(_("event starts"), null=True, blank=True)
    event_end = models.DateField(_("event ends"), null=True, blank=True)
    event_place = CharField(_("place of the event"), max_length=150, blank=True)
    video_url = URLField(
        _("video"),
        blank=True,
        help_text=_("Shown as a link: nothing is loaded from elsewhere before a reader follows it."),
    )
    cities = models.ManyToManyField(City, related_name="news", blank=True, verbose_name=_("cities"))
    networks = models.ManyToManyField(Network, related_name="news", blank=True, verbose_name=_("networks"))
    approaches = models.ManyToManyField(Approach, related_name="news", blank=True, verbose_name=_("approaches"))

    objects = NewsPostQuerySet.as_manager()

    class Meta(Addressed.Meta):
        ordering = ["-date", "-pk"]
        verbose_name = _("news post")
        verbose_name_plural = _("news posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(event_end=None) | Q(event_end__gte=F("event_start")),
                name="event_ends_after_it_starts",
                violation_error_message=ENDS_TOO_EARLY,
            )
        ]

    def get_absolute_url(self):
        return path_to("news:post_detail", self.get_slug())


class NewsSection(Section):
    """A part of a news post."""

    owner = models.ForeignKey(NewsPost, models.CASCADE, related_name="sections", verbose_name=_("news post"))

    class Meta(Section.Meta):
        pass


class DownloadQuerySet(models.QuerySet):
    def published(self):
        """Downloads of public posts."""
        return self.filter(post__in=NewsPost.objects.published())


class Download(Translated, PdfDocument):
    """A PDF to take home from a news post."""

    part_of = "post"

    post = models.ForeignKey(NewsPost, models.CASCADE, related_name="downloads", verbose_name=_("news post"))
    position = models.PositiveIntegerField(_("position"), default=0)
    title = CharField(_("title"), max_length=150, blank=True)

    objects = DownloadQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("download")
        verbose_name_plural = _("downloads")

    def __str__(self):
        return str(self.t.title)
