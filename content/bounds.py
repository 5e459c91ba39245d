"""How much a text may hold: looked at before anything else reads it, whatever door it comes in by."""

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from content.markup import MAX_DEPTH, TAG, is_too_deep

#: Of one text, mark-up included: forty printed pages.
MAX_CHARACTERS = 100_000
#: Of the tag of a link; browsers and servers take no longer addresses.
MAX_LINK = 2100


def check_length(text):
    """Raise ValidationError for a text of more characters than fit."""
    if len(text) > MAX_CHARACTERS:
        sentence = _(
            "This text has %(characters)s characters; at most %(limit)s fit. Shorten it, or split it into sections."
        )
        numbers = {"characters": _grouped(len(text)), "limit": _grouped(MAX_CHARACTERS)}
        raise ValidationError(sentence, params=numbers)


def _grouped(number):
    return number_format(number, force_grouping=True)


def check_html(html):
    """Raise ValidationError for HTML of which there is too much, in all, in one another or in one link."""
    check_length(html)
    if is_too_deep(html):
        sentence = _("Lists, quotes or formatting stand more than %(limit)s deep in one another. Take some out.")
        raise ValidationError(sentence, params={"limit": MAX_DEPTH})
    if any(tag["name"] in {"a", "A"} and len(tag[0]) > MAX_LINK for tag in TAG.finditer(html)):
        raise ValidationError(_("A link leads to an address of more than 2,000 characters. Use a shorter one."))
