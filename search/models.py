from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, TextField


class DocumentQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Documents of what the public may see at this moment."""
        return self.filter(public_from__lte=timezone.now())

    def moments(self, now: datetime) -> Self:
        """Those that become public by themselves, each with the `moment`."""
        return self.filter(public_from__gt=now).order_by().annotate(moment=F("public_from"))


class Document(models.Model):
    """What can be found as one: an object in one of its ready languages, or one page of a report's PDF.

    Only what is published has documents; `public_from` is the moment from which it and all it belongs to are public.
    """

    class Kind(models.TextChoices):
        CITY = "city", _("city")
        APPROACH = "approach", _("approach")
        NETWORK = "network", _("network")
        REPORT = "report", _("report")
        NEWS = "news", _("news")
        PAGE = "page", _("page")

        @property
        def heading(self) -> str:
            return capfirst(str(self.label))

    kind = CharField(max_length=10, choices=Kind)
    #: The object that is found: a report for all pages of all its editions.
    object_id = models.BigIntegerField()
    #: The object that the text is taken from: the edition for pages of a report.
    source_id = models.BigIntegerField()
    language = CharField(max_length=2)
    #: The page of the PDF, or 0.
    page = models.PositiveIntegerField(default=0)
    public_from = models.DateTimeField()
    title = CharField(max_length=300, blank=True)
    body = TextField(blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "source_id", "language", "page"]
        indexes = [models.Index(fields=["public_from"], name="document_public_from")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "source_id", "language", "page"], name="document_is_there_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id} {self.language} {self.page}"

    @property
    def key(self) -> tuple[str, int, str, int]:
        """What makes it the same document after a change."""
        return self.kind, self.source_id, self.language, self.page


class WordQuerySet(models.QuerySet):
    def resembling(self, folded: str, distance: int) -> Self:
        """The words that may lie within so many changes of a folded word.

        One that differs in a single place has the same first letter or the same end.
        """
        alike = models.Q(initial=folded[0]) | models.Q(ending=folded[-2:])
        return self.filter(alike, length__range=(len(folded) - distance, len(folded) + distance))

    def beginning_with(self, folded: str) -> Self:
        """Words that go on after a folded word, the shortest first."""
        longer = self.filter(initial=folded[0], length__gt=len(folded), folded__startswith=folded)
        return longer.order_by("length", "folded")


class Word(models.Model):
    """A word of some document: what a mistyped one may have meant. It is offered only if it finds something public."""

    folded = CharField(max_length=60, unique=True)
    #: As it stands in a text, with capitals and accents.
    written = CharField(max_length=60)
    initial = CharField(max_length=1)
    ending = CharField(max_length=2)
    length = models.PositiveSmallIntegerField()

    objects = WordQuerySet.as_manager()

    class Meta:
        ordering = ["folded"]
        indexes = [
            models.Index(fields=["initial", "length"], name="word_by_initial"),
            models.Index(fields=["ending", "length"], name="word_by_ending"),
        ]

    def __str__(self) -> str:
        return self.written
