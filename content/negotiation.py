"""In which content coding to answer (RFC 9110, 12.5.3)."""

import re
from collections.abc import Sequence
from functools import lru_cache

IDENTITY = "identity"
#: Browsers send some 30 characters; what is longer is not read.
MOST_CHARACTERS = 1000
#: RFC 9110, 12.4.2.
WEIGHT = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
#: RFC 9110, 8.4.1.3.
OLD_NAMES = {"x-gzip": "gzip"}


def encoding_for(header: str | None, offered: Sequence[str]) -> str:
    """The one of `offered` that an Accept-Encoding header likes best, or "identity" where it likes none of them better.

    Of those liked alike, the first of `offered`. Who sends no header may be old and gets what everybody understands,
    and so does who refuses even that: the alternative is an answer without content.
    """
    if header is None or len(header) > MOST_CHARACTERS:
        return IDENTITY
    return _liked_best(header, tuple(offered))


@lru_cache(maxsize=500)
def _liked_best(header: str, offered: tuple[str, ...]) -> str:
    said = _weights(header)
    weights = {coding: said.get(coding, said.get("*", 0)) for coding in (*offered, IDENTITY)}
    best = max(weights, key=weights.__getitem__)
    return best if weights[best] else IDENTITY


def _weights(header: str) -> dict[str, float]:
    """{name of a coding in small letters: its weight, 0 for refused}; refused is, too, what has no valid weight."""
    weights = {}
    for member in header.lower().split(","):
        name, _, weight = (part.strip(" \t") for part in member.partition(";"))
        valid = WEIGHT.fullmatch(weight or "q=1")
        weights[OLD_NAMES.get(name, name)] = float(valid[1]) if valid else 0
    return weights
