"""The links in texts, as the link checker found them."""

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, TextField


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
