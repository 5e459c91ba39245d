"""Commands refuse to go on without what settings name, in the same words as the start of the site.

They also refuse while a language of the site lacks something, and say what.
"""

from pathlib import Path

import snowballstemmer
from babel import localedata
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import to_locale

from content.language_table import LANGUAGES
from movingcities import needs


def what_settings_name(app_configs, **kwargs):
    """Raises what a wrong setting raises, too: manage.py says it in one sentence."""
    if sentence := needs.missing(needs.TO_RUN):
        raise ImproperlyConfigured(sentence)
    return []


def what_languages_lack(app_configs, **kwargs):
    """[Error] of what each row of the table of languages lacks, each in one sentence."""
    return [
        Error(f"{language.name} ({language.code}): {sentence}", id="movingcities.E001")
        for language in LANGUAGES
        for sentence in lacking_of_languages(language)
    ]


def lacking_of_languages(language):
    """The sentences on what a row of the table of languages lacks; of the database, makemigrations says it."""
    catalogue = Path(settings.LOCALE_PATHS[0]) / to_locale(language.code)
    if language.code not in LANG_INFO or not localedata.exists(language.code):
        yield "Django or Babel does not know this code."
    if language.stemmer not in snowballstemmer.algorithms():
        yield f"its stemmer “{language.stemmer}” is none of snowballstemmer."
    if not language.common.split():
        yield "it has no common words, by which its texts are known."
    if not language.yes.split() or not language.no.split():
        yield "it has no word for yes or none for no, which tables are read with."
    if language.code != settings.LANGUAGE_CODE and not catalogue.is_dir():
        yield f"it has no catalogue: make the directory “{catalogue}” and run `make messages`."


def register_all():
    register(what_settings_name)
    register(what_languages_lack)
