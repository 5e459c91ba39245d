"""What a text says, apart from how it is written down: fingerprints, and the difference of two texts."""

from hashlib import sha256

from content.rich_text import blocks_of
from editing.history.words import word_difference


def fingerprint(text, is_html):
    """32 letters and digits, the same for texts that look the same; empty for a text in which nothing is to be seen."""
    blocks = blocks_of(text, is_html)
    return sha256(repr(blocks).encode()).hexdigest()[:32] if blocks else ""


def differences(old, new):
    """What turned `old` into `new`, word by word: [[(kind, words), …] for each paragraph].

    Both are lists of paragraphs; `kind` is "same", "gone" or "new".
    """
    result = [[]]
    for kind, text in word_difference("\n".join(old), "\n".join(new)):
        for index, line in enumerate(text.split("\n")):
            if index:
                result.append([])
            if line:
                result[-1].append((kind, line))
    return [paragraph for paragraph in result if paragraph]


def shortened(difference, around=8):
    """A difference without the paragraphs that stayed, and of longer stretches only the words next to a change."""
    return [
        [(kind, _middle_left_out(words, around) if kind == "same" else words) for kind, words in paragraph]
        for paragraph in difference
        if any(kind != "same" for kind, _words in paragraph)
    ]


def _middle_left_out(text, around):
    words = text.split(" ")
    if len(words) <= 2 * around + 2:
        return text
    return " ".join([*words[:around], "…", *words[-around:]])
