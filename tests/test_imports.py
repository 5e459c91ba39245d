"""The house has floors: a folder imports from floors below it, never from above or from beside it.

A folder of many modules has floors of its own.
"""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    ["content", "mail", "sources"],
    ["editing", "lists"],
    ["translations"],
    ["cities", "pages"],
    ["approaches", "reports"],
    ["news"],
    ["search"],
    ["accounts", "api", "operations", "suggestions"],
    ["movingcities"],
]
CONTENT = [
    ["content.language_table"],
    ["content.conditions", "content.negotiation", "content.texts"],
    ["content.languages"],
    ["content.files"],
    ["content.rich_text", "content.rows", "content.tables"],
    ["content.fields"],
    ["content.models"],
    ["content.addresses", "content.freshness", "content.translation"],
    ["content.middleware", "content.templatetags", "content.apps"],
]
EDITING = [
    ["editing.models"],
    ["editing.addresses", "editing.numbers", "editing.rights"],
    ["editing.history"],
    ["editing.forms", "editing.links", "editing.together"],
    ["editing.publishing"],
    ["editing.tables", "editing.working_copies"],
    ["editing.preview", "editing.start_page"],
    ["editing.admin"],
    ["editing.apps", "editing.management", "editing.middleware", "editing.templatetags"],
]
#: Of the Python of the product a folder may hold so much, and so much in modules that lie directly in it.
MOST, MOST_DIRECTLY = 0.30, 0.12


def rooms_of(floors):
    return {room: number for number, rooms in enumerate(floors) for room in rooms}


APPS, INNER = rooms_of(FLOORS), [rooms_of(CONTENT), rooms_of(EDITING)]


def imported(source):
    """The dotted names of all that a module imports, anywhere in it: modules, and what it takes from them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name, floors):
    """The room that a dotted name lies in, or None."""
    return next((room for room in floors if f"{name}.".startswith(f"{room}.")), None)


def wrong_imports(module, source):
    """The rooms that a module, by its dotted name, may not import from but does."""
    wrong = set()
    for floors in [APPS, *INNER]:
        own = room(module, floors)
        others = {room(name, floors) for name in imported(source)} - {own, None} if own else set()
        wrong |= {other for other in others if floors[other] >= floors[own]}
    return sorted(wrong)


def modules():
    """{dotted name: path} of the modules of the product, without migrations."""
    paths = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@pytest.mark.parametrize(("module", "path"), modules().items(), ids=modules())
def test_imports_go_down(module, path):
    assert wrong_imports(module, path.read_text()) == []


def test_every_folder_with_code_has_a_floor():
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps == apps & APPS.keys()


@pytest.mark.parametrize("inner", INNER, ids=["content", "editing"])
def test_every_module_of_a_folder_with_inner_floors_has_one(inner):
    folder = next(iter(inner)).partition(".")[0]
    assert [name for name in modules() if name.startswith(f"{folder}.") and not room(name, inner)] == []


def test_no_folder_holds_too_much():
    lines = {name: len(path.read_text().splitlines()) for name, path in modules().items()}
    whole = sum(lines.values())
    held = {app: sum(number for name, number in lines.items() if f"{name}.".startswith(f"{app}.")) for app in APPS}
    assert {app: number for app, number in held.items() if number > MOST * whole} == {}
    directly = {
        app: sum(
            lines[name] for name in modules() if name == app or (name.rpartition(".")[0] == app and not is_folder(name))
        )
        for app in APPS
    }
    assert {app: number for app, number in directly.items() if number > MOST_DIRECTLY * whole} == {}


def is_folder(name):
    return (ROOT / Path(*name.split("."))).is_dir()


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("content.models.parts", "from cities.models import City", ["cities"]),
        ("cities.views", "def f():\n    import news.models", ["news"]),
        ("approaches.models", "from reports.models import Report", ["reports"]),
        ("news.views", "from approaches.models import Approach\nfrom movingcities import views", ["movingcities"]),
        ("lists.filters", "from editing.models import Version", ["editing"]),
        ("approaches.models", "from cities.models import City", []),
        ("editing.history.bin", "from editing import publishing", ["editing.publishing"]),
        ("editing.history.bin", "from editing.publishing.states import due", ["editing.publishing"]),
        ("editing.history.bin", "from editing.history.snapshots import snapshot", []),
        ("content.files.pictures", "from content.fields import PictureField", ["content.fields"]),
        ("content.fields", "from content.files.pictures import reencoded", []),
    ],
)
def test_the_walk_sees_imports_up_and_beside(module, source, wrong):
    assert wrong_imports(module, source) == wrong
