from modeltranslation.translator import TranslationOptions, register

from translations.models import Term


@register(Term)
class TermTranslation(TranslationOptions):
    fields = ("name", "forms", "definition")
