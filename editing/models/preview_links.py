"""Secret links to what is not public."""

import uuid
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import Signer
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import CharField
from editing.models.about import About, AboutQuerySet

LONGEST_PREVIEW = timedelta(days=92)


def in_two_weeks() -> date:
    return timezone.localdate() + timedelta(days=14)


class PreviewLinkQuerySet(AboutQuerySet):
    def valid(self) -> Self:
        return self.filter(valid_until__gte=timezone.localdate())


class PreviewLink(About):
    """A secret address at which somebody outside may read something that is not public. Deleting takes it back."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reader = CharField(_("for whom"), max_length=120, help_text=_("So that you know later whose link this is."))
    valid_until = models.DateField(_("valid until"), default=in_two_weeks)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="preview_links"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects = PreviewLinkQuerySet.as_manager()  # type: ignore[misc]  # the plugin takes only one of the two for a ClassVar

    class Meta:
        ordering = ["valid_until", "pk"]
        verbose_name = _("secret link")
        verbose_name_plural = _("secret links")
        indexes = [models.Index(fields=["kind", "object_id"], name="preview_link_to_object")]

    def __str__(self) -> str:
        return self.reader

    def get_absolute_url(self) -> str:
        return reverse("preview", args=[Signer(salt="preview").sign(self.key.hex)])

    def clean(self) -> None:
        super().clean()
        today = timezone.localdate()
        if self.valid_until and not today <= self.valid_until <= today + LONGEST_PREVIEW:
            raise ValidationError({"valid_until": _("Choose a day between today and three months from now.")})
