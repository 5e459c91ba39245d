#!/usr/bin/env python
"""Django's command-line utility."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import InterfaceError, OperationalError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "movingcities.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Not started: {error}")
    except (OperationalError, InterfaceError) as error:
        said, _newline, _more = str(error).strip().partition("\n")
        sys.exit(f"The database does not answer as it should: {said}")
