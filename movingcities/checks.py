"""Commands refuse to go on without what the site needs, in the same words as its start."""

from django.core.checks import register
from django.core.exceptions import ImproperlyConfigured

from movingcities import needs


@register
def what_is_needed(app_configs, **kwargs):
    """Raises what a wrong setting raises, too: manage.py says it in one sentence."""
    if sentence := needs.missing_to_start():
        raise ImproperlyConfigured(sentence)
    return []
