from typing import Any

from django import template

from editing.forms import mistakes_in

register = template.Library()


@register.inclusion_tag("admin/_mistakes.html")
def mistakes(form: Any, inlines: Any) -> dict[str, Any]:
    """What was refused of a form of the admin and its inlines, with links to the fields."""
    return {"mistakes": mistakes_in(form, inlines)}
