from modeltranslation.translator import TranslationOptions, register

from content.models import Link

"""What modeltranslation is told of the fields that all content shares."""

SECTION_FIELDS = ("heading", "body", "quote_author", "picture_alt")


@register(Link)
class LinkTranslation(TranslationOptions):
    """Nothing of it is translated; the admin base wants to know that."""

    fields = ()
