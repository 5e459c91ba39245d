from django import template
from django.urls import reverse
from django.utils.http import urlencode

from content.templatetags.content import rich
from editing.addresses import admin_address
from translations import desk, glossary
from translations.models import Text
from translations.progress import cells, in_order
from translations.tracking import item_address, page_models
from translations.views import notice

register = template.Library()


@register.filter
def verbose_name(obj):
    return obj._meta.verbose_name


@register.filter
def desk_address(obj, cell):
    """Where one language of an object is translated: the desk, or for its source language the form of the object."""
    if cell.total:
        return reverse("translations:desk", args=[obj._meta.label_lower, obj.pk, cell.language])
    return admin_address(obj)


@register.simple_tag
def querystring_of(**values):
    """A query string of these values, without the empty ones."""
    return urlencode({name: value for name, value in values.items() if value})


@register.inclusion_tag("admin/translations/_languages.html", takes_context=True)
def translation_progress(context, page):
    """The languages of a page in the admin: how far each is, with a link for those who may translate into it."""
    if page is None or page.pk is None or type(page) not in page_models():
        return {"cells": []}
    row = in_order(item_address(page), cells(Text.objects.filter(page=item_address(page))).get(item_address(page), {}))
    user = context["request"].user
    links = {cell.language for cell in row if cell.total and desk.may_translate(user, type(page), cell.language)}
    return {"cells": row, "links": links, "page": page, "kind": page._meta.label_lower}


@register.inclusion_tag("translations/_notice.html")
def translation_notice(page):
    """What readers should know of the translation they see; nothing on a page in its source language."""
    return {"notice": notice.notice_of(page), "page": page}


@register.simple_tag(takes_context=True)
def explained(context, words):
    """Rich text for output, with the terms of the glossary in it explained, each once on a page."""
    page = context["request"].__dict__.setdefault("glossary", {})
    return glossary.explained(rich(words), words.language, page) if words else ""
