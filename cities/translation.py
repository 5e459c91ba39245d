from modeltranslation.translator import TranslationOptions, register

from cities.models import City, CitySection, Contact, Network, PolicyArea, Takeaway
from content.translation import SECTION_FIELDS


@register(PolicyArea)
class PolicyAreaTranslation(TranslationOptions):
    fields = ("name", "description")
    required_languages = {"default": ("name",)}


@register(Network)
class NetworkTranslation(TranslationOptions):
    fields = ("name", "description")


@register(City)
class CityTranslation(TranslationOptions):
    fields = ("name", "subtitle", "summary", "picture_alt")


@register(Takeaway)
class TakeawayTranslation(TranslationOptions):
    fields = ("text",)


@register(CitySection)
class CitySectionTranslation(TranslationOptions):
    fields = SECTION_FIELDS


@register(Contact)
class ContactTranslation(TranslationOptions):
    fields = ("organisation", "unit")
