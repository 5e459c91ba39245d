from django import template
from django.utils.text import capfirst

register = template.Library()


@register.inclusion_tag("admin/_mistakes.html")
def mistakes(form, inlines):
    """What was refused of a form of the admin and its inlines, with links to the fields."""
    return {"mistakes": [*_mistakes_of(form), *(found for inline in inlines for found in _mistakes_in(inline))]}


def _mistakes_in(inline):
    formset, name = inline.formset, capfirst(inline.opts.verbose_name)
    yield from ({"where": capfirst(inline.opts.verbose_name_plural), "sentence": e} for e in formset.non_form_errors())
    for number, form in enumerate(formset, 1):
        yield from _mistakes_of(form, f"{name} {number}")


def _mistakes_of(form, part=""):
    yield from ({"where": part, "sentence": error} for error in form.non_field_errors())
    for field in form:
        where = ", ".join(filter(None, [part, str(field.label)]))
        target = field.id_for_label or field.auto_id
        yield from ({"where": where, "target": target, "sentence": error} for error in field.errors)
