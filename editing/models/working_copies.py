"""Changes that wait beside what is public."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import JSONField
from editing.models.about import About, AboutQuerySet


class WorkingCopyQuerySet(AboutQuerySet):
    def due(self, now: datetime | None = None) -> Self:
        """Those whose time to become public has come."""
        return self.filter(publish_at__lte=now or timezone.now())


class WorkingCopy(About):
    """Changes that wait beside an object: its snapshot before them, and the one that they make of it.

    Parts that only the copy has carry negative numbers, which no part in the database has.
    """

    base = JSONField()
    data = JSONField()
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: When it becomes public by itself, and at whose word.
    publish_at = models.DateTimeField(_("public from"), null=True, blank=True, db_index=True)
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: The time at which it should have become public and could not.
    failed_at = models.DateTimeField(null=True)

    objects = WorkingCopyQuerySet.as_manager()  # type: ignore[misc]  # the plugin takes only one of the two for a ClassVar

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_working_copy_of_an_object")]
