"""Rich text: what it may hold, where its tags stand however badly it is written, its paragraphs, words and links."""

import re
from collections.abc import Collection, Iterable, Iterator
from html import unescape
from itertools import accumulate, pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from nh3 import Cleaner

from content.texts import check_length, grouped, storable, visible

#: What the editor offers. All that follows from it, the elements and attributes that stay, is in ALLOWED.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Heading": {"levels": [3, 4]},
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
}
ALLOWED = allowlist_from_extensions(expand_extensions(EXTENSIONS))
#: Elements that may stand in one another. Lists in lists, quoted, with a link in bold, need half of it.
MAX_DEPTH = 20
#: What never holds another of its kind, because browsers end it before the next one, or holds nothing at all.
FLAT = {"p", "li", "br", "hr", "img", "wbr"}
#: Elements that browsers show in a line or a cell of their own (HTML Standard, 15.3), and the breaks between lines.
_PARTING = """address article aside blockquote body br caption center col colgroup dd details dialog dir div dl dt
fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup
option p pre search section select summary table tbody td textarea tfoot th thead tr ul xmp"""
PARTING = set(_PARTING.split())
#: What marks words within a paragraph.
INLINE = ALLOWED["tags"] - PARTING
_BLANK = r"\t\n\f\r "
# A comment, the beginning of CDATA, a tag, and what is none: each to where browsers end it (HTML Standard, 13.2.5).
# What has no end goes on to that of the text, and every sign is read once.
TAG = re.compile(
    rf"""<!--(?:-?>|.*?(?:--!?>|\Z))
    |<(?P<cdata>!\[CDATA\[)
    |<(?P<end>/?)(?P<name>[a-z][^{_BLANK}/>]*+)
     (?:[{_BLANK}/]++
       |[^{_BLANK}/>][^{_BLANK}/>=]*+
        (?:[{_BLANK}]*+=[{_BLANK}]*+(?:"[^"]*+"|'[^']*+'|[^{_BLANK}>"'][^{_BLANK}>]*+)?+)?+
     )*+(?:>|\Z)
    |<[!?/][^>]*+>?""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE | re.ASCII,
)


def is_too_deep(html: str) -> bool:
    """Whether more than MAX_DEPTH elements may be open at once.

    Counts none too few: an end tag that is not just that of the innermost element may be one that browsers pass over.
    """
    open_elements = []
    for tag in TAG.finditer(html):
        name = tag["cdata"] or tag["name"] or "p"
        if name.lower() in FLAT:
            continue
        if not tag["end"]:
            open_elements.append(name)
        elif open_elements and open_elements[-1] == name:
            open_elements.pop()
        if len(open_elements) > MAX_DEPTH:
            return True
    return False


def without_tags(html: str, gap: str = " ") -> str:
    """HTML without its tags; a gap where one parted words, nothing where it marked a part of one."""
    return TAG.sub(lambda tag: gap if _parts_words(tag) else "", html)


def with_gaps(html: str, kept: Collection[str], gap: str) -> str:
    """HTML with a gap beside each tag that parts words, unless it is `kept`: it is about to be taken away."""
    return TAG.sub(lambda tag: tag[0] + gap * (_parts_words(tag) and tag["name"].lower() not in kept), html)


def _parts_words(tag: re.Match[str]) -> bool:
    return bool(tag["name"]) and tag["name"].lower() in PARTING


def pieces_of(html: str) -> list[str]:
    """Text and tag by turns; it begins and ends with a text, which may be empty."""
    places = [place for tag in TAG.finditer(html) for place in tag.span()]
    return [html[start:end] for start, end in pairwise([0, *places, len(html)])]


#: Browsers and servers take no longer addresses; the tag of a link says a little more.
MAX_ADDRESS, MAX_LINK = 2000, 2100


def check_html(html: str) -> None:
    """Raise ValidationError for HTML of which there is too much, in all, in one another or in one link."""
    check_length(html)
    if is_too_deep(html):
        sentence = _("Lists, quotes or formatting stand more than %(limit)s deep in one another. Take some out.")
        raise ValidationError(sentence, params={"limit": MAX_DEPTH})
    if any(tag["name"] in {"a", "A"} and len(tag[0]) > MAX_LINK for tag in TAG.finditer(html)):
        sentence = _("A link leads to an address of more than %(limit)s characters. Use a shorter one.")
        raise ValidationError(sentence, params={"limit": grouped(MAX_ADDRESS)})


#: Addresses as people copy or type them, without their beginning.
WITHOUT_SCHEME = {re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"): "mailto:", re.compile(r"www\.[^\s@]+"): "https://"}


def _mended(tag: str, attribute: str, value: str) -> str | None:
    """Drop endless addresses, and those that look like a path but that a browser takes for a host (//host, /\\host).

    What lacks its beginning gets it, else browsers would look for it on our site.
    """
    if attribute != "href":
        return value
    address = value.strip()
    if address.replace("\\", "/").startswith("//") or len(address) > MAX_LINK:
        return None
    return next((start + address for pattern, start in WITHOUT_SCHEME.items() if pattern.fullmatch(address)), value)


_cleaner = Cleaner(**ALLOWED, attribute_filter=_mended)
# A sign that no text holds marks where words must stay apart, until the tags that parted them are gone.
GAP = "\ufffe"
GAPS = re.compile(r"\ufffe[\ufffe\s]*+")


def clean_html(html: str) -> str:
    """HTML with only the elements the editor offers and only harmless links; cleaning twice changes nothing.

    Of what no check has kept out, and no browser could read, only the words are left.
    """
    html = storable(html)
    # What is left of “<<i>blockquote>” without its tag is no tag either.
    html = without_tags(html).replace("<", "&lt;") if is_too_deep(html) else with_gaps(html, ALLOWED["tags"], GAP)
    cleaned = storable(GAPS.sub(" ", _cleaner.clean(html))).strip()
    return "" if cleaned == "<p></p>" else cleaned


#: The beginning of a link in cleaned rich text, to the end of its address.
LINK = re.compile(r'<a\s[^<>]*?href="([^"]*)"')


def links_in(html: str) -> list[str]:
    """The addresses that the links of a rich text lead to, each once."""
    return list(dict.fromkeys(unescape(address) for address in LINK.findall(html)))


def plain_text(html: str) -> str:
    """The words of rich text, a line for each block."""
    lines = map(str.strip, without_tags(html, "\n").split("\n"))
    return unescape("\n".join(filter(None, lines)))


def words_of(html: str) -> str:
    """The words of rich text in one line."""
    return " ".join(plain_text(html).split())


def texts_and_tags(html: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Yields (text, the match of TAG behind it) of cleaned rich text; behind the last text there is none."""
    place = 0
    for tag in TAG.finditer(html):
        yield unescape(html[place : tag.start()]), tag
        place = tag.end()
    yield unescape(html[place:]), None


class _Reader:
    """Reads cleaned rich text into blocks: [what it stands in, [(marks, text), …]]."""

    def __init__(self, html: str) -> None:
        self.blocks: list[Any] = [["", []]]
        self.nesting, self.marks, self.begins_item = list[str](), list[str](), False
        for text, tag in texts_and_tags(html):
            self._take(text)
            if tag:
                (self._mark if tag["name"] in INLINE else self._part)(tag)

    def _take(self, text: str) -> None:
        if text.strip() and self.begins_item:
            self.blocks[-1][0] += "/li"
            self.begins_item = False
        self.blocks[-1][1].append((tuple(sorted(set(self.marks))), text))

    def _mark(self, tag: re.Match[str]) -> None:
        mark = tag["name"]
        if mark == "a":
            mark = f"a {next(iter(links_in(tag[0])), None)}"
        self._turn(self.marks, tag, mark)

    def _part(self, tag: re.Match[str]) -> None:
        if tag["name"] not in FLAT:
            self._turn(self.nesting, tag, tag["name"])
        self.begins_item = self.begins_item or (tag["name"] == "li" and not tag["end"])
        self.blocks.append(["/".join(self.nesting), []])

    @staticmethod
    def _turn(opened: list[str], tag: re.Match[str], name: str) -> None:
        """What is open, in one another, with what a tag opens or without what it ends."""
        if tag["end"]:
            del opened[-1:]
        else:
            opened.append(name)


def _folded(runs: Iterable[Any]) -> list[Any]:
    """The runs of a block with white space folded across them and neighbours of the same marks joined."""
    folded, text_before = list[Any](), " "
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


def blocks_of(text: str | None, is_html: bool) -> list[Any]:
    """[(what it stands in, [(marks, text), …])] of a text, without empty blocks; equal lists look the same."""
    text = text or ""
    read = _Reader(text).blocks if is_html else [["", [((), text.replace("\u2028", " "))]]]
    return [(place, runs) for place, runs in ((place, _folded(runs)) for place, runs in read) if any(runs)]


def paragraphs(text: str | None, is_html: bool) -> list[str]:
    """The words of a text, block by block, without any markup."""
    return ["".join(words for _marks, words in runs) for _place, runs in blocks_of(text, is_html)]


def linked_paragraphs(html: str | None) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yields (words, [(address, where its own words begin in them)]) of each paragraph of a rich text."""
    for _place, runs in blocks_of(html, is_html=True):
        texts = [text for _marks, text in runs]
        places = zip(runs, accumulate(map(len, texts), initial=0), strict=False)
        marks = [(mark, place) for (marks, _text), place in places for mark in marks]
        yield "".join(texts), [(mark[2:], place) for mark, place in marks if mark.startswith("a ")]


def count_words(text: str | None, is_html: bool) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs(text, is_html))
