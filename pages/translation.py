from modeltranslation.translator import TranslationOptions, register

from content.translation import SECTION_FIELDS
from pages.models import Page, PageSection


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "slug")


@register(PageSection)
class PageSectionTranslation(TranslationOptions):
    fields = SECTION_FIELDS
