"""Words of all languages in the form in which they are compared, and finding them again in a text."""

import re
import threading
from functools import lru_cache
from typing import Any

import snowballstemmer

from content.language_table import BY_CODE, LANGUAGES
from content.languages import TRANSLITERATION
from content.texts import composed

MAX_LETTERS = 60
PREFIX_FROM = 5  # letters of a stem from which it also finds longer words: “ausland” the “Ausländerbehörde”

# Chinese, Japanese and Korean write without spaces: each sign is a word.
SIGNS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
WORD = re.compile(rf"[{SIGNS}]|[^\W_{SIGNS}](?:[^\W_{SIGNS}]|[\u0300-\u036f\u00ad])*")
# Letters that do not fall apart into a plain one and an accent.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})

_thread = threading.local()  # a stemmer keeps the word it works on, so each thread has its own


def fold(word: str) -> str:
    """Without capitals and accents, ß as ss, final sigma as sigma; only letters and digits, perhaps none."""
    plain = composed(word, "NFKD").casefold().translate(PLAIN)
    return "".join(letter for letter in plain if letter.isalnum())[:MAX_LETTERS]


def spellings(word: str) -> tuple[str, ...]:
    """The folded word, and if it has ä, ö, ü, å or ø, also as those write it who lack the letter: ae."""
    spelt_out = composed(word).casefold().translate(TRANSLITERATION)
    return tuple(dict.fromkeys(filter(None, [fold(word), fold(spelt_out)])))


@lru_cache(maxsize=50_000)  # words of a language; stemming takes a hundred times as long as looking here
def forms(word: str, language: str) -> tuple[str, ...]:
    """The stems under which a word of a language is found, the main one first."""
    written = spellings(word)
    others = [_with_known_ending(folded, language) for folded in written]
    return tuple(dict.fromkeys(stem(folded, language) for folded in [*written, *filter(None, others)]))


def _with_known_ending(folded: str, language: str) -> str | None:
    """A word without an ending that the stemmer of its language does not know; None if it has none of those."""
    for ending, known in BY_CODE[language].endings.items():
        if len(folded) > 5 and folded.endswith(ending):
            return folded.removesuffix(ending) + known
    return None


def stem(folded: str, language: str) -> str:
    """Stemmed until nothing more falls off, because one pass gives ciudades → ciudad, but ciudad → ciud."""
    stemmer = _stemmer(language)
    for _pass in range(3):
        shorter = fold(stemmer.stemWord(folded))
        if shorter in ("", folded):
            break
        folded = shorter
    return folded


def _stemmer(language: str) -> Any:
    if not hasattr(_thread, "stemmers"):
        _thread.stemmers = {}
    if language not in _thread.stemmers:
        _thread.stemmers[language] = snowballstemmer.stemmer(BY_CODE[language].stemmer)
    return _thread.stemmers[language]


def words_in(text: str) -> list[str]:
    """The words of a text as they are written, in order."""
    return WORD.findall(text)


#: Words that stand in nearly every text and so say nothing about what is looked for, and single letters.
STOP_WORDS = {fold(word) for row in LANGUAGES for word in f"{row.common} {row.shared}".split()}


def is_stop_word(word: str) -> bool:
    folded = fold(word)
    return folded in STOP_WORDS or (len(folded) == 1 and not folded.isdigit())
