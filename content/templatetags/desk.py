from django import template

from content.desk import waiting

register = template.Library()


@register.inclusion_tag("admin/desk.html", takes_context=True)
def desk(context):
    """What waits for the user, on the start page of the admin."""
    return {"groups": waiting(context["request"]), "request": context["request"]}
