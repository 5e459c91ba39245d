"""The languages of the site, and reading one text of an object in the right one."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from typing import Any, Self, TypeVar

from anyascii import anyascii
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import get_language

from content.language_table import BY_CODE, FOREIGN_SPELLINGS, LANGUAGES, Language
from content.texts import SIGNS_ON_LETTERS, composed, tidied

_Key = TypeVar("_Key", int, str)
CODES = list(BY_CODE)
# Letters that anyascii writes otherwise than readers of the language do.
SPELLINGS = dict(spelling for language in LANGUAGES for spelling in language.spellings.items())
TRANSLITERATION = str.maketrans(FOREIGN_SPELLINGS | SPELLINGS)
PAIRS = [pair for language in LANGUAGES for pair in language.pairs.items()]


def localized(field: str, languages: Iterable[str] | None = None) -> list[str]:
    """The column names of a translated field, in the order of the site's languages: ["name_en", "name_de", …]."""
    return [f"{field}_{code}" for code in languages or CODES]


def language_of(model: Model | type[Model], column: str) -> str:
    """The code of the language that the column of a model, or of an object, is in; "" for one that is in none."""
    return getattr(model._meta.get_field(column), "language", "")


def latin_slug(text: str) -> str:
    """A slug of a-z, 0-9 and hyphens from a text in any script; empty only if the text holds no letter or digit."""
    text = composed(text).lower()
    for pair, latin in PAIRS:
        text = text.replace(pair, latin).replace(accented(pair), latin)
    return re.sub(r"-+", "-", slugify(anyascii(text.translate(TRANSLITERATION)))).strip("-_")


def accented(pair: str) -> str:
    """A pair of letters with the accent where Greek writes it, on the second letter."""
    return unicodedata.normalize("NFC", pair + "\u0301")


#: So many are sorted at a stroke.
RUN = 5_000
LAST = "\U0010ffff"
WITHOUT_SIGNS = dict.fromkeys(map(ord, SIGNS_ON_LETTERS))


def sort_key(text: str) -> str:
    """What to sort names by in the active language: ά with α, and Ł with L, but in Polish after all L.

    Ties are broken by the text itself.
    """
    return _key_in(_places(active_language().code), text)


def _key_in(places: Mapping[int, str], text: str) -> str:
    letters = text.casefold().replace("’", "'")  # signs stand before letters
    if not letters.isascii():
        letters = composed(letters)
    if places:
        letters = letters.translate(places)
    if not letters.isascii():
        letters = unicodedata.normalize("NFKD", letters.replace("ł", "l")).translate(WITHOUT_SIGNS)
    return f"{letters}\0{text}"


@cache
def _places(code: str) -> dict[int, str]:
    """{letter with a place of its own in the alphabet of a language: what sorts right behind the one before it}."""
    places = BY_CODE[code].places.items()
    return {ord(letter): "".join(before + LAST for before in befores) for letter, befores in places}


def alphabetical(texts: Mapping[_Key, str]) -> list[_Key]:
    """The keys of texts in the order of the active language, those of equal texts in their own."""
    key_of = partial(_key_in, _places(active_language().code))
    sort_keys = {key: key_of(text) for key, text in texts.items()}
    keys = sorted(texts)
    # Sorting 100,000 at a stroke would let no other thread work meanwhile; what is sorted in runs is quickly merged.
    runs = [sorted(keys[start : start + RUN], key=sort_keys.__getitem__) for start in range(0, len(keys), RUN)]
    return sorted(chain.from_iterable(runs), key=sort_keys.__getitem__)


def active_language() -> Language:
    """The row of the active language; of the first one where none of ours is active, as in a command."""
    return BY_CODE.get(get_language(), LANGUAGES[0])


_LANG = {code: format_html(' lang="{}"', code) for code in CODES}


class Words(str):
    """A text that knows its language; `lang` is the HTML attribute it needs inside a page of the active language."""

    language: str

    def __new__(cls, text: str, language: str) -> Self:
        words = super().__new__(cls, text)
        words.language = language
        return words

    @property
    def lang(self) -> str:
        return _LANG[self.language] if self and self.language != get_language() else ""


class Texts:
    """The translated fields of an object, each in the first language of `order` in which it is filled."""

    def __init__(self, instance: Any, order: Sequence[str]) -> None:
        self._instance, self._order = instance, order

    def __getattr__(self, field: str) -> Words:
        for language in self._order:
            if text := getattr(self._instance, f"{field}_{language}"):
                return Words(text, language)
        return Words("", self._order[-1])


class Translated:
    """Gives a model `t`: `city.t.name` is the name as the reader of the active language should see it."""

    #: The language it was written in first; a Publishable has a field for it.
    source_language = settings.LANGUAGE_CODE
    #: The name of the field that leads to the object whose page this is a part of; empty for what has an own page.
    part_of = ""
    #: Translated fields that each language fills in by itself, not from the source language.
    independent_fields: Collection[str] = ()
    #: {what a constraint says: the field at which that should stand}
    constraint_fields: dict[Any, str] = {}

    def clean_fields(self, *args: Any, **kwargs: Any) -> None:
        """Check tidied texts: a few letters take more room in their composed form than as they were typed."""
        self._tidy()
        super().clean_fields(*args, **kwargs)  # type: ignore[misc]  # of the model that this is mixed into

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Raise ValidationError with the sentences of constraints at the fields where they can be put right."""
        try:
            super().validate_constraints(exclude)  # type: ignore[misc]  # of the model that this is mixed into
        except ValidationError as error:
            fields: dict[Any, str] = {str(sentence): name for sentence, name in self.constraint_fields.items()}
            told: dict[str, list[Any]] = {}
            for name, found in error.update_error_dict({}).items():
                for sentence in found:
                    told.setdefault(fields.get(sentence.message, name), []).append(sentence)
            raise ValidationError(told) from error

    def _tidy(self: Any) -> None:
        # Read past modeltranslation, which gives for an empty text that of another language.
        for field in self._meta.concrete_fields:
            if isinstance(text := self.__dict__.get(field.attname), str):
                self.__dict__[field.attname] = tidied(text)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save tidied texts, in one transaction with all that higher floors write down about it."""
        self._tidy()
        with transaction.atomic():
            super().save(*args, **kwargs)  # type: ignore[misc]  # of the model that this is mixed into

    @property
    def page(self) -> Any:
        """The object that readers and editors open in order to see this."""
        return getattr(self, self.part_of) if self.part_of else self

    def reading_order(self) -> list[str]:
        """The languages to look for a text in, best first."""
        return self.page.reading_order() if self.part_of else [get_language(), *CODES]

    @property
    def t(self) -> Texts:
        return Texts(self, self.reading_order())
