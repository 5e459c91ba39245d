from django import template
from django.utils.html import format_html, format_html_join

from cities import emblems

register = template.Library()


@register.simple_tag
def emblem(city, css_class="", street=240):
    """The skyline of a city, as a drawing that fills its box from the ground up; it says nothing to be read aloud.

    A long `street`, 480, is for boxes much wider than high.
    """
    ground, paths = emblems.emblem(city.slug, street)
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
