import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.fields import LanguagesField, PictureField, RichTextField
from content.languages import CODES, Translated, Words, latin_slug, localized, sort_key
from content.versions import Discarded as Discarded
from content.versions import Presence as Presence
from content.versions import Version as Version


def is_public(prefix=""):
    """The condition under which the public may see a Publishable; `prefix` leads to it ("city__")."""
    return Q(**{f"{prefix}state": Publishable.State.PUBLISHED, f"{prefix}publish_at__lte": timezone.now()})


def _read(source, ready, *texts):
    """The one of the texts in all languages that a reader of the active language sees."""
    text_in = dict(zip(CODES, texts, strict=True))
    shown = get_language() if get_language() in {*ready, source} else source
    return text_in[shown] or text_in[source] or ""


class PublishableQuerySet(models.QuerySet):
    def published(self):
        """What the public may see: the only door to it, joins included."""
        return self.filter(is_public())

    def scheduled(self):
        """What will become public at a time still to come."""
        return self.filter(state=Publishable.State.PUBLISHED, publish_at__gt=timezone.now())

    def alphabetical(self, field):
        """The primary keys in the order of a translated field, as a reader of the active language sees it."""
        rows = self.order_by("pk").values_list("pk", "source_language", "languages", *localized(field))
        return [pk for _key, pk in sorted((sort_key(_read(*row)), pk) for pk, *row in rows.iterator())]


class Publishable(Translated, models.Model):
    """Something with an address of its own that goes from draft to published, in several languages."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    #: Translated fields that must be filled in every ready language before the public sees the object.
    required_texts = ()

    uuid = models.UUIDField(_("permanent identifier"), default=uuid.uuid4, unique=True, editable=False)
    source_language = models.CharField(
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
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
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

    def clean(self):
        super().clean()
        self.languages = [code for code in CODES if code in {*self.languages, self.source_language}]
        if self.state == self.State.PUBLISHED:
            self._check_required_texts()

    def required_columns(self):
        """The translated columns that must be filled in before the public sees the object."""
        return [f"{field}_{code}" for field in self.required_texts for code in self.languages]

    def _check_required_texts(self):
        message = _("Fill this in, or take the language from the ready ones, before publishing.")
        errors = {name: message for name in self.required_columns() if not getattr(self, name)}
        if errors:
            raise ValidationError(errors)

    @property
    def is_public(self):
        return self.state == self.State.PUBLISHED and self.publish_at <= timezone.now()

    @property
    def is_scheduled(self):
        return self.state == self.State.PUBLISHED and not self.is_public

    def is_ready(self, language):
        return language in self.ready_languages

    @property
    def ready_languages(self):
        return [code for code in CODES if code in self.languages or code == self.source_language]

    def languages_to_fill(self):
        """The languages that need their texts now: every ready one once published, until then the one written first."""
        return self.ready_languages if self.state == self.State.PUBLISHED else [self.source_language]

    @property
    def shown_language(self):
        """The language in which a reader of the active one sees this."""
        return get_language() if self.is_ready(get_language()) else self.source_language

    def reading_order(self):
        return [self.shown_language, self.source_language]

    def long_texts(self):
        """The texts a reader comes for, as that reader sees them."""
        return [section.t.body for section in self.sections.all()]

    def has_foreign_parts(self):
        """Whether some text is shown in another language than the rest, for want of a translation."""
        return any(text and text.language != self.shown_language for text in self.long_texts())


def new_mark():
    return uuid.uuid4().hex


class ContentMark(models.Model):
    """Changes whenever content does; content.version says how and why there are several."""

    mark = models.CharField(max_length=36, default=new_mark)

    class Meta:
        verbose_name = "content mark"
        verbose_name_plural = "content marks"

    def __str__(self):
        return self.mark


class Address(models.Model):
    """A slug that leads to an object for ever: one that it has now, in any language, or one that it had before."""

    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=36, blank=True)
    slug = models.CharField(max_length=120)
    owner = models.UUIDField(db_index=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [models.UniqueConstraint(fields=["kind", "scope", "slug"], name="address_leads_to_one_object")]

    def __str__(self):
        return f"{self.kind} {self.slug}"


class AddressedQuerySet(PublishableQuerySet):
    def at(self, slug, scope=""):
        """Those whose address is or was `slug`, in any language."""
        addresses = Address.objects.filter(kind=self.model._meta.label_lower, scope=str(scope), slug=slug)
        return self.filter(uuid__in=addresses.values("owner"))


class Addressed(Publishable):
    """A Publishable with slugs. Slugs of its kind lead to one object for ever, so that no link to it breaks."""

    #: The field a missing slug is made from.
    slug_source = "title"

    objects = AddressedQuerySet.as_manager()

    class Meta(Publishable.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        """Save, and keep the slugs for ever in the same transaction."""
        self.make_slugs()
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._keep_addresses()

    @classmethod
    def slug_fields(cls):
        """The slug columns: one, or one for each language."""
        translated = [f"slug_{code}" for code in CODES]
        names = {field.name for field in cls._meta.fields}
        return translated if names.issuperset(translated) else ["slug"]

    def _check_title(self):
        column = f"{self.slug_source}_{self.source_language}"
        if not getattr(self, column):
            raise ValidationError(
                {column: _("Fill this in: it is the source language, and other people need to know what this is.")}
            )

    @property
    def slug_scope(self):
        """The uuid of the object within which slugs are unique; empty for the whole site."""
        return ""

    def get_slug(self):
        """The slug in the active language; that of the source language where there is none."""
        fields = self.slug_fields()
        if fields == ["slug"]:
            return self.slug
        return getattr(self, f"slug_{get_language()}") or getattr(self, f"slug_{self.source_language}")

    def clean(self):
        super().clean()
        self._check_title()
        self.make_slugs()
        taken = set(self._foreign_addresses().values_list("slug", flat=True))
        errors = {
            field: _("“%s” leads, or once led, to something else. Choose another word.") % getattr(self, field)
            for field in self.slug_fields()
            if getattr(self, field) in taken
        }
        if errors:
            raise ValidationError(errors)

    def make_slugs(self):
        """Fill missing slugs from the title of the same language."""
        for field in self.slug_fields():
            language = field.removeprefix("slug").removeprefix("_") or self.source_language
            title = getattr(self, f"{self.slug_source}_{language}")
            if title and not getattr(self, field):
                setattr(self, field, self._free_slug(latin_slug(title)[:100] or self.uuid.hex[:8]))

    def _free_slug(self, slug):
        taken = set(self._addresses(slug__startswith=slug).exclude(owner=self.uuid).values_list("slug", flat=True))
        candidates = [slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3))]
        return next(candidate for candidate in candidates if candidate not in taken)

    def _slugs(self):
        return {getattr(self, field) for field in self.slug_fields()} - {"", None}

    def _addresses(self, **conditions):
        return Address.objects.filter(kind=self._meta.label_lower, scope=str(self.slug_scope), **conditions)

    def _foreign_addresses(self):
        return self._addresses(slug__in=self._slugs()).exclude(owner=self.uuid)

    def _keep_addresses(self):
        kept = set(self._addresses(owner=self.uuid).values_list("slug", flat=True))
        Address.objects.bulk_create(
            Address(kind=self._meta.label_lower, scope=str(self.slug_scope), slug=slug, owner=self.uuid)
            for slug in sorted(self._slugs() - kept)
        )


class Pictured(models.Model):
    """Something that may carry a picture."""

    picture = PictureField(
        _("picture"),
        width_field="picture_width",
        height_field="picture_height",
        help_text=_("JPEG, PNG or WebP, at most 10 MB. Place, time and camera are removed from it."),
    )
    picture_width = models.PositiveIntegerField(null=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, editable=False)
    picture_alt = models.CharField(
        _("picture in words"),
        max_length=300,
        blank=True,
        help_text=_("What somebody who cannot see the picture should know about it."),
    )
    picture_is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("The picture says nothing that the text does not say.")
    )
    picture_credit = models.CharField(_("picture credit"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.picture and not self.picture_is_decorative:
            self._check_picture_alt()

    @property
    def shown_with(self):
        """The Publishable whose readers see the picture."""
        return self

    def _check_picture_alt(self):
        message = _("Say in words what the picture shows, or tick “decorative”.")
        columns = localized("picture_alt", self.shown_with.languages_to_fill())
        errors = {column: message for column in columns if not getattr(self, column)}
        if errors:
            raise ValidationError(errors)


class SectionQuerySet(models.QuerySet):
    def published(self):
        """Sections of owners that the public may see."""
        owners = self.model.owner.field.related_model.objects.published()
        return self.filter(owner__in=owners)


class Section(Translated, Pictured, models.Model):
    """A heading with text, a pull quote or a picture; one concrete table, with an `owner`, per kind of page."""

    part_of = "owner"

    position = models.PositiveIntegerField(_("position"), default=0)
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    body = RichTextField(_("text"), blank=True)
    quote_author = models.CharField(
        _("author of the quote"),
        max_length=200,
        blank=True,
        help_text=_("Person and role, or document. Filled in, the text is shown as a quote."),
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self):
        return str(self.t.heading) or f"{self._meta.verbose_name} {self.position}"

    @property
    def shown_with(self):
        return self.owner

    @property
    def topic_heading(self):
        """The heading that a topic gives, in the active language; empty without a topic or for “something else”."""
        return self.get_topic_display() if getattr(self, "topic", "other") != "other" else ""

    @property
    def title(self):
        """The heading that readers see."""
        return self.t.heading or Words(self.topic_heading, get_language())

    @property
    def anchor(self):
        """The fragment that links to this section; the same in all languages."""
        return f"section-{self.pk}"
