"""What goes from draft to published, in several languages."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, LanguagesField
from content.languages import CODES, Translated, language_of, localized
from content.rows import raw_rows


def is_public(prefix: str = "") -> Q:
    """The condition under which the public may see a Publishable; `prefix` leads to it ("city__")."""
    return Q(**{f"{prefix}state": Publishable.State.PUBLISHED, f"{prefix}publish_at__lte": timezone.now()})


class PublishableQuerySet(models.QuerySet):
    def published(self) -> Self:
        """What the public may see: the only door to it, joins included."""
        return self.filter(is_public())

    def scheduled(self, now: datetime | None = None) -> Self:
        """What will become public at a time still to come."""
        return self.filter(state=Publishable.State.PUBLISHED, publish_at__gt=now or timezone.now())

    def moments(self, now: datetime) -> Self:
        """Those that become public by themselves, each with the `moment`."""
        return self.scheduled(now).order_by().annotate(moment=F("publish_at"))

    def as_read(self, field: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """(primary key, a translated field as a reader of the active language sees it, the language that it is in).

        Raw values of further columns follow.
        """
        asked, languages = get_language(), dict(zip(CODES, localized(field), strict=True))
        place = {code: number for number, code in enumerate(languages, 3)}
        end = 3 + len(place)
        columns = ("pk", "source_language", "languages", *languages.values(), *columns)
        for row in raw_rows(self.order_by(), *columns):
            pk, source, ready = row[:3]
            shown = asked if asked == source or (asked in place and asked in ready) else source
            shown = shown if row[place[shown]] else source
            yield pk, row[place[shown]] or "", shown, *row[end:]


class Checked(models.Model):
    """Something that is checked before the public sees it; each kind adds to `lacks`."""

    class Meta:
        abstract = True

    def lacks(self, languages: Collection[str]) -> dict[str, Any]:
        return {}


def check_nothing_lacks(thing: Checked, page: Any) -> None:
    """Raise ValidationError if `thing` lacks something in a ready language of the published `page` it is shown on."""
    if page.state == Publishable.State.PUBLISHED and (lacking := thing.lacks(page.ready_languages)):
        raise ValidationError(lacking)


class Publishable(Translated, Checked):
    """Something with an address of its own that goes from draft to published, in several languages."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    #: What must be filled in before the public sees the object: translated fields, in every ready language, and others.
    required_texts: Sequence[str] = ()
    required_fields: Sequence[str] = ()

    uuid = models.UUIDField(_("permanent identifier"), default=uuid.uuid4, unique=True, editable=False)
    source_language = CharField(
        _("source language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_(
            "The language in which this was written first. Readers of other languages see it until theirs is ready."
        ),
    )
    languages = LanguagesField(
        _("ready languages"),
        help_text=_("The languages that are good enough for readers. The source language is always one of them."),
    )
    state = CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    publish_at = models.DateTimeField(
        _("public from"),
        default=timezone.now,
        help_text=_("A time in the future keeps a published page hidden until then."),
    )
    verified_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("When somebody last made sure that all of this is still true."),
    )
    review_by = models.DateField(
        _("check again by"), null=True, blank=True, help_text=_("When somebody should look at it again.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")
        indexes = [models.Index(fields=["publish_at", "state"], name="%(class)s_public_from")]

    def clean(self) -> None:
        super().clean()
        self.languages = [code for code in CODES if code in {*self.languages, self.source_language}]
        check_nothing_lacks(self, self)

    def required_columns(self, languages: Collection[str]) -> list[str]:
        """The columns that must be filled in before the public sees the object in these languages."""
        return [*self.required_fields, *(f"{field}_{code}" for field in self.required_texts for code in languages)]

    def lacks(self, languages: Collection[str]) -> dict[str, Any]:
        """{column: sentence} of what keeps the object from being published in these languages; drafts may lack it."""
        missing = [name for name in self.required_columns(languages) if getattr(self, name) in (None, "")]
        return super().lacks(languages) | {name: self._sentence_on_missing(name) for name in missing}

    def _sentence_on_missing(self, column: str) -> Any:
        if language_of(self, column) not in {"", self.source_language}:
            return _("Fill this in, or take the language from the ready ones, before publishing.")
        return _("Fill this in before publishing.")

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLISHED and self.publish_at <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        return self.state == self.State.PUBLISHED and not self.is_public

    @property
    def parent(self) -> "Publishable | None":
        """The Publishable that must be public for this to be public; None if there is none."""
        return None

    @property
    def parent_is_missing(self) -> bool:
        """Whether it cannot be shown anywhere because what it belongs to has not been chosen yet."""
        return False

    def doubts(self) -> list[tuple[str, Any]]:
        """[(column, sentence)] of what an editor should look at, though it keeps nothing from being published."""
        if self.review_by and self.review_by < timezone.localdate():
            return [("review_by", _("This should have been checked again by now."))]
        return []

    @property
    def stage(self) -> str:
        """The state as editors speak of it, in which what waits for its time is "scheduled"."""
        return "scheduled" if self.is_scheduled else self.state

    def is_ready(self, language: str | None) -> bool:
        return language in self.ready_languages

    @property
    def ready_languages(self) -> list[str]:
        return [code for code in CODES if code in self.languages or code == self.source_language]

    @property
    def shown_language(self) -> str:
        """The language in which a reader of the active one sees this."""
        return get_language() if self.is_ready(get_language()) else self.source_language

    def reading_order(self) -> list[str]:
        return [self.shown_language, self.source_language]

    def long_texts(self: Any) -> list[Any]:
        """The texts a reader comes for, as that reader sees them."""
        return [section.t.body for section in self.sections.all()]

    def has_foreign_parts(self) -> bool:
        """Whether some text is shown in another language than the rest, for want of a translation."""
        return any(text and text.language != self.shown_language for text in self.long_texts())
