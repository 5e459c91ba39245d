from modeltranslation.translator import TranslationOptions, register

from editing.models import Link


@register(Link)
class LinkTranslation(TranslationOptions):
    """Nothing of it is translated; the admin base wants to know that."""

    fields = ()
