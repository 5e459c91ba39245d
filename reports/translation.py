from modeltranslation.translator import TranslationOptions, register

from reports.models import Edition


@register(Edition)
class EditionTranslation(TranslationOptions):
    fields = ("notes", "first_page_alt")
