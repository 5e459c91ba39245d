from modeltranslation.translator import TranslationOptions, register

from reports.models import Edition


@register(Edition)
class EditionTranslation(TranslationOptions):
    fields = ("notes",)
