"""Commands refuse to go on without what settings name, in the same words as the start of the site."""

from django.core.checks import register
from django.core.exceptions import ImproperlyConfigured

from movingcities import needs


def what_settings_name(app_configs, **kwargs):
    """Raises what a wrong setting raises, too: manage.py says it in one sentence."""
    if sentence := needs.missing(needs.TO_RUN):
        raise ImproperlyConfigured(sentence)
    return []


def register_all():
    register(what_settings_name)
