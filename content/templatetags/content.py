from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.templatetags.static import static
from django.urls import reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override

from content.addresses import address_in
from content.files.pictures import narrower_widths, variant_name
from content.languages import active_language
from content.rich_text import clean_html

register = template.Library()


@register.filter
def rich(html: object) -> SafeString:
    """Rich text for output; cleaned once more, for rows that were written past the field."""
    return mark_safe(clean_html(str(html)))


@register.simple_tag
def own_typeface() -> str:
    """The static file with the letters that the active language needs beside the Latin ones; empty if it needs none."""
    font = active_language().font
    return f"vendor/commissioner-1.001/{font}.woff2" if font else ""


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str) -> SafeString:
    """One of the drawings in static/images/icons.svg, beside words that say the same."""
    return format_html(
        '<svg class="icon" width="24" height="24" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("images/icons.svg"),
        name,
    )


class Kept(template.Node):
    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: template.Context) -> Any:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())
        return ""


@register.tag
def keep(parser: Parser, token: Token) -> Kept:
    """{% keep title %}…{% endkeep %} renders what is inside once, for a page that says it in several places."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(["endkeep"])
    parser.delete_first_token()
    return Kept(nodelist, name)


def reverse_in(language: str, name: str) -> str:
    with override(language):
        return reverse(name)


@register.simple_tag(takes_context=True)
def alternates(context: template.Context) -> list[dict[str, Any]]:
    """This page in every language: code, address (with filters) and whether the page is really there.

    A page about one thing names it `object`; its address may differ from language to language.
    """
    request, thing = context["request"], context.get("object")
    query = request.META.get("QUERY_STRING", "")
    links = []
    for code, _name in settings.LANGUAGES:
        url = address_in(code, thing) if thing else translate_url(request.path, code)
        if url == request.path and code != get_language():
            url = reverse_in(code, "home")
        links.append(
            {
                "code": code,
                "url": f"{url}?{query}" if query and not thing else url,
                "path": url,
                "is_ready": thing.is_ready(code) if thing else True,
                "is_current": code == get_language(),
            }
        )
    return links


def srcset(owner: Any, sizes: str) -> str:
    """The attributes that offer a picture in its widths; nothing where it is kept in one only."""
    file, whole = owner.picture, owner.picture_width
    offers = [(file.storage.url(variant_name(file.name, width)), width) for width in narrower_widths(whole)]
    if not offers:
        return ""
    listed = ", ".join(f"{url} {width}w" for url, width in [*offers, (file.url, whole)])
    return format_html(' srcset="{}" sizes="{}"', listed, sizes)


@register.simple_tag
def picture(owner: Any, css_class: str = "", loading: str = "lazy", sizes: str = "100vw") -> str:
    """The picture of a city, approach, post or section, with its text alternative; nothing where there is none.

    `sizes` says how wide the page shows it, so that the browser takes no larger file than it needs.
    """
    if not owner.picture:
        return ""
    alt = "" if owner.picture_is_decorative else owner.t.picture_alt
    return format_html(
        '<img src="{}"{} width="{}" height="{}" alt="{}" class="{}" loading="{}" decoding="async"{}>',
        owner.picture.url,
        srcset(owner, sizes),
        owner.picture_width,
        owner.picture_height,
        alt,
        css_class,
        loading,
        getattr(alt, "lang", ""),
    )


@register.simple_tag
def share_picture(owner: Any) -> dict[str, Any]:
    """What a page is shown with where it is shared, with its whole address: its own picture, or the site's."""
    if getattr(owner, "picture", None):
        url, width, height, alt = owner.picture.url, owner.picture_width, owner.picture_height, owner.t.picture_alt
    else:
        url, width, height, alt = static("images/share.png"), 1200, 630, "Moving Cities"
    return {"url": urljoin(settings.SITE_URL, url), "width": width, "height": height, "alt": alt}
