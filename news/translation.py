from modeltranslation.translator import TranslationOptions, register

from content.translation import SECTION_FIELDS
from news.models import Download, NewsPost, NewsSection


@register(NewsPost)
class NewsPostTranslation(TranslationOptions):
    fields = ("title", "slug", "teaser", "region", "picture_alt")


@register(NewsSection)
class NewsSectionTranslation(TranslationOptions):
    fields = SECTION_FIELDS


@register(Download)
class DownloadTranslation(TranslationOptions):
    fields = ("title",)
