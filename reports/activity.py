"""What a PDF does besides being read: runs, starts, calls, opens, plays or unpacks something.

Decision 7 has the policy. It is told from the structure, the way a PDF reader goes through it, never from text: from
the trailer to all that can be reached, each object judged by what it is and by the way that leads to it.
"""

from pikepdf import Array, Dictionary, Name, Stream, String

# What a dictionary is where it stands: an action that is performed by itself, one that waits for a click, …
PLAIN, BY_ITSELF, ON_CLICK, EVENTS, STEPS, NAMES, SCRIPTS, FILES, FORM, PORTFOLIO, BASE = range(11)

# The entries that lead on to something else than a plain object (ISO 32000-2, 7.7.2, 7.7.4, 12.5.2, 12.6 and 12.7.3).
WAYS = {
    PLAIN: {
        "/OpenAction": BY_ITSELF,
        "/A": ON_CLICK,
        "/PA": ON_CLICK,
        "/AA": EVENTS,
        "/PresSteps": STEPS,
        "/Names": NAMES,
        "/AcroForm": FORM,
        "/Collection": PORTFOLIO,
        "/URI": BASE,
    },
    BY_ITSELF: {"/Next": BY_ITSELF},
    ON_CLICK: {"/Next": ON_CLICK},
    STEPS: {"/NA": BY_ITSELF, "/PA": BY_ITSELF, "/Next": STEPS, "/Prev": STEPS},
    NAMES: {"/JavaScript": SCRIPTS, "/EmbeddedFiles": FILES},
    SCRIPTS: {"/Kids": SCRIPTS},
    FILES: {"/Kids": FILES},
}

# Of the events of an annotation, the page or the whole, what only a click brings about: the mouse pressed and let go.
CLICKS = {"/D", "/U"}

# Entries that may not hold anything, by what holds them.
UNWANTED = {
    SCRIPTS: {"/Names": "script"},
    FILES: {"/Names": "attachment"},
    FORM: {"/XFA": "form"},
    PORTFOLIO: {"/Navigator": "media"},
    NAMES: {"/AlternatePresentations": "media"},
}
UNWANTED_IN_STREAMS = {"/F": "outside", "/Ref": "outside", "/OPI": "outside"}

# Actions that are refused whoever starts them; those that are refused when nobody does stand in `_of_action`.
ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "program",
    "/SubmitForm": "form",
    "/ImportData": "form",
    "/GoToE": "attachment",
    "/Sound": "media",
    "/Movie": "media",
    "/Rendition": "media",
    "/GoTo3DView": "media",
    "/RichMediaExecute": "media",
}
# Where the others lead, if not within the PDF.
TARGETS = {"/URI": "/URI", "/GoToR": "/F", "/Thread": "/F"}
ANNOTATIONS = {"/Sound": "media", "/Movie": "media", "/RichMedia": "media", "/3D": "media"}

CONTAINERS = (Dictionary, Array, Stream)
FILE_NAMES = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
SCHEMES = {"http", "https", "ftp", "mailto", "tel", "sms", "fax", "geo", "urn", "doi"}
SCRIPT_SCHEMES = {"javascript", "vbscript", "data"}


def activity(pdf):
    """What is refused in a PDF, a key of `reports.pdf.PROBLEMS`; None if there is nothing."""
    return next(filter(None, (_judged(*found) for found in _reachable(pdf.trailer))), None)


def _reachable(start):
    """The entries of all dictionaries and streams, each once in each of its roles: (entries, role, is_stream).

    A loop over what is still to be seen, since nothing limits how deep a PDF is nested.
    """
    seen, waiting = set(), [(start, PLAIN)]
    while waiting:
        thing, role = waiting.pop()
        if thing.is_indirect:
            if (thing.objgen, role) in seen:
                continue
            seen.add((thing.objgen, role))
        if isinstance(thing, Array):
            waiting += [(part, role) for part in thing if isinstance(part, CONTAINERS)]
            continue
        entries = dict(thing.items())
        yield entries, role, isinstance(thing, Stream)
        waiting += [(part, _role(role, key)) for key, part in entries.items() if isinstance(part, CONTAINERS)]


def _role(role, key):
    if role == EVENTS:
        return ON_CLICK if key in CLICKS else BY_ITSELF
    return WAYS.get(role, {}).get(key) or WAYS[PLAIN].get(key, PLAIN)


def _judged(entries, role, is_stream):
    return (
        _of_embedding(entries.get("/EF"))
        or (_of_stream(entries) if is_stream else _of_annotation(entries))
        or (_of_entries(entries, UNWANTED[role]) if role in UNWANTED else None)
        or (_of_action(entries, role) if role in {BY_ITSELF, ON_CLICK} else None)
        or (_of_place(entries.get("/Base")) if role == BASE else None)
    )


def _name(value):
    return str(value) if isinstance(value, Name) else ""


def _of_embedding(embedded):
    is_there = isinstance(embedded, (Dictionary, Stream)) and any(name in embedded for name in FILE_NAMES)
    return "attachment" if is_there else None


def _of_stream(entries):
    if entries.get("/Type") == "/EmbeddedFile":
        return "attachment"
    if "/PS" in (entries.get("/Subtype"), entries.get("/Subtype2")):
        return "script"
    return _of_entries(entries, UNWANTED_IN_STREAMS)


def _of_annotation(entries):
    kind = _name(entries.get("/Subtype"))
    if kind == "/FileAttachment" and entries.get("/FS") is not None:
        return "attachment"
    return ANNOTATIONS.get(kind)


def _of_entries(entries, unwanted):
    return next((problem for key, problem in unwanted.items() if _holds_something(entries.get(key))), None)


def _holds_something(value):
    """Whether an entry is more than what is left after its content has been deleted: nothing, or names of nothing."""
    if isinstance(value, Array):
        return any(not isinstance(part, String) and part is not None for part in value)
    return value is not None and not (isinstance(value, Dictionary) and not value.keys())


def _of_action(entries, role):
    kind = _name(entries.get("/S"))
    if entries.get("/JS") is not None:
        return "script"
    if kind in ACTIONS:
        return ACTIONS[kind]
    target = entries.get(TARGETS.get(kind))
    if target is None:
        return None
    return _of_place(target) or ("opening" if role == BY_ITSELF else None)


def _of_place(target):
    """Where an address or a file specification leads: None for the web, a mail or phone address, or beside the PDF."""
    names = [target.get(name) for name in FILE_NAMES] if isinstance(target, Dictionary) else [target]
    return next(filter(None, (_of_address(str(name)) for name in names if isinstance(name, String))), None)


def _of_address(text):
    # Readers pass over blanks and signs that are not shown, and take a backslash for a slash.
    address = "".join(sign for sign in text if sign.isprintable() and not sign.isspace()).replace("\\", "/").lower()
    if address.startswith("//"):
        return "link"  # a computer of the local network, which is then told who asks
    scheme, colon, _rest = address.partition(":")
    is_host = scheme.startswith("www.")  # and its port
    if not colon or set(scheme) & set("/?#") or scheme in SCHEMES or is_host:
        return None
    return "script" if scheme in SCRIPT_SCHEMES else "link"
