"""XLIFF 2.0 (OASIS standard of 2014): one unit for each text, the markup of rich text as inline codes."""

from html import escape
from html.parser import HTMLParser
from io import BytesIO
from xml.etree.ElementTree import Element, ElementTree, ParseError, SubElement, indent, register_namespace

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from content.signs import storable
from translations.exchange import MAX_ENTRIES, Content, Entry, Unreadable, is_html

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
PRESERVE = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
STATES = {"missing": "initial", "stale": "initial", "machine": "translated", "current": "final"}

register_namespace("", NAMESPACE)


def named(tag):
    return f"{{{NAMESPACE}}}{tag}"


class _Codes(HTMLParser):
    """Puts HTML into an element of XLIFF: tags become <pc> and <ph>, their markup goes to the data of the unit."""

    def __init__(self, element, data):
        super().__init__(convert_charrefs=True)
        self.open, self.data, self.count = [element], data, 0

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            self._code("ph", dataRef=self._reference("<br>"))
            return
        start, end = self._reference(self.get_starttag_text()), self._reference(f"</{tag}>")
        self.open.append(self._code("pc", dataRefStart=start, dataRefEnd=end))

    def handle_endtag(self, tag):
        if len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data):
        append_text(self.open[-1], data)

    def _code(self, name, **attributes):
        self.count += 1
        return SubElement(self.open[-1], named(name), {"id": f"c{self.count}", **attributes})

    def _reference(self, markup):
        return self.data.setdefault(markup, f"d{len(self.data) + 1}")


def append_text(element, text):
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def written(entries, source_language, language):
    """The bytes of an XLIFF file with these entries, all of one source language."""
    root = Element(named("xliff"), {"version": "2.0", "srcLang": source_language, "trgLang": language})
    file = SubElement(root, named("file"), {"id": "texts"})
    for number, entry in enumerate(entries, 1):
        file.append(_unit(entry, number))
    for unit in file:
        indent(unit.find(named("notes")), level=3)
    stream = BytesIO()
    ElementTree(root).write(stream, "utf-8", xml_declaration=True)
    return stream.getvalue()


def _unit(entry, number):
    unit = Element(named("unit"), {"id": f"u{number}", "name": entry.address})
    notes = SubElement(unit, named("notes"))
    for category, text in [("place", f"{entry.page}: {entry.label}"), ("translation", entry.seen or "none")]:
        SubElement(notes, named("note"), {"category": category}).text = storable(text)
    segment = Element(named("segment"), {"id": "s1", "state": STATES[entry.state] if entry.target else "initial"})
    data = {}
    _fill(SubElement(segment, named("source"), PRESERVE), entry.source, entry.is_html, data)
    if entry.target:
        _fill(SubElement(segment, named("target"), PRESERVE), entry.target, entry.is_html, data)
    if data:
        original = SubElement(unit, named("originalData"))
        for markup, reference in data.items():
            SubElement(original, named("data"), {"id": reference}).text = markup
    unit.append(segment)
    return unit


def _fill(element, text, is_rich, data):
    text = storable(text)
    if is_rich:
        codes = _Codes(element, data)
        codes.feed(text)
        codes.close()
    else:
        element.text = text


def read(stream):
    """The Content of an XLIFF 2 file. Raises Unreadable with sentences that name line or unit."""
    try:
        root = fromstring(stream.read(), forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        sentence = _("Line %(line)d, column %(column)d: this is not well-formed XML. Export the file anew.")
        raise Unreadable(sentence % {"line": line, "column": column + 1}) from error
    except DefusedXmlException as error:
        raise Unreadable(
            _("This file declares entities or a document type, which XLIFF does not need. Remove them.")
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that is none
        raise Unreadable(_("This is not an XLIFF 2 file.")) from error
    if root.tag != named("xliff") or not root.get("version", "").startswith("2."):
        raise Unreadable(_("This is not an XLIFF 2 file."))
    return _content(root)


def _content(root):
    language, source = (root.get(name, "").split("-")[0].lower() for name in ("trgLang", "srcLang"))
    units = list(root.iter(named("unit")))
    if not units:
        raise Unreadable(_("There are no texts in this file."))
    if len(units) > MAX_ENTRIES:
        raise Unreadable(_("This file has more than %(number)d texts. Split it.") % {"number": MAX_ENTRIES})
    entries, problems = [], []
    for unit in units:
        try:
            entries.append(_entry(unit, source))
        except Unreadable as error:
            problems += error.problems
    if problems:
        raise Unreadable(*problems)
    return Content(language, entries)


def _entry(unit, source_language):
    where = _("Unit “%(id)s”") % {"id": unit.get("id", "?")}
    address = unit.get("name", "")
    is_rich = is_html(address)
    if is_rich is None:
        raise Unreadable(_("%(where)s: there is no text “%(name)s” here.") % {"where": where, "name": address})
    data = {element.get("id"): element.text or "" for element in unit.iter(named("data"))}
    sources, targets = [], []
    for part in unit:
        if part.tag in {named("segment"), named("ignorable")}:
            source, target = part.find(named("source")), part.find(named("target"))
            sources.append(_text(source, is_rich, data, where))
            is_gap = part.tag == named("ignorable") and target is None
            targets.append(sources[-1] if is_gap else _text(target, is_rich, data, where))
    segments = len(unit.findall(named("segment")))
    filled = len(
        [s for s in unit.findall(named("segment")) if (_text(s.find(named("target")), is_rich, data, where)).strip()]
    )
    if 0 < filled < segments:
        raise Unreadable(_("%(where)s: some segments are translated and some are not.") % {"where": where})
    target = "".join(targets) if filled else ""
    seen = next((note.text or "" for note in unit.iter(named("note")) if note.get("category") == "translation"), None)
    seen = "" if seen == "none" else seen
    return Entry(address, source_language, "".join(sources), target, is_rich, seen=seen, where=where)


def _text(element, is_rich, data, where):
    """The text of <source> or <target>, its codes turned into the markup that they stand for."""
    if element is None:
        return ""
    pieces = [_outside(element.text, is_rich)]
    for code in element:
        inner = _text(code, is_rich, data, where)
        if code.tag == named("pc"):
            pieces += [_markup(code, "dataRefStart", data, where), inner, _markup(code, "dataRefEnd", data, where)]
        elif code.tag == named("ph") or code.tag in {named("sc"), named("ec")}:
            pieces.append(_markup(code, "dataRef", data, where))
        else:  # <mrk> and the like say something about a text and are none of it
            pieces.append(inner)
        pieces.append(_outside(code.tail, is_rich))
    return "".join(pieces)


def _outside(text, is_rich):
    return escape(text or "", quote=False) if is_rich else text or ""


def _markup(code, attribute, data, where):
    reference = code.get(attribute)
    if reference not in data:
        words = {"where": where, "code": code.get("id", "?")}
        raise Unreadable(_("%(where)s: nothing is known of the code “%(code)s”. Keep the codes of the source.") % words)
    return data[reference]
