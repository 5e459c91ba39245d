"""Tables that wait to be taken over."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, JSONField


class Import(models.Model):
    """A table that has been read and compared, and waits for its user to say that it should be taken over."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="imports")
    kind = CharField(max_length=40)
    rows = JSONField()
    fingerprint = CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"
