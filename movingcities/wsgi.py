import gc
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "movingcities.settings")


def what_is_wrong():
    """The sentence on the first thing that keeps the site from starting, or None."""
    try:
        django.setup()
        from movingcities import needs
    except ImproperlyConfigured as error:
        return str(error)
    found = needs.missing(needs.TO_START)
    connections.close_all()  # the processes that are made of this one have their own
    return found


if problem := what_is_wrong():
    sys.exit(f"Not started: {problem}")

application = get_wsgi_application()
# What is loaded stays. Going through all of it, whenever the collector of garbage comes to that, would hold up every
# thread for some 50 ms.
gc.collect()
gc.freeze()
