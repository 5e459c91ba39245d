"""The texts of an XLIFF 2 file, found in a process of its own: `python -m translations.exchange.xliff_reader < file`.

It prints one JSON object with "language", "source_language" and "units", or with "problem" and what belongs to it. Each
part of a text is ["text", text], ["markup", what a code stands for] or ["unknown", a code of which the file says
nothing].
"""

from content.files.limited import serve

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"


def elements_named(tag):
    return f"{{{NAMESPACE}}}{tag}"


def read_entries(content):
    """What the bytes of a file hold."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(content, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        return {"problem": "xml", "line": line, "column": column + 1}
    except DefusedXmlException:
        return {"problem": "entities"}
    except (ValueError, LookupError):  # an encoding that is none
        return {"problem": "broken"}
    if root.tag != elements_named("xliff") or not root.get("version", "").startswith("2."):
        return {"problem": "broken"}
    language, source = (root.get(name, "").split("-")[0].lower() for name in ("trgLang", "srcLang"))
    return {
        "language": language,
        "source_language": source,
        "units": list(map(_unit, root.iter(elements_named("unit")))),
    }


def _unit(unit):
    """The texts of a unit; `segments` is how many it has, `filled` how many of them are translated."""
    data = {element.get("id"): element.text or "" for element in unit.iter(elements_named("data"))}
    segments, sources, targets = [], [], []
    for part in unit:
        if part.tag in {elements_named("segment"), elements_named("ignorable")}:
            source, target = (_parts(part.find(elements_named(side)), data) for side in ("source", "target"))
            is_gap = part.tag == elements_named("ignorable") and part.find(elements_named("target")) is None
            sources += source
            targets += source if is_gap else target
            if part.tag == elements_named("segment"):
                segments.append(any(text.strip() for _kind, text in target))
    seen = next(
        (note.text or "" for note in unit.iter(elements_named("note")) if note.get("category") == "translation"), None
    )
    return {
        "id": unit.get("id", "?"),
        "name": unit.get("name", ""),
        "segments": len(segments),
        "filled": sum(segments),
        "source": sources,
        "target": targets,
        "seen": seen,
    }


def _parts(element, data):
    """The parts of <source> or <target> in their order."""
    if element is None:
        return []
    found = [["text", element.text or ""]]
    for code in element:
        inner = _parts(code, data)
        if code.tag == elements_named("pc"):
            found += [_markup(code, "dataRefStart", data), *inner, _markup(code, "dataRefEnd", data)]
        elif code.tag in {elements_named("ph"), elements_named("sc"), elements_named("ec")}:
            found.append(_markup(code, "dataRef", data))
        else:  # <mrk> and the like say something about a text and are none of it
            found += inner
        found.append(["text", code.tail or ""])
    return found


def _markup(code, attribute, data):
    reference = code.get(attribute)
    return ["markup", data[reference]] if reference in data else ["unknown", code.get("id", "?")]


if __name__ == "__main__":
    serve(read_entries)
