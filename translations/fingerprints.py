"""What a text says, apart from how it is written down: fingerprints, words, and the difference of two texts."""

import re
from hashlib import sha256
from html.parser import HTMLParser

from content.texts import composed
from editing.history.words import word_difference

INLINE = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "a": "a"}
NESTING = {"ul", "ol", "blockquote", "h3", "h4"}
# Control characters, soft hyphens, zero-width spaces, word joiners, byte order marks: there, but not to be seen.
CONTROL = [code for code in [*range(32), *range(127, 160), 0xFFFE, 0xFFFF] if not chr(code).isspace()]
INVISIBLE = dict.fromkeys([*CONTROL, *map(ord, "\u00ad\u200b\u2060\ufeff")])


class _Reader(HTMLParser):
    """Reads HTML into blocks: [what it stands in, [(marks, text), …]]; equal blocks look the same on a page."""

    def __init__(self, html):
        super().__init__()
        self.blocks = [["", []]]
        self.nesting, self.marks, self.begins_item = [], [], False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in INLINE:
            self.marks.append(f"a {dict(attrs).get('href')}" if tag == "a" else INLINE[tag])
        elif tag == "br":
            self.handle_data("\u2028")
        else:
            self.nesting += [tag] if tag in NESTING else []
            self.begins_item = self.begins_item or tag == "li"
            self._begin_block()

    def handle_endtag(self, tag):
        if tag in INLINE:
            self._forget(self.marks, INLINE[tag])
        else:
            self._forget(self.nesting, tag)
            self._begin_block()

    def handle_data(self, data):
        if data.strip() and self.begins_item:
            self.blocks[-1][0] += "/li"
            self.begins_item = False
        self.blocks[-1][1].append((tuple(sorted(set(self.marks))), data))

    def _begin_block(self):
        self.blocks.append(["/".join(self.nesting), []])

    @staticmethod
    def _forget(opened, tag):
        for index in reversed(range(len(opened))):
            if opened[index].split()[0] == tag:
                del opened[index]
                return


def visible(text):
    """A text without what nobody sees: invisible characters, and white space beyond one blank."""
    text = composed(text).translate(INVISIBLE)
    return re.sub(r"[^\S\u2028]+", " ", text)


def _folded(runs):
    """The runs of a block with white space folded across them and neighbours of the same marks joined."""
    folded, text_before = [], " "
    for marks, text in runs:
        text = visible(text)
        text = text[1:] if text.startswith(" ") and text_before.endswith((" ", "\u2028")) else text
        if not text:
            continue
        text_before = text
        if folded and (folded[-1][0] == marks or not text.strip()):
            folded[-1][1].append(text)
        else:
            folded.append((marks, [text]))
    joined = [(marks, "".join(texts)) for marks, texts in folded]
    return [*joined[:-1], *((marks, text.rstrip()) for marks, text in joined[-1:])]


def blocks_of(text, is_html):
    """[(what it stands in, [(marks, text), …])] of a text, without empty blocks; equal lists look the same."""
    text = text or ""
    read = _Reader(text).blocks if is_html else [["", [((), text.replace("\u2028", " "))]]]
    return [(place, runs) for place, runs in ((place, _folded(runs)) for place, runs in read) if any(runs)]


def paragraphs(text, is_html):
    """The words of a text, block by block, without any markup."""
    return ["".join(run for _marks, run in runs) for _place, runs in blocks_of(text, is_html)]


def fingerprint(text, is_html):
    """32 letters and digits, the same for texts that look the same; empty for a text in which nothing is to be seen."""
    blocks = blocks_of(text, is_html)
    return sha256(repr(blocks).encode()).hexdigest()[:32] if blocks else ""


def count_words(text, is_html):
    return sum(len(paragraph.split()) for paragraph in paragraphs(text, is_html))


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
