"""Where tags stand in HTML, however badly that is written, and how deep they stand in one another."""

import re
from itertools import pairwise

#: Elements that may stand in one another. Lists in lists, quoted, with a link in bold, need half of it.
MAX_DEPTH = 20
#: What never holds another of its kind, because browsers end it before the next one, or holds nothing at all.
FLAT = {"p", "li", "br", "hr", "img", "wbr"}

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


def without_tags(html, gap=""):
    """HTML without its tags, with something else in the place of each."""
    return TAG.sub(lambda _tag: gap, html)


def pieces_of(html):
    """Text and tag by turns; it begins and ends with a text, which may be empty."""
    places = [place for tag in TAG.finditer(html) for place in tag.span()]
    return [html[start:end] for start, end in pairwise([0, *places, len(html)])]
