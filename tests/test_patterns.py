"""Every pattern of ours reads 100 kB of what is worst for it in no time, so that no text stops the site.

Two neighbours that can take the same sign, or a look ahead without an end, make a pattern quadratic: 20 kB took 18 s.
"""

import ast
import re
import time
from functools import partial
from importlib import import_module

import pytest

from cities.models import City
from editing.links import internal
from tests import test_imports
from tests.test_imports import ROOT

pytestmark = pytest.mark.once

SIZE = 100_000
SECONDS = 0.2
#: What takes a pattern, and the place of its flags. Those that stand first read it from the beginning of a text only.
FLAGS_AT = {"re.match": 2, "re.fullmatch": 2, "re_path": 9, "RegexValidator": 9}
FROM_BEGINNING = {*FLAGS_AT}
FLAGS_AT |= {
    "re.compile": 1,
    "re.search": 2,
    "re.findall": 2,
    "re.finditer": 2,
    "re.split": 3,
    "re.sub": 4,
    "re.subn": 4,
}
SCRIPTS = ROOT / "movingcities" / "static" / "js"
# A regular expression of JavaScript stands where no number or name could be divided.
LITERAL = re.compile(r"(?<=[(=,:!&|?>])\s*/(?![/*])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+)/[a-z]*")


def times(piece, size=SIZE):
    return (piece * (size // len(piece) + 1))[:size]


#: For each pattern, by its file and the constant or function that it stands in, the texts that it takes longest for.
WORST = {
    "cities/models/networks.py:Network": [times("A"), "Europe" + times("\n")],
    "content/addresses.py:YearConverter": [times("1")],
    "editing/admin/base.py:BaseAdmin.get_urls": ["export." + times("csv")],
    "editing/history/words.py:PIECE": [times("a "), times("a"), times("-"), times(" ")],
    "editing/history/words.py:LINE": [times("a"), times("\n"), times("a\n")],
    "editing/together/forms_as_sent.py:is_of_row": [
        "sections-" + times("1") + "-a",
        "sections-1-" + times("a_FORMS") + "!",
    ],
    "content/negotiation.py:WEIGHT": ["q=0." + times("1"), "q=1." + times("0")],
    "content/tables.py:FORMULA": [times("'"), times("=")],
    "lists/files.py:NameConverter": [times("data.")],
    "content/rich_text.py:GAPS": [times(" "), times("\ufffe"), times("\ufffe ")],
    "content/rich_text.py:WITHOUT_SCHEME": [
        times("a"),
        times("a@"),
        *("a@" + times(piece) for piece in ["a.", ".a", "a"]),
    ],
    "content/rich_text.py:WITHOUT_SCHEME 2": ["www." + times("a"), times("www.")],
    "content/freshness/reading.py:_NAMED": [times("FROM"), times(" FROM"), "FROM" + times(" "), times("JOIN ")],
    "content/conditions.py:span_for": ["bytes=" + times("1"), times("bytes=")],
    "lists/facets.py:Option.id": [times("é"), times("a")],
    "content/texts.py:TOO_MANY_MARKS": [times("\u0301"), times("\u0301" * 29 + "a"), times("\u0316\u0301")],
    "content/languages.py:latin_slug": [times("-"), times("-a")],
    "editing/links/checking.py:SENTENCE_END": [times("."), times(". "), "." + times(" ") + "a"],
    "content/rich_text.py:LINK": [
        times("<a "),
        times('<a href="'),
        "<a " + times("href="),
        "<a " + times('href="#'),
        times("<a <a href"),
        times("<a\thref="),
        times("<a\n"),
        times('<a href="x'),
    ],
    "editing/links/internal.py:is_internal": [times("a"), times("a+.-")],
    "editing/links/internal.py:_rows_naming": [times("/en/cities/ulm/"), times("/en/cities/ulm//")],
    "content/rich_text.py:TAG": [
        *map(
            times,
            ["<", "<a ", "<!--", "<!-- --", "<!--->", "</", "<a =", "<a a", '<a a="', "<a a='", "<a\n", "<![CDATA["],
        ),
        *(
            start + times(piece)
            for start in ['<a b="', "<a b='", "<!--", "<a b"]
            for piece in ["<a ", "='", '="', "-", " ", "/"]
        ),
    ],
    "operations/stored_files.py:_named_by_history": [
        times("a"),
        times("a."),
        "a." + times("a"),
        times("a.a/"),
        times("a.a/0123"),
    ],
    "editing/numbers.py:GROUPED": ["1" + times(".000") + "x", "1" + times(" 000 "), times("1")],
    "editing/numbers.py:whole": [times("1"), times("a")],
    "editing/numbers.py:decimal": [times("1,"), "1," + times("1") + "x", times(",1")],
    "content/files/pictures.py:VARIANT": [times("-"), times("-640"), times("-640.webp")],
    "editing/preview.py:STORED_FILE": [times('"/media/'), '"/media/' + times("a"), times('"/media/a.')],
    "editing/tables/reader.py:SEPARATOR": ["sep=" + times("\r"), times("sep=")],
    "editing/tables/reader.py:place": [times("A"), "A" + times("1"), times("$A1")],
    "movingcities/services.py:BUCKET": [
        "s3://" + times("a"),
        "s3://aaa/" + times("a"),
        "s3://aaa" + times("/a"),
        "s3://" + times("a-"),
    ],
    "movingcities/services.py:REGION": [times("a") + "!", times("a-")],
    "content/texts.py:UNSTORABLE": [times("\ufffe"), "\ufffe" + times("\n"), times("\ufffe ")],
    "movingcities/environment.py:HOST_NAME": [
        times("a") + "!",
        times("a-") + "!",
        times("a.") + "!",
        "[" + times("0:"),
    ],
    "movingcities/environment.py:contact": ["+" + times("1-") + "!"],
    "movingcities/environment.py:dotted_path": [times("a") + "!", times("a.") + "!", times("_.")],
    "movingcities/environment.py:url_path": ["/" + times("a")],
    "movingcities/environment.py:tile_server": [
        "http://" + times("a"),
        "http://a/" + times("{z}"),
        "http://a/" + times("x"),
    ],
    "movingcities/logs.py:SECRETS": [times("/preview/"), "/preview/" + times("a")],
    "movingcities/logs.py:SECRETS 2": [times("?token="), times("?x-amz-a"), "?x-amz-" + times("a-"), times("&key=")],
    "movingcities/logs.py:SECRETS 3": [
        times("a://"),
        times("a://a:"),
        "a://a:" + times("b:"),
        times("a"),
        "a://" + times("a"),
    ],
    "movingcities/original.py:_published": [times("-1"), "-" + times("1") + "x", times("-")],
    "movingcities/services.py:cache": ["/" + times("1") + "x"],
    "movingcities/urls.py:urlpatterns": ["media/" + times("a"), "media/a." + times("a"), "media/a.a/" + times("0")],
    "movingcities/urls.py:urlpatterns 2": ["admin/media/" + times("a"), "admin/media/a." + times("a")],
    "movingcities/urls.py:urlpatterns 3": ["preview/" + times("a"), "preview/a/media/" + times("a")],
    "reports/citation.py:_escaped": [times("{")],
    "reports/citation.py:_escaped 2": [times("&"), times("a")],
    "reports/inspection.py:_text": [times("\ufffe "), "\u00ad" + times(" "), times("\u00ad")],
    "reports/inspection.py:_text 2": [times("\t "), times(" a")],
    "reports/inspection.py:_text 3": [times("\r"), times("\r\n")],
    "reports/inspection.py:language_of_text": [times("a"), times("a ")],
    "reports/urls.py:CitationConverter": [times("bib")],
    "search/documents.py:BROKEN_WORD": [
        *("a-" + times(blank) + end for blank in ["\n", " ", " \n", "\n ", "\u2028"] for end in ["1", ""]),
        *map(times, ["a-", "a-\n", "\u00ad", "\u00ad\n", "a\u00ad ", "a- "]),
    ],
    "search/passages.py:_after_space": [times("a")],
    "search/queries.py:PART": [times('"'), times("-"), times('-"'), times("a"), times(' "'), times(' -"a')],
    "search/queries.py:Query.with_words": [times("a"), times("aa "), times("aaaaaaaaab ")],
    "search/words.py:WORD": [times("a"), times("a\u0301"), times("a\u00ad"), times("_"), times("漢")],
    "content/texts.py:visible": [times(" "), times(" \u2028"), times("a ")],
    "translations/glossary.py:pattern": [
        times("word "),
        times("word12 "),
        times("word12"),
        times("a"),
        times("word1-"),
    ],
    "translations/glossary.py:explained": ["<h1" + times("1"), times("<a")],
    "translations/glossary.py:explained 2": ["</h1" + times("1"), times("</a")],
    r"admin/autocomplete-names.js:^×": [times("×")],
    r"admin/form-values.js:^(.+)-TOTAL_FORMS$": [times("-TOTAL_FORMS") + "!", times("-")],
    r"admin/form-values.js:-(TOTAL|INITIAL)_FORMS$": [times("-TOTAL_FORMS") + "!", times("-")],
    r"admin/language-tabs.js:mt-field-[\w-]+-([a-z]{2})$": ["mt-field-" + times("a-") + "!"],
    r"admin/language-tabs.js:column-\w+_([a-z]{2})(?:\s|$)": ["column-" + times("_a") + "!", times("column-a_")],
    r"admin/upload.js:^files-\d+$": ["files-" + times("1") + "!"],
    r"admin/words.js:\s+": [times(" "), times(" a")],
    r"admin/words.js::$": [times(":") + "a"],
    r"admin/words.js:field-(\S+)": [times("field-"), "field-" + times("a")],
    r"map-tiles.js:\{([zxy])\}": [times("{"), times("{z")],
}
#: What stands in patterns that are made when they are needed.
GIVEN = {
    "editing/together/forms_as_sent.py:is_of_row": {"prefix": "sections"},
    "movingcities/environment.py:tile_server": {
        "form": r"https?://[a-z0-9.-]+(:[0-9]+)?/[^{}\s]*\{[zxy]\}[^{}\s]*\{[zxy]\}[^{}\s]*\{[zxy]\}[^{}\s]*"
    },
    "search/queries.py:Query.with_words": {"replaced": ["a" * length for length in range(1, 13)]},
    "translations/glossary.py:pattern": {"listed": "|".join(f"word{number}" for number in range(1000, 0, -1))},
}
#: Patterns of which only `match` and `fullmatch` are called.
COMPILED_FROM_BEGINNING = {
    "content/negotiation.py:WEIGHT",
    "content/tables.py:FORMULA",
    "content/rich_text.py:WITHOUT_SCHEME",
    "content/rich_text.py:WITHOUT_SCHEME 2",
    "editing/numbers.py:GROUPED",
    "movingcities/environment.py:HOST_NAME",
}
ANYTHING = [times(piece) + end for piece in ("a", " ", "\n", "1", "-", "<", '"', "a.", "<a ") for end in ("", "\0")]


def modules():
    return sorted(test_imports.modules().values())


def names_within(tree):
    """(what a node stands in, the node) of a module: a constant, or a function or class by its dotted name."""

    def walk(node, name):
        for child in ast.iter_child_nodes(node):
            inner = name
            if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                inner = f"{name}.{child.name}".strip(".")
            elif isinstance(child, ast.Assign) and not name:
                inner = ast.unparse(child.targets[0])
            yield inner, child
            yield from walk(child, inner)

    return walk(tree, "")


def expression_in(node):
    """(function, expression of the pattern, those of its flags) where a node holds a pattern; None for other nodes."""
    if isinstance(node, ast.Call) and (function := ast.unparse(node.func)) in FLAGS_AT:
        named = [keyword.value for keyword in node.keywords if keyword.arg == "flags"]
        return function, node.args[0], [*named, *node.args[FLAGS_AT[function] :]]
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "regex":
        return "re.fullmatch", node.value, []
    return None


def numbered(found):
    """{name: value} of pairs, of which several may have one name: “name”, “name 2”, …"""
    result, counts = {}, {}
    for name, value in found:
        counts[name] = counts.get(name, 0) + 1
        result[f"{name} {counts[name]}" if counts[name] > 1 else name] = value
    return result


def python_patterns():
    found = [
        (f"{path.relative_to(ROOT)}:{name}", (path, pattern))
        for path in modules()
        for name, node in names_within(ast.parse(path.read_text()))
        if (pattern := expression_in(node))
    ]
    return {name: compiled(name, *value) for name, value in numbered(found).items()}


def compiled(name, path, pattern):
    """(the pattern, whether it reads a text from its beginning only)"""
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    function, expression, flags = pattern
    names = {**vars(module), **GIVEN.get(name, {})}
    text, *flags = (eval(ast.unparse(part), dict(names)) for part in (expression, *flags))
    return re.compile(text, *flags), function in FROM_BEGINNING or name in COMPILED_FROM_BEGINNING


def script_patterns():
    found = [
        (f"{path.relative_to(SCRIPTS)}:{literal[1]}", (re.compile(literal[1]), False))
        for path in sorted(SCRIPTS.rglob("*.js"))
        for literal in LITERAL.finditer(re.sub(r"^\s*(//|\*|/\*).*$", "", path.read_text(), flags=re.MULTILINE))
    ]
    return numbered(found)


def database_patterns():
    """Those that a database compares with: there is one place that asks it to."""
    places = [path for path in modules() if re.search(r"__i?regex", path.read_text())]
    assert places == [ROOT / "editing" / "links" / "internal.py"]
    return {
        "editing/links/internal.py:_rows_naming": (
            re.compile(internal._pattern(internal.addresses_of(City(slug="ulm")))),
            False,
        )
    }


PATTERNS = python_patterns() | script_patterns()


def test_every_pattern_has_its_worst_case():
    assert sorted({*PATTERNS, *database_patterns()}) == sorted(WORST)


def seconds(function, *args):
    """The CPU time of a call, the best of three if the first was disturbed."""
    taken = []
    while not taken or (min(taken) > SECONDS and len(taken) < 3):
        start = time.process_time()
        function(*args)
        taken.append(time.process_time() - start)
    return min(taken)


def slow(pattern, is_from_beginning, texts):
    """The (beginning of the text, seconds) that a pattern needs too long for."""
    is_bytes = isinstance(pattern.pattern, bytes)
    uses = [pattern.fullmatch, pattern.match]
    uses += [] if is_from_beginning else [partial(pattern.sub, b"" if is_bytes else "")]
    for text in texts:
        for use in uses:
            if (taken := seconds(use, text.encode(errors="replace") if is_bytes else text)) > SECONDS:
                yield text[:40], taken


@pytest.mark.parametrize("name", sorted(WORST))
def test_no_text_holds_a_pattern_up(name):
    assert list(slow(*(PATTERNS.get(name) or database_patterns()[name]), [*WORST[name], *ANYTHING])) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(r"(?<=\w)-\s*\n\s*(?=[a-z])", "a-" + times("\n", 8_000) + "1"), (r'<a\s[^>]*href="', times("<a ", 60_000))],
)
def test_a_pattern_that_was_slow_would_be_found_out(pattern, text):
    assert next(slow(re.compile(pattern), False, [text]))
