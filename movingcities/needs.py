"""What the site needs. Each function gives the sentence on what is missing and what to do, or nothing."""

import json
import socket
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.cache import cache as shared_cache
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import import_string
from django.utils.translation import to_locale

from movingcities.static_files import MANIFEST

#: How long anything but the database may take to answer, in seconds.
PATIENCE = 1


def database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return f"The database of DATABASE_URL cannot be reached: {first_line(error)}."


def migrations():
    applied = MigrationRecorder(connection).applied_migrations()
    if waiting := sorted(known_migrations() - applied.keys()):
        return f"The database lacks {'.'.join(waiting[0])}. Run `manage.py migrate`."


@cache
def known_migrations():
    """(app, name) of every migration that comes with the code."""
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def static_files():
    """Whether all static files of the code, as it is now, were collected."""
    if settings.DEBUG:
        return None
    manifest = Path(settings.STATIC_ROOT) / MANIFEST
    try:
        collected = json.loads(manifest.read_text())["paths"]
    except (OSError, ValueError, KeyError) as error:
        return f"“{manifest}” cannot be read ({first_line(error)}). Run `make install`."
    if missing := sorted(known_static_files() - collected.keys()):
        return f"“{manifest}” is older than the code: it lacks “{missing[0]}”. Run `make install`."


@cache
def known_static_files():
    return {path for finder in get_finders() for path, _storage in finder.list([])}


def catalogues():
    """Whether the interface was compiled in every language but that of the code.

    What packages leave in English may stay so: such a catalogue is compiled where there is one.
    """
    own, *of_packages = map(Path, settings.LOCALE_PATHS)
    locales = [to_locale(code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    others = [path / locale for locale in locales for path in of_packages if (path / locale).is_dir()]
    for directory in [*(own / locale for locale in locales), *others]:
        catalogue = directory / "LC_MESSAGES" / "django.mo"
        try:
            catalogue.open("rb").close()
        except OSError as error:
            return f"“{catalogue}” cannot be read ({first_line(error)}). Run `make install`."


def machine_translation():
    """Whether the function that MACHINE_TRANSLATION names is there."""
    try:
        named = import_string(settings.MACHINE_TRANSLATION) if settings.MACHINE_TRANSLATION else callable
    except ImportError as error:
        return f"MACHINE_TRANSLATION is “{settings.MACHINE_TRANSLATION}”: {first_line(error)}."
    if not callable(named):
        return f"MACHINE_TRANSLATION is “{settings.MACHINE_TRANSLATION}”, which is no function."


def storage():
    try:
        default_storage.ping()
    except Exception as error:  # each storage has errors of its own
        return f"The place of uploaded files (STORAGE_URL, MEDIA_ROOT) cannot be reached: {first_line(error)}."


def cache_server():
    try:
        shared_cache.get("ping")
    except Exception as error:  # each cache has errors of its own
        return f"The cache of CACHE_URL cannot be reached: {first_line(error)}."


def mail_server():
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return None
    try:
        socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), timeout=PATIENCE).close()
    except (OSError, UnicodeError) as error:  # the latter for what can be no name of a host
        return f"The mail server of EMAIL_URL cannot be reached: {first_line(error)}."


#: What settings name: without it no command goes on.
TO_RUN = [machine_translation, database, cache_server, storage]
#: Without these no process serves pages.
TO_START = [static_files, catalogues, *TO_RUN]
#: Without these no page can be made, by the names that /healthz/ready gives them.
TO_SERVE = {
    "database": database,
    "migrations": migrations,
    "manifest": static_files,
    "catalogues": catalogues,
}
#: Without these some things do not work.
TO_WORK_WELL = {"storage": storage, "cache": cache_server, "mail": mail_server}


def missing(needs):
    """The sentence on the first thing that is missing, or None."""
    return next(filter(None, (need() for need in needs)), None)


def first_line(error):
    said = getattr(error, "strerror", None) or str(error)
    return said.strip().partition("\n")[0].rstrip(".") or type(error).__name__
