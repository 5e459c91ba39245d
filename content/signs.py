"""Signs that no text may hold: neither XML nor a spreadsheet can carry them, and each file with one is broken."""

import re

# All that is no Char of XML 1.0 (production 2). PDF viewers copy U+FFFE where a word is broken at the end of a line.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\uffff]|\ufffe\s*+")


def storable(text):
    """A text without these signs; a word that was broken by one is whole again."""
    return UNSTORABLE.sub("", text)


def storable_data(data):
    """What JSON can hold, with storable texts alone."""
    if isinstance(data, str):
        return storable(data)
    if isinstance(data, dict):
        return {storable_data(key): storable_data(value) for key, value in data.items()}
    return [storable_data(item) for item in data] if isinstance(data, (list, tuple)) else data
