from functools import lru_cache
from html import escape

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from cities import emblems

register = template.Library()


@register.simple_tag
def emblem(city, css_class="", street=240):
    """The skyline of a city, as a drawing that fills its box from the ground up; it says nothing to be read aloud.

    A long `street`, 480, is for boxes much wider than high.
    """
    return _drawing(city.slug, css_class, street)


@lru_cache(maxsize=1000)
def _drawing(slug, css_class, street):
    ground, paths = emblems.emblem(slug, street)
    houses = format_html_join("", '<path fill="var(--{})" d="{}"/>', paths)
    return format_html(
        '<svg class="emblem {0}" viewBox="0 0 {1} 160" preserveAspectRatio="xMidYMax slice"'
        ' aria-hidden="true"><path fill="var(--{2})" d="M0 0h{1}v160H0z"/>'
        "{3}</svg>",
        css_class,
        street,
        ground,
        houses,
    )


@register.simple_tag
def map_dots(drawn):
    """The marks of single cities on a Map. There may be hundreds; a template takes forty times as long for them."""
    rel = ' rel="nofollow"' if drawn.leads_to_filters else ""
    return mark_safe("".join(_dot(mark, rel) for mark in drawn.dots))


def _dot(mark, rel):
    name, x, y = mark.city.name, mark.x, mark.y
    hidden = "" if mark.anchor else ' tabindex="-1" aria-hidden="true"'
    return (
        f'<a href="{escape(mark.url)}"{rel} data-place="{escape(mark.city.slug)}"{hidden}{name.lang}>'
        f'<title>{escape(name)}</title><circle cx="{x}" cy="{y}" r="3.5"/>{map_name(mark)}</a>\n'
    )


@register.simple_tag
def map_name(mark):
    """The name of a city beside its mark, if there is room for it."""
    if not mark.anchor:
        return ""
    return format_html(
        '<text class="map-name{}" x="{}" y="{}" dx="{}" dy="5" text-anchor="{}" aria-hidden="true">{}</text>',
        "" if mark.fits_on_phones else " map-name-wide",
        mark.x,
        mark.y,
        11 if mark.anchor == "start" else -11,
        mark.anchor,
        mark.city.name,
    )
