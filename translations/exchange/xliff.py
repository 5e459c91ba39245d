"""XLIFF 2.0 (OASIS standard of 2014): one unit for each text, the markup of rich text as inline codes."""

from html import escape
from io import BytesIO
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent, register_namespace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from content.files import limited
from content.rich_text import texts_and_tags
from content.texts import storable
from translations.exchange.entries import MAX_ENTRIES, TOO_HEAVY, TOO_SLOW, Content, Entry, Unreadable, is_html
from translations.exchange.xliff_reader import NAMESPACE, elements_named

XLIFF_READER = limited.reader("translations.exchange.xliff_reader")
UNREAD_XLIFF = {
    "slow": TOO_SLOW,
    "heavy": TOO_HEAVY,
    "xml": gettext_noop("Line %(line)d, column %(column)d: this is not well-formed XML. Export the file anew."),
    "entities": gettext_noop("This file declares entities or a document type, which XLIFF does not need. Remove them."),
    "broken": gettext_noop("This is not an XLIFF 2 file."),
}
PRESERVE = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
STATES = {"missing": "initial", "stale": "initial", "machine": "translated", "current": "final"}

register_namespace("", NAMESPACE)


def put_codes(element, html, data):
    """Put rich text into an element of XLIFF: tags become <pc>, their markup goes to the data of the unit."""
    opened, count = [element], 0
    for text, tag in texts_and_tags(html):
        append_text(opened[-1], text)
        if tag and tag["end"]:
            opened.pop()
        elif tag:
            count += 1
            start, end = (_reference(markup, data) for markup in (tag[0], f"</{tag['name']}>"))
            attributes = {"id": f"c{count}", "dataRefStart": start, "dataRefEnd": end}
            opened.append(SubElement(opened[-1], elements_named("pc"), attributes))


def _reference(markup, data):
    return data.setdefault(markup, f"d{len(data) + 1}")


def append_text(element, text):
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def xliff_of(entries, source_language, language):
    """The bytes of an XLIFF file with these entries, all of one source language."""
    root = Element(elements_named("xliff"), {"version": "2.0", "srcLang": source_language, "trgLang": language})
    file = SubElement(root, elements_named("file"), {"id": "texts"})
    for number, entry in enumerate(entries, 1):
        file.append(_unit(entry, number))
    for unit in file:
        indent(unit.find(elements_named("notes")), level=3)
    stream = BytesIO()
    ElementTree(root).write(stream, "utf-8", xml_declaration=True)
    return stream.getvalue()


def _unit(entry, number):
    unit = Element(elements_named("unit"), {"id": f"u{number}", "name": entry.address})
    notes = SubElement(unit, elements_named("notes"))
    for category, text in [("place", f"{entry.page}: {entry.label}"), ("translation", entry.seen or "none")]:
        SubElement(notes, elements_named("note"), {"category": category}).text = storable(text)
    segment = Element(
        elements_named("segment"), {"id": "s1", "state": STATES[entry.state] if entry.target else "initial"}
    )
    data = {}
    _fill(SubElement(segment, elements_named("source"), PRESERVE), entry.source, entry.is_html, data)
    if entry.target:
        _fill(SubElement(segment, elements_named("target"), PRESERVE), entry.target, entry.is_html, data)
    if data:
        original = SubElement(unit, elements_named("originalData"))
        for markup, reference in data.items():
            SubElement(original, elements_named("data"), {"id": reference}).text = markup
    unit.append(segment)
    return unit


def _fill(element, text, is_rich, data):
    text = storable(text)
    if is_rich:
        put_codes(element, text, data)
    else:
        element.text = text


def read_xliff(stream):
    """The Content of an XLIFF 2 file. Raises Unreadable with sentences that name line or unit."""
    told = limited.answer(XLIFF_READER, stream.read(), limited.WALL_SECONDS)
    if problem := told.get("problem"):
        raise Unreadable(_(UNREAD_XLIFF[problem]) % (told | {"seconds": limited.WALL_SECONDS}))
    units = told["units"]
    if not units:
        raise Unreadable(_("There are no texts in this file."))
    if len(units) > MAX_ENTRIES:
        raise Unreadable(_("This file has more than %(number)d texts. Split it.") % {"number": MAX_ENTRIES})
    entries, problems = [], []
    for unit in units:
        try:
            entries.append(_entry(unit, told["source_language"]))
        except Unreadable as error:
            problems += error.problems
    if problems:
        raise Unreadable(*problems)
    return Content(told["language"], entries)


def _entry(unit, source_language):
    where = _("Unit “%(id)s”") % {"id": unit["id"]}
    address = unit["name"]
    is_rich = is_html(address)
    if is_rich is None:
        raise Unreadable(_("%(where)s: there is no text “%(name)s” here.") % {"where": where, "name": address})
    source = _text(unit["source"], is_rich, where)
    if 0 < unit["filled"] < unit["segments"]:
        raise Unreadable(_("%(where)s: some segments are translated and some are not.") % {"where": where})
    target = _text(unit["target"], is_rich, where) if unit["filled"] else ""
    seen = "" if unit["seen"] == "none" else unit["seen"]
    return Entry(address, source_language, source, target, is_rich, seen=seen, where=where)


def _text(parts, is_rich, where):
    """A text put together from its parts; what is outside of markup is escaped in rich text."""
    for kind, text in parts:
        if kind == "unknown":
            sentence = _("%(where)s: nothing is known of the code “%(code)s”. Keep the codes of the source.")
            raise Unreadable(sentence % {"where": where, "code": text})
    return "".join(escape(text, quote=False) if is_rich and kind == "text" else text for kind, text in parts)
