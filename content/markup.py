"""Where tags stand in HTML, however badly that is written, and how deep they stand in one another."""

import re
from html import unescape
from itertools import pairwise

#: Elements that may stand in one another. Lists in lists, quoted, with a link in bold, need half of it.
MAX_DEPTH = 20
#: What never holds another of its kind, because browsers end it before the next one, or holds nothing at all.
FLAT = {"p", "li", "br", "hr", "img", "wbr"}

#: Elements that browsers show in a line or a cell of their own (HTML Standard, 15.3), and the breaks between lines.
PARTING = {
    *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "col", "colgroup", "dd"),
    *("details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1"),
    *("h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol"),
    *("optgroup", "option", "p", "pre", "search", "section", "select", "summary", "table"),
    *("tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul", "xmp"),
}

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


def is_too_deep(html):
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


def without_tags(html, gap=" "):
    """HTML without its tags; a gap where one parted words, nothing where it marked a part of one."""
    return TAG.sub(lambda tag: gap if _parts_words(tag) else "", html)


def with_gaps(html, kept, gap):
    """HTML with a gap beside each tag that parts words, unless it is `kept`: it is about to be taken away."""
    return TAG.sub(lambda tag: tag[0] + gap * (_parts_words(tag) and tag["name"].lower() not in kept), html)


def _parts_words(tag):
    return bool(tag["name"]) and tag["name"].lower() in PARTING


def words_of(html):
    """The words of rich text in one line."""
    return " ".join(unescape(without_tags(html)).split())


def pieces_of(html):
    """Text and tag by turns; it begins and ends with a text, which may be empty."""
    places = [place for tag in TAG.finditer(html) for place in tag.span()]
    return [html[start:end] for start, end in pairwise([0, *places, len(html)])]
