from django.db import models
from django.utils.translation import gettext_lazy as _

from content.addresses import path_to
from content.fields import CharField, SlugField
from content.models import Addressed, AddressedQuerySet, Section


class PageQuerySet(AddressedQuerySet):
    def in_navigation(self):
        """Pages that stand in the menu or the footer."""
        return self.filter(models.Q(in_menu=True) | models.Q(in_footer=True))


class Page(Addressed):
    """An editorial page: about, imprint, privacy."""

    required_texts = ("title",)

    title = CharField(_("title"), max_length=150, blank=True)
    slug = SlugField(_("address"), max_length=110, blank=True, help_text=_("Left empty, it is made from the title."))
    in_menu = models.BooleanField(_("in the menu"), default=False)
    in_footer = models.BooleanField(_("in the footer"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = PageQuerySet.as_manager()

    class Meta(Addressed.Meta):
        ordering = ["position", "pk"]
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def get_absolute_url(self):
        return path_to("pages:page_detail", self.get_slug())


class PageSection(Section):
    """A part of an editorial page."""

    owner = models.ForeignKey(Page, models.CASCADE, related_name="sections", verbose_name=_("page"))

    class Meta(Section.Meta):
        pass
