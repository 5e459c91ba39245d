"""What has been translated from what; the glossary; and exchange files that wait for a yes."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, JSONField, TextField
from content.languages import CODES, Translated


class TextQuerySet(models.QuerySet):
    def present(self):
        """The texts that the content holds now, and the gaps in it."""
        return self.filter(is_present=True)

    def to_do(self):
        return self.filter(state__in=Text.TO_DO)

    def totals(self):
        """[{"language", "state", "texts", "words"}] of these texts."""
        return self.values("language", "state").order_by().annotate(texts=Count("pk"), words=Sum("words"))


class Text(models.Model):
    """A text in one language of one field, and the text in the source language that it was made from.

    A text that proved right for several source texts has a row for each, so that undoing a change undoes its mark.
    A field whose source is filled in and whose translation is not has a row without a fingerprint.
    """

    class State(models.TextChoices):
        SOURCE = "source", _("Source text")
        MISSING = "missing", _("Missing")
        STALE = "stale", _("Out of date")
        MACHINE = "machine", _("Machine-made")
        CURRENT = "current", _("Up to date")

    TO_DO = (State.MISSING, State.STALE, State.MACHINE)

    # Made from what is in the row (see `key`), so that fixtures and restored backups meet the rows that are there.
    id = models.UUIDField(primary_key=True, editable=False)
    kind = CharField(max_length=50)
    page = CharField(max_length=80)
    item = CharField(max_length=80)
    field = CharField(max_length=40)
    language = CharField(max_length=2, choices=settings.LANGUAGES)
    fingerprint = CharField(max_length=32, blank=True)
    made_from = CharField(max_length=32, blank=True)
    made_from_language = CharField(max_length=2, choices=settings.LANGUAGES)
    state = CharField(max_length=7, choices=State)
    words = models.PositiveIntegerField(default=0)
    is_machine_made = models.BooleanField(default=False)
    is_present = models.BooleanField(default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="translated_texts", db_index=False
    )
    changed_at = models.DateTimeField(null=True)

    objects = TextQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [(f"write_{code}", f"Can write {name}") for code, name in settings.LANGUAGES]
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["page", "item", "field", "language", "pk"]
        indexes = [
            models.Index(fields=["item"], name="text_by_item"),
            models.Index(fields=["page", "language"], name="text_by_page", condition=Q(is_present=True)),
            models.Index(fields=["language", "state", "page"], name="text_by_state", condition=Q(is_present=True)),
            models.Index(fields=["changed_by"], name="text_by_person", condition=Q(is_present=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "field", "language"], condition=Q(is_present=True), name="field_has_one_text_a_language"
            )
        ]

    def __str__(self):
        return self.address

    @property
    def address(self):
        """What names the text in exchange files and links; the same as long as its object lives."""
        return f"{self.item}/{self.field}"

    @staticmethod
    def key(*what_the_row_says):
        return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(what_the_row_says))


class Wording(models.Model):
    """A source text from which something was translated, kept so that later changes can be marked."""

    fingerprint = CharField(max_length=32, primary_key=True)
    text = TextField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.text[:60]


class TermQuerySet(models.QuerySet):
    def published(self):
        """All of them: the glossary has no drafts."""
        return self


class Term(Translated, models.Model):
    """A word of policy that means the same in all languages, and what it means."""

    independent_fields = ("forms",)

    uuid = models.UUIDField(_("permanent identifier"), default=uuid.uuid4, unique=True, editable=False)
    name = CharField(_("term"), max_length=100, blank=True)
    forms = CharField(
        _("other forms"),
        max_length=300,
        blank=True,
        help_text=_("Other forms and words for the same, separated by commas: “sans-papiers, undocumented”."),
    )
    definition = TextField(_("definition"), max_length=500, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("term")
        verbose_name_plural = _("glossary")

    def __str__(self):
        return str(self.t.name)

    @property
    def anchor(self):
        """The fragment that leads to the term on the page of the glossary; the same in all languages."""
        return f"term-{self.pk}"

    def words(self, language):
        """All that the term is called in a language, the name first."""
        forms = (getattr(self, f"forms_{language}") or "").split(",")
        return [word for word in (getattr(self, f"name_{language}"), *map(str.strip, forms)) if word]

    def definition_in(self, language):
        return getattr(self, f"definition_{language}") or ""

    @property
    def other_names(self):
        """[(language, name)] in the languages that the reader does not see anyway."""
        names = [(code, getattr(self, f"name_{code}")) for code in CODES if code != get_language()]
        return [(code, name) for code, name in names if name]


class Delivery(models.Model):
    """An exchange file that has been read and shown, and waits for the yes of the person who sent it."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries")
    name = CharField(max_length=200)
    language = CharField(max_length=2)
    entries = JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["-created_at", "pk"]

    def __str__(self):
        return self.name


def empty_counts():
    """{state: 0} of what can be the matter with a translation."""
    return dict.fromkeys(Text.State.values[1:], 0)


def counts_by_language(texts):
    """{language: {state: number of texts, "words": words to do}} of a queryset of texts, every language included."""
    found = {code: empty_counts() | {"words": 0} for code in CODES}
    for row in texts.exclude(state=Text.State.SOURCE).totals():
        counts = found[row["language"]]
        counts[row["state"]] = row["texts"]
        counts["words"] += row["words"] if row["state"] in Text.TO_DO else 0
    return found
