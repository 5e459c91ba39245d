"""What every text goes through: signs that none may hold, its normal form, and how much it may hold."""

import re
import unicodedata
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.language_table import BY_CODE

# All that is no Char of XML 1.0 (production 2). PDF viewers copy U+FFFE where a word is broken at the end of a line.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\uffff]|\ufffe\s*+")


def storable(text: str) -> str:
    """A text without these signs; a word that was broken by one is whole again."""
    return UNSTORABLE.sub("", text)


def storable_data(data: Any) -> Any:
    """What JSON can hold, with storable texts alone."""
    if isinstance(data, str):
        return storable(data)
    if isinstance(data, dict):
        return {storable_data(key): storable_data(value) for key, value in data.items()}
    return [storable_data(item) for item in data] if isinstance(data, (list, tuple)) else data


#: Of one text, mark-up included: forty printed pages.
MAX_CHARACTERS = 100_000


def check_length(text: str) -> None:
    """Raise ValidationError for a text of more characters than fit."""
    if len(text) > MAX_CHARACTERS:
        sentence = _(
            "This text has %(characters)s characters; at most %(limit)s fit. Shorten it, or split it into sections."
        )
        numbers = {"characters": grouped(len(text)), "limit": grouped(MAX_CHARACTERS)}
        raise ValidationError(sentence, params=numbers)


def grouped(number: int) -> str:
    """A number as the active language writes it, its thousands set apart."""
    language = BY_CODE.get(get_language() or "")
    is_short = number < 10_000 and language and language.four_together
    return number_format(number, force_grouping=not is_short)


def filled(sentence: object, **numbers: int) -> str:
    """A sentence with numbers in its placeholders, such as limits, which are said from their constants."""
    return str(sentence) % {name: grouped(number) for name, number in numbers.items()}


def _filled_for_readers(sentence: object, **numbers: int) -> str:
    return filled(sentence, **numbers) if get_language() else str(sentence)


#: The same for a lazy sentence, in the language of whoever reads it. Migrations are written in none: they hold the
#: placeholders, so that another limit needs no migration.
filled_lazy = lazy(_filled_for_readers, str)


def megabytes(size: int) -> int:
    return size // 1024**2


def _is_mark(sign: str) -> int:
    """Whether a sign is put on a letter, also one that falls apart into two such signs."""
    return unicodedata.combining(unicodedata.normalize("NFD", sign)[0])


SIGNS_ON_LETTERS = "".join(c for c in map(chr, range(0x300, 0x1F000)) if _is_mark(c))
TOO_MANY_MARKS = re.compile(rf"([{SIGNS_ON_LETTERS}]{{30}})[{SIGNS_ON_LETTERS}]++")


def composed(text: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"] = "NFC") -> str:
    """A text in a normal form, with at most 30 marks on one letter, as in the Stream-Safe Text Format (UAX 15).

    To put thousands of them into their order takes minutes.
    """
    return unicodedata.normalize(form, TOO_MANY_MARKS.sub(r"\1", text))


# What turns the direction of all text behind it (Unicode UAX 9); in a name it would turn the line that the name is in.
DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def tidied(text: str) -> str:
    """A text as it is stored: in its composed form, NFC, so that what looks the same is the same."""
    return composed(text).translate(DIRECTIONS)


# Control characters, soft hyphens, zero-width spaces, word joiners, byte order marks: there, but not to be seen.
_CONTROL = [code for code in [*range(32), *range(127, 160), 0xFFFE, 0xFFFF] if not chr(code).isspace()]
INVISIBLE = dict.fromkeys([*_CONTROL, *map(ord, "\u00ad\u200b\u2060\ufeff")])


def visible(text: str) -> str:
    """A text without what nobody sees: invisible characters, and white space beyond one blank."""
    text = composed(text).translate(INVISIBLE)
    return re.sub(r"[^\S\u2028]+", " ", text)
