"""The links in texts, as the link checker found them."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, TextField
from editing.models.about import About, AboutQuerySet


class Problem(models.TextChoices):
    """Why a link is probably broken."""

    NOT_FOUND = "not found", _("There is no such page.")
    GONE = "gone", _("The page has been deleted.")
    NO_HOST = "no host", _("There is no such site.")
    NO_ANSWER = "no answer", _("The site does not answer.")
    ERROR = "error", _("The site answers with an error.")
    UNSAFE = "unsafe", _("The address leads into a private network.")
    INSECURE = "insecure", _("The certificate of the site is not right.")


class LinkQuerySet(AboutQuerySet):
    def broken(self) -> Self:
        """What is probably broken and nobody has said to leave alone."""
        return self.exclude(problem="").filter(is_ignored=False)


class Link(About):
    """A link in the texts of an object, as the link checker found it: where it leads and what became of that."""

    address = CharField(_("address"), max_length=2000)
    column = CharField(max_length=60)
    sentence = TextField(_("sentence"), blank=True)
    problem = CharField(_("what is probably wrong"), max_length=20, choices=Problem, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True)
    is_ignored = models.BooleanField(_("ignored"), default=False)

    objects = LinkQuerySet.as_manager()  # type: ignore[misc]  # the plugin takes only one of the two for a ClassVar

    class Meta:
        ordering = ["address", "pk"]
        verbose_name = _("link")
        verbose_name_plural = _("links")
        indexes = [
            models.Index(fields=["kind", "object_id"], name="link_on_object"),
            models.Index(fields=["problem"], name="link_problem"),
        ]

    def __str__(self) -> str:
        return self.address
