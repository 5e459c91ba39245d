"""What rows say that are about some object, of whatever kind."""

from collections.abc import Sequence
from typing import Any, Self

from django.apps import apps
from django.db import models

from content.fields import CharField


def key_of(obj: models.Model) -> dict[str, Any]:
    """The values of the columns that say which object a row is about."""
    return {"kind": obj._meta.label_lower, "object_id": obj.pk}


class AboutQuerySet(models.QuerySet):
    def about(self, obj: models.Model) -> Self:
        return self.filter(**key_of(obj))

    def about_kind(self, model: type[models.Model]) -> Self:
        return self.filter(kind=model._meta.label_lower)

    @staticmethod
    def find_objects(rows: Sequence["About"]) -> None:
        """Look up what each of these rows is about, with one query for each kind."""
        for kind in {row.kind for row in rows}:
            own = [row for row in rows if row.kind == kind]
            found = apps.get_model(kind)._base_manager.in_bulk({row.object_id for row in own})
            for row in own:
                row._object = found.get(row.object_id)


class About(models.Model):
    """A row that is about one object.

    It names the object by its number, which everything has and which nothing else gets, ever: what comes back from the
    bin has its old one. The uuid, which only what is published has, is for addresses that leave the site.
    """

    kind = CharField(max_length=40, editable=False)
    object_id = models.BigIntegerField(editable=False)
    _object: Any  # once it has been looked up

    objects = AboutQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

    @property
    def object(self) -> Any:
        """What it is about; None while that is in the bin, or once it is gone."""
        if not hasattr(self, "_object"):
            AboutQuerySet.find_objects([self])
        return self._object

    @object.setter
    def object(self, obj: models.Model) -> None:
        self.kind, self.object_id = key_of(obj).values()
