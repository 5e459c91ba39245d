"""What is kept beside the content: secret links to it, the links in its texts, and tables to be taken over."""

import uuid
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import Signer
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, JSONField, TextField

LONGEST_PREVIEW = timedelta(days=92)


def in_two_weeks():
    return timezone.localdate() + timedelta(days=14)


class PreviewLinkQuerySet(models.QuerySet):
    def to(self, obj):
        return self.filter(kind=obj._meta.label_lower, owner=obj.uuid)

    def valid(self):
        return self.filter(valid_until__gte=timezone.localdate())


class PreviewLink(models.Model):
    """A secret address at which somebody outside may read something that is not public. Deleting takes it back."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = CharField(max_length=40, editable=False)
    owner = models.UUIDField(db_index=True, editable=False)
    reader = CharField(_("for whom"), max_length=120, help_text=_("So that you know later whose link this is."))
    valid_until = models.DateField(_("valid until"), default=in_two_weeks)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="preview_links"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["valid_until", "pk"]
        verbose_name = _("secret link")
        verbose_name_plural = _("secret links")

    def __str__(self):
        return self.reader

    def get_absolute_url(self):
        return reverse("preview", args=[Signer(salt="preview").sign(self.key.hex)])

    def clean(self):
        super().clean()
        today = timezone.localdate()
        if self.valid_until and not today <= self.valid_until <= today + LONGEST_PREVIEW:
            raise ValidationError({"valid_until": _("Choose a day between today and three months from now.")})

    @property
    def object(self):
        """What the link leads to; None once that has been deleted."""
        return apps.get_model(self.kind).objects.filter(uuid=self.owner).first()

    @object.setter
    def object(self, obj):
        self.kind, self.owner = obj._meta.label_lower, obj.uuid


class Problem(models.TextChoices):
    """Why a link is probably broken."""

    NOT_FOUND = "not found", _("There is no such page.")
    GONE = "gone", _("The page has been deleted.")
    NO_HOST = "no host", _("There is no such site.")
    NO_ANSWER = "no answer", _("The site does not answer.")
    ERROR = "error", _("The site answers with an error.")
    UNSAFE = "unsafe", _("The address leads into a private network.")
    INSECURE = "insecure", _("The certificate of the site is not right.")


class LinkQuerySet(models.QuerySet):
    def broken(self):
        """What is probably broken and nobody has said to leave alone."""
        return self.exclude(problem="").filter(is_ignored=False)

    @staticmethod
    def find_objects(links):
        """Give each link `object`, what it stands on, with one query for each kind; None for what has been deleted."""
        found = {}
        for kind in {link.kind for link in links}:
            owners = [link.owner for link in links if link.kind == kind]
            found |= {obj.uuid: obj for obj in apps.get_model(kind).objects.filter(uuid__in=owners)}
        for link in links:
            link.object = found.get(link.owner)


class Link(models.Model):
    """A link in the texts, as the link checker found it: where it stands, where it leads and what became of that."""

    address = CharField(_("address"), max_length=2000)
    kind = CharField(max_length=40)
    owner = models.UUIDField(db_index=True)
    column = CharField(max_length=60)
    sentence = TextField(_("sentence"), blank=True)
    problem = CharField(_("what is probably wrong"), max_length=20, choices=Problem, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True)
    is_ignored = models.BooleanField(_("ignored"), default=False)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["address", "pk"]
        verbose_name = _("link")
        verbose_name_plural = _("links")
        indexes = [models.Index(fields=["problem"], name="link_problem")]

    def __str__(self):
        return self.address


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

    def __str__(self):
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"
