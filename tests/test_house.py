"""The house stays plain: nothing is longer than one can take in at a glance, and a name has one meaning."""

import ast
from collections import defaultdict

import pytest

from tests.test_imports import modules

MODULE, MODELS, FUNCTION = 250, 200, 25


def room_for(name):
    """How many lines a module may have: those of packages of models less, because each holds several things."""
    return MODELS if ".models." in name else MODULE


def too_long(name, source):
    """The module, if it is too long, and those of its functions that are: decorators do not count."""
    tree = ast.parse(source)
    if len(source.splitlines()) > room_for(name):
        yield name
    for node in ast.walk(tree):
        is_function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if is_function and node.end_lineno - node.lineno + 1 > FUNCTION:
            yield f"{name}:{node.name}"


def test_nothing_of_the_product_is_too_long():
    assert [found for name, path in modules().items() for found in too_long(name, path.read_text())] == []


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        ("cities.views", "\n" * MODULE, []),
        ("cities.views", "\n" * (MODULE + 1), ["cities.views"]),
        ("cities.models", "\n" * MODULE, []),
        ("cities.models.places", "\n" * (MODELS + 1), ["cities.models.places"]),
        ("cities.views", "def city():" + "\n    pass" * (FUNCTION - 1), []),
        ("cities.views", "def city():" + "\n    pass" * FUNCTION, ["cities.views:city"]),
        ("cities.views", "class A:\n    def city(self):" + "\n        pass" * FUNCTION, ["cities.views:city"]),
        ("cities.views", "async def city():" + "\n    pass" * FUNCTION, ["cities.views:city"]),
        ("cities.views", "@a\ndef city():" + "\n    pass" * (FUNCTION - 1), []),
    ],
)
def test_the_measure_sees_what_is_too_long(name, source, found):
    assert list(too_long(name, source)) == found


#: Where each app says the same sort of thing in its own words.
ALIKE = {"models", "filters", "views", "urls", "admin", "exports", "tables", "translation"}
#: Where names are Django's to choose, and names that stand for the module itself.
FOLDERS_ALIKE = {"models", "admin", "views", "commands", "templatetags"}
OWN_OF_A_MODULE = {"logger", "app_name", "urlpatterns"}


def public_names(source):
    """The names that a module defines for others, constants too."""
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found = [node.name]
        else:
            targets = getattr(node, "targets", [getattr(node, "target", None)])
            found = [target.id for target in targets if isinstance(target, ast.Name)]
        yield from (name for name in found if not name.startswith("_") and name not in OWN_OF_A_MODULE)


def with_two_meanings(sources):
    """{name: the modules that define it} of public names that more than one of {module: source} defines."""
    defined = defaultdict(list)
    for module, source in sources.items():
        *folders, last = module.split(".")
        if last not in ALIKE | {"settings"} and not FOLDERS_ALIKE.intersection(folders):
            for name in set(public_names(source)):
                defined[name].append(module)
    return {name: where for name, where in defined.items() if len(where) > 1}


def test_no_public_name_has_two_meanings():
    assert with_two_meanings({name: path.read_text() for name, path in modules().items()}) == {}


def test_the_look_at_names_sees_a_second_meaning():
    sources = {"cities.maps": "class Place: pass", "search.hits": "Place = 1", "news.models": "class Place: pass"}
    assert with_two_meanings(sources) == {"Place": ["cities.maps", "search.hits"]}
