import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, LanguagesField, PictureField, RichTextField
from content.languages import CODES, Translated, Words, latin_slug, localized, sort_key
from content.records import Import as Import
from content.records import Link as Link
from content.records import PreviewLink as PreviewLink
from content.records import Problem as Problem
from content.versions import Discarded as Discarded
from content.versions import Presence as Presence
from content.versions import Version as Version
from content.versions import WorkingCopy as WorkingCopy


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


class Checked(models.Model):
    """Something that is checked before the public sees it; each kind adds to `lacks`."""

    class Meta:
        abstract = True

    def lacks(self, languages):
        return {}


def check_nothing_lacks(thing, page):
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
    required_texts = ()
    required_fields = ()

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

    def clean(self):
        super().clean()
        self.languages = [code for code in CODES if code in {*self.languages, self.source_language}]
        check_nothing_lacks(self, self)

    def required_columns(self, languages):
        """The columns that must be filled in before the public sees the object in these languages."""
        return [*self.required_fields, *(f"{field}_{code}" for field in self.required_texts for code in languages)]

    def lacks(self, languages):
        """{column: sentence} of what keeps the object from being published in these languages; drafts may lack it."""
        missing = [name for name in self.required_columns(languages) if getattr(self, name) in (None, "")]
        return super().lacks(languages) | {name: self._sentence_on_missing(name) for name in missing}

    def _sentence_on_missing(self, column):
        if column in localized(column[:-3], set(CODES) - {self.source_language}):
            return _("Fill this in, or take the language from the ready ones, before publishing.")
        return _("Fill this in before publishing.")

    @property
    def is_public(self):
        return self.state == self.State.PUBLISHED and self.publish_at <= timezone.now()

    @property
    def is_scheduled(self):
        return self.state == self.State.PUBLISHED and not self.is_public

    @property
    def parent(self):
        """The Publishable that must be public for this to be public; None if there is none."""
        return None

    @property
    def parent_is_missing(self):
        """Whether it cannot be shown anywhere because what it belongs to has not been chosen yet."""
        return False

    def doubts(self):
        """[(column, sentence)] of what an editor should look at, though it keeps nothing from being published."""
        if self.review_by and self.review_by < timezone.localdate():
            return [("review_by", _("This should have been checked again by now."))]
        return []

    @property
    def stage(self):
        """The state as editors speak of it, in which what waits for its time is "scheduled"."""
        return "scheduled" if self.is_scheduled else self.state

    def is_ready(self, language):
        return language in self.ready_languages

    @property
    def ready_languages(self):
        return [code for code in CODES if code in self.languages or code == self.source_language]

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

    mark = CharField(max_length=36, default=new_mark)

    class Meta:
        verbose_name = "content mark"
        verbose_name_plural = "content marks"

    def __str__(self):
        return self.mark


class Address(models.Model):
    """A slug that leads to an object for ever: one that it has now, in any language, or one that it had before."""

    kind = CharField(max_length=40)
    scope = CharField(max_length=36, blank=True)
    slug = CharField(max_length=120)
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

    def only_names(self):
        """Loads what a link to each needs, and leaves the long texts in the database."""
        return self.only(*self.model.name_columns())


class Addressed(Publishable):
    """A Publishable with slugs. Slugs of its kind lead to one object for ever, so that no link to it breaks."""

    #: The field a missing slug is made from.
    slug_source = "title"

    objects = AddressedQuerySet.as_manager()

    class Meta(Publishable.Meta):
        abstract = True

    def __str__(self):
        return str(getattr(self.t, self.slug_source)) or gettext("Untitled")

    def save(self, *args, **kwargs):
        """Save, and keep the slugs of what is published for ever in the same transaction; a draft claims none."""
        self.make_slugs()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.state == self.State.PUBLISHED:
                self._keep_addresses()

    @classmethod
    def slug_fields(cls):
        """The slug columns: one, or one for each language."""
        translated = [f"slug_{code}" for code in CODES]
        names = {field.name for field in cls._meta.fields}
        return translated if names.issuperset(translated) else ["slug"]

    @classmethod
    def name_columns(cls):
        """The columns that a link needs."""
        return ["uuid", "source_language", "languages", *cls.slug_fields(), *localized(cls.slug_source)]

    @property
    def slug_scope(self):
        """The uuid of the object within which slugs are unique; empty for the whole site."""
        return ""

    def get_slug(self):
        """The slug in the active language; that of the source language where there is none, a stopgap for drafts."""
        columns = ["slug", f"slug_{get_language()}", f"slug_{self.source_language}"]
        slugs = [getattr(self, column) for column in columns if column in self.slug_fields()]
        return next(filter(None, slugs), self.uuid.hex)

    def clean(self):
        self.make_slugs()
        super().clean()

    def required_columns(self, languages):
        title = f"{self.slug_source}_{self.source_language}"
        return list(dict.fromkeys([title, *super().required_columns(languages)]))

    def lacks(self, languages):
        taken = set(self._foreign_addresses().values_list("slug", flat=True))
        sentence = _("“%s” leads, or once led, to something else. Choose another word.")
        columns = {name: getattr(self, name) for name in self.slug_fields() if getattr(self, name) in taken}
        return super().lacks(languages) | {name: sentence % slug for name, slug in columns.items()}

    def make_slugs(self):
        """Fill missing slugs from the title of the same language."""
        for field in self.slug_fields():
            language = field.removeprefix("slug").removeprefix("_") or self.source_language
            title = getattr(self, f"{self.slug_source}_{language}")
            if title and not getattr(self, field):
                setattr(self, field, self._free_slug(latin_slug(title)[:100] or self.uuid.hex[:8]))

    def _free_slug(self, slug):
        taken = set(self._addresses(slug__startswith=slug).exclude(owner=self.uuid).values_list("slug", flat=True))
        taken |= self._slugs_of_others(slug)
        candidates = [slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3))]
        return next(candidate for candidate in candidates if candidate not in taken)

    def _slugs_of_others(self, start):
        """What others of its kind are called: drafts have claimed no address yet."""
        columns = self.slug_fields()
        alike = Q(*[(f"{column}__startswith", start) for column in columns], _connector=Q.OR)
        others = self.slug_rivals().filter(alike).exclude(uuid=self.uuid).order_by()
        return {slug for slugs in others.values_list(*columns) for slug in slugs}

    def slug_rivals(self):
        """The objects among which slugs are unique."""
        return type(self).objects.all()

    def _slugs(self):
        return {getattr(self, field) for field in self.slug_fields()} - {"", None}

    def _addresses(self, **conditions):
        return Address.objects.filter(kind=self._meta.label_lower, scope=str(self.slug_scope), **conditions)

    def _foreign_addresses(self):
        return self._addresses(slug__in=self._slugs()).exclude(owner=self.uuid)

    def give_up_foreign_addresses(self):
        """Take slugs away from what they lead to; only for a preview, in a transaction that is taken back."""
        for column in self.slug_fields():
            if not getattr(self, column) and column in {"slug", f"slug_{self.source_language}"}:
                setattr(self, column, self.uuid.hex)
        self._foreign_addresses().delete()

    def _keep_addresses(self):
        kept = set(self._addresses(owner=self.uuid).values_list("slug", flat=True))
        Address.objects.bulk_create(
            Address(kind=self._meta.label_lower, scope=str(self.slug_scope), slug=slug, owner=self.uuid)
            for slug in sorted(self._slugs() - kept)
        )


class Pictured(Checked):
    """Something that may carry a picture."""

    picture = PictureField(
        _("picture"),
        width_field="picture_width",
        height_field="picture_height",
        help_text=_("JPEG, PNG or WebP, at most 10 MB. Place, time and camera are removed from it."),
    )
    picture_width = models.PositiveIntegerField(null=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, editable=False)
    picture_alt = CharField(
        _("picture in words"),
        max_length=300,
        blank=True,
        help_text=_("What somebody who cannot see the picture should know about it."),
    )
    picture_is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("The picture says nothing that the text does not say.")
    )
    picture_credit = CharField(_("picture credit"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def lacks(self, languages):
        lacking = super().lacks(languages)
        if self.picture and not self.picture_is_decorative:
            missing = [column for column in localized("picture_alt", languages) if not getattr(self, column)]
            lacking |= dict.fromkeys(missing, _("Say in words what the picture shows, or tick “decorative”."))
        return lacking


class SectionQuerySet(models.QuerySet):
    def published(self):
        """Sections of owners that the public may see."""
        owners = self.model.owner.field.related_model.objects.published()
        return self.filter(owner__in=owners)


class Section(Translated, Pictured, models.Model):
    """A heading with text, a pull quote or a picture; one concrete table, with an `owner`, per kind of page."""

    part_of = "owner"

    position = models.PositiveIntegerField(_("position"), default=0)
    heading = CharField(_("heading"), max_length=200, blank=True)
    body = RichTextField(_("text"), blank=True)
    quote_author = CharField(
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

    def clean(self):
        super().clean()
        check_nothing_lacks(self, self.owner)

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
