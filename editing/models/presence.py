"""Who has what open."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from editing.models.about import About, AboutQuerySet


class PresenceQuerySet(AboutQuerySet):
    def now(self) -> Self:
        """Those of which there was a sign of life lately."""
        return self.filter(seen_at__gte=timezone.now() - timedelta(minutes=3))


class Presence(About):
    """Somebody has an object open in a form."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    #: Who has taken over since.
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = PresenceQuerySet.as_manager()  # type: ignore[misc]  # the plugin takes only one of the two for a ClassVar

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "user"], name="somebody_is_present_once")]

    def __str__(self) -> str:
        return f"{self.user} {super().__str__()}"
