from modeltranslation.translator import TranslationOptions, register

from approaches.models import Approach, ApproachSection
from content.translation import SECTION_FIELDS


@register(Approach)
class ApproachTranslation(TranslationOptions):
    fields = ("title", "short_title", "slug", "summary", "picture_alt")


@register(ApproachSection)
class ApproachSectionTranslation(TranslationOptions):
    fields = SECTION_FIELDS
