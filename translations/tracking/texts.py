"""Which models have texts to translate, and what the table calls these."""

from functools import cache

from django.apps import apps
from django.db.models import SlugField
from modeltranslation.translator import translator

from content.fields import RichTextField


@cache
def text_fields(model):
    """{name: whether it is HTML} of the fields of a model that are to be translated; the words of a picture last."""
    translated = translator.get_options_for_model(model).all_fields
    fields = [
        field
        for field in model._meta.fields
        if field.name in translated and field.name not in model.independent_fields and not isinstance(field, SlugField)
    ]
    fields.sort(key=lambda field: field.name.startswith("picture"))
    return {field.name: isinstance(field, RichTextField) for field in fields}


@cache
def translated_models():
    """All models that have something to translate."""
    models = [model for model in translator.get_registered_models() if not model._meta.abstract]
    return sorted((model for model in models if text_fields(model)), key=lambda model: model._meta.label_lower)


def page_models():
    """Those with a page of their own: what editors and readers open."""
    return [model for model in translated_models() if not model.part_of]


def page_model(model):
    return model._meta.get_field(model.part_of).related_model if model.part_of else model


def part_models(model):
    """The models whose objects are parts of the pages of a model."""
    return [part for part in translated_models() if part.part_of and page_model(part) is model]


def item_address(obj):
    """What the table calls an object."""
    return f"{obj._meta.label_lower}/{obj.pk}"


def model_of(address):
    """The model in the address of an object or text; LookupError if it is none of those with texts."""
    label = address.partition("/")[0]
    model = apps.get_model(label) if label.count(".") == 1 else None
    if model not in translated_models():
        raise LookupError(address)
    return model
