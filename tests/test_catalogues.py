"""Every string of the interface is translated into all languages, and every translation can be shown."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

pytestmark = pytest.mark.once

TRANSLATED = [code for code, _name in settings.LANGUAGES if code != "en"]
#: Ours, and those of what packages leave in English.
CATALOGUES = [
    (code, Path(folder).name, path)
    for code in TRANSLATED
    for folder in settings.LOCALE_PATHS
    for path in sorted(Path(folder, code).rglob("*.po"))
]
of_each_catalogue = pytest.mark.parametrize(
    ("code", "path"),
    [pytest.param(code, path, id=f"{code}-{name}-{path.stem}") for code, name, path in CATALOGUES],
)


def catalogue(code, path):
    with path.open("rb") as file:
        return read_po(file, locale=code)


def placeholders(text):
    return set(re.findall(r"%\(\w+\)[srd]|%[sd]|{}", text))


def test_there_are_three_catalogues_of_each_language():
    assert len(CATALOGUES) == 3 * len(TRANSLATED)


@of_each_catalogue
def test_nothing_is_untranslated_or_fuzzy(code, path):
    texts = [
        (message, message.string if isinstance(message.string, tuple) else (message.string,))
        for message in catalogue(code, path)
        if message.id
    ]
    assert [message.id for message, strings in texts if message.fuzzy or not all(strings)] == []
    assert len(texts) > (300 if path.parents[2] == settings.LOCALE_PATHS[0] else 1)


@of_each_catalogue
def test_placeholders_are_kept(code, path):
    wrong = []
    for message in catalogue(code, path):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set().union(*map(placeholders, ids))
        wrong += [message.id for string in strings if not placeholders(string) <= wanted]
        wrong += [message.id] if placeholders(strings[-1]) != placeholders(ids[-1]) else []
    assert wrong == []


def test_no_sentence_repeats_the_number_of_a_limit():
    path = Path(settings.LOCALE_PATHS[0], "de", "LC_MESSAGES", "django.po")
    ids = [str(message.id) for message in catalogue("de", path)]
    units = "MB|GB|seconds|metres|rows|pages|characters|files|million"
    assert [text for text in ids if re.search(rf"\d ({units})\b", text)] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_catalogue_of_each_language_is_loaded(code):
    with override(code):
        assert gettext("Cities that open doors") != "Cities that open doors"


@pytest.mark.parametrize("code", TRANSLATED)
def test_path_words_are_translated_into_plain_letters(code):
    with override(code):
        paths = [
            reverse(name)
            for name in ["cities:city_list", "approaches:approach_list", "cities:network_list", "news:post_list"]
        ]
    assert [path for path in paths if not re.fullmatch(rf"/{code}/[a-z-]+/", path)] == []
    assert len(set(paths)) == 4
