"""What every text goes through: signs that none may hold, its normal form, and how much it may hold."""

import re
import unicodedata
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

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
        numbers = {"characters": _grouped(len(text)), "limit": _grouped(MAX_CHARACTERS)}
        raise ValidationError(sentence, params=numbers)


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


def _is_mark(sign: str) -> int:
    """Whether a sign is put on a letter, also one that falls apart into two such signs."""
    return unicodedata.combining(unicodedata.normalize("NFD", sign)[0])


_MARKS = "".join(c for c in map(chr, range(0x300, 0x1F000)) if _is_mark(c))
TOO_MANY_MARKS = re.compile(rf"([{_MARKS}]{{30}})[{_MARKS}]++")


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
