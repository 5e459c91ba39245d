"""The house stays plain: a module, and a function, is no longer than one can take in at a glance."""

import ast

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
