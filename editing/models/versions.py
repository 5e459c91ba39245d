"""What objects were at each save, and what has been deleted."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, JSONField
from editing.models.about import About


class Version(About):
    """What an object was after somebody saved it."""

    class Action(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        RESTORED = "restored", _("Restored an older version")
        DELETED = "deleted", _("Deleted")
        BROUGHT_BACK = "brought-back", _("Brought back from the bin")
        COPY = "working-copy", _("Published a working copy")
        FOUND = "found", _("Found like this: it was made or changed outside of these forms")

    action = CharField(max_length=12, choices=Action)
    data = JSONField()
    saved_at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: The form it was saved with, so that a form that is sent twice saves once.
    form = models.UUIDField(null=True, unique=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        default_permissions = ()
        indexes = [models.Index(fields=["kind", "object_id", "-id"], name="version_of_object")]

    def __str__(self) -> str:
        return f"{super().__str__()} {self.pk}"


class Discarded(About):
    """Something in the bin, with every row that went with it."""

    label = CharField(max_length=300)
    rows = JSONField()
    deleted_at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("thing in the bin")
        verbose_name_plural = _("bin")
        default_permissions = ("delete",)

    def __str__(self) -> str:
        return self.label
