"""Slugs, which lead to one thing for ever."""

from collections.abc import Collection
from functools import cache
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from content.fields import CharField
from content.languages import CODES, language_of, latin_slug, localized
from content.models.publishable import Publishable, PublishableQuerySet


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

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class AddressedQuerySet(PublishableQuerySet):
    model: Any

    def at(self, slug: str, scope: object = "") -> Self:
        """Those whose address is or was `slug`, in any language."""
        addresses = Address.objects.filter(kind=self.model._meta.label_lower, scope=str(scope), slug=slug)
        return self.filter(uuid__in=addresses.values("owner"))

    def only_names(self) -> Self:
        """Loads what a link to each needs, and leaves the long texts in the database."""
        return self.only(*self.model.name_columns())


class Addressed(Publishable):
    """A Publishable with slugs. Slugs of its kind lead to one object for ever, so that no link to it breaks."""

    #: The field a missing slug is made from.
    slug_source = "title"

    objects = AddressedQuerySet.as_manager()  # type: ignore[misc]  # the plugin takes only one of the two for a ClassVar

    class Meta(Publishable.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self.t, self.slug_source)) or gettext("Untitled")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and keep the slugs of what is published for ever in the same transaction; a draft claims none."""
        self.make_slugs()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.state == self.State.PUBLISHED:
                self._keep_addresses()

    @classmethod
    @cache
    def slug_fields(cls) -> list[str]:
        """The slug columns: one, or one for each language."""
        translated = [f"slug_{code}" for code in CODES]
        names = {field.name for field in cls._meta.fields}
        return translated if names.issuperset(translated) else ["slug"]

    @classmethod
    def name_columns(cls) -> list[str]:
        """The columns that a link needs."""
        return ["uuid", "source_language", "languages", *cls.slug_fields(), *localized(cls.slug_source)]

    @property
    def slug_scope(self) -> Any:
        """The uuid of the object within which slugs are unique; empty for the whole site."""
        return ""

    def get_slug(self) -> str:
        """The slug in the active language; that of the source language where there is none, a stopgap for drafts."""
        columns = ["slug", f"slug_{get_language()}", f"slug_{self.source_language}"]
        slugs = [getattr(self, column) for column in columns if column in self.slug_fields()]
        return next(filter(None, slugs), self.uuid.hex)

    def clean(self) -> None:
        self.make_slugs()
        super().clean()

    def required_columns(self, languages: Collection[str]) -> list[str]:
        title = f"{self.slug_source}_{self.source_language}"
        return list(dict.fromkeys([title, *super().required_columns(languages)]))

    def lacks(self, languages: Collection[str]) -> dict[str, Any]:
        taken = set(self._foreign_addresses().values_list("slug", flat=True))
        sentence = _("“%s” leads, or once led, to something else. Choose another word.")
        columns = {name: getattr(self, name) for name in self.slug_fields() if getattr(self, name) in taken}
        return super().lacks(languages) | {name: sentence % slug for name, slug in columns.items()}

    def make_slugs(self) -> None:
        """Fill missing slugs from the title of the same language."""
        for field in self.slug_fields():
            language = language_of(self, field) or self.source_language
            title = getattr(self, f"{self.slug_source}_{language}")
            if title and not getattr(self, field):
                setattr(self, field, self._free_slug(latin_slug(title)[:100] or self.uuid.hex[:8]))

    def _free_slug(self, slug: str) -> str:
        taken = set(self._addresses(slug__startswith=slug).exclude(owner=self.uuid).values_list("slug", flat=True))
        taken |= self._slugs_of_others(slug)
        candidates = [slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3))]
        return next(candidate for candidate in candidates if candidate not in taken)

    def _slugs_of_others(self, start: str) -> set[str]:
        """What others of its kind are called: drafts have claimed no address yet."""
        columns = self.slug_fields()
        alike = Q(*[(f"{column}__startswith", start) for column in columns], _connector=Q.OR)
        others = self.slug_rivals().filter(alike).exclude(uuid=self.uuid).order_by()
        return {slug for slugs in others.values_list(*columns) for slug in slugs}

    def slug_rivals(self) -> models.QuerySet:
        """The objects among which slugs are unique."""
        return type(self).objects.all()

    def _slugs(self) -> set[str]:
        return {getattr(self, field) for field in self.slug_fields()} - {"", None}

    def _addresses(self, **conditions: Any) -> models.QuerySet[Address]:
        return Address.objects.filter(kind=self._meta.label_lower, scope=str(self.slug_scope), **conditions)

    def _foreign_addresses(self) -> models.QuerySet[Address]:
        return self._addresses(slug__in=self._slugs()).exclude(owner=self.uuid)

    def give_up_foreign_addresses(self) -> None:
        """Take slugs away from what they lead to; only for a preview, in a transaction that is taken back."""
        for column in self.slug_fields():
            if not getattr(self, column) and column in {"slug", f"slug_{self.source_language}"}:
                setattr(self, column, self.uuid.hex)
        self._foreign_addresses().delete()

    def _keep_addresses(self) -> None:
        kept = set(self._addresses(owner=self.uuid).values_list("slug", flat=True))
        Address.objects.bulk_create(
            Address(kind=self._meta.label_lower, scope=str(self.slug_scope), slug=slug, owner=self.uuid)
            for slug in sorted(self._slugs() - kept)
        )
