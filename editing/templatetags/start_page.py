from typing import Any

from django import template

from editing.start_page import waiting

register = template.Library()


@register.inclusion_tag("admin/start_page.html", takes_context=True)
def start_page(context: dict[str, Any]) -> dict[str, Any]:
    """What waits for the user, on the start page of the admin."""
    return {"groups": waiting(context["request"]), "request": context["request"]}
