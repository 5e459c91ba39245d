"""The house has floors: a folder imports from floors below it, never from above or from beside it."""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    ["content"],
    ["translations"],
    ["cities", "pages"],
    ["approaches", "reports"],
    ["news"],
    ["search", "api", "suggestions"],
    ["movingcities"],
]
FLOOR = {app: floor for floor, apps in enumerate(FLOORS) for app in apps}


def imported_apps(source):
    """The apps of ours that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        else:
            continue
        yield from {name.partition(".")[0] for name in names} & FLOOR.keys()


def wrong_imports(app, source):
    """The apps that a module of `app` may not import but does."""
    return sorted(other for other in set(imported_apps(source)) if other != app and FLOOR[other] >= FLOOR[app])


def modules():
    return [path for app in FLOOR for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down(path):
    assert wrong_imports(path.relative_to(ROOT).parts[0], path.read_text()) == []


def test_every_folder_with_code_has_a_floor():
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps == apps & FLOOR.keys()


@pytest.mark.parametrize(
    ("app", "source", "wrong"),
    [
        ("content", "from cities.models import City", ["cities"]),
        ("cities", "def f():\n    import news.models", ["news"]),
        ("approaches", "from reports.models import Report", ["reports"]),
        ("news", "from approaches.models import Approach\nfrom movingcities import views", ["movingcities"]),
        ("approaches", "from cities.models import City", []),
    ],
)
def test_the_walk_sees_imports_up_and_beside(app, source, wrong):
    assert wrong_imports(app, source) == wrong
