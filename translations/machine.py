"""Machine translation, if an installation has one: a function of its own, named in the settings."""

import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from content.rich_text import clean_html

logger = logging.getLogger(__name__)


def translate(place):
    """The text of a place of the desk, translated by the function that MACHINE_TRANSLATION names.

    It is called as `function(text, source_language, target_language, is_html)` and gives the translated text.
    Raises ValidationError with a sentence if there is none, or if it fails in any way.
    """
    if not settings.MACHINE_TRANSLATION:
        raise ValidationError(_("This site has no machine translation."))
    try:
        function = import_string(settings.MACHINE_TRANSLATION)
        text = function(place.source, place.source_language, place.language, place.is_html)
        text = clean_html(text) if place.is_html else text.strip()
    except Exception as error:  # it is somebody else's, and the translator can go on without it
        logger.exception("Machine translation failed")
        raise ValidationError(_("The machine translation did not answer. Try again, or write the text.")) from error
    return place.formfield().clean(text)
