import os
import re
import stat
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from movingcities.static_files import StaticFilesStorage

pytestmark = pytest.mark.django_db


def modes_of_collected(directory, settings, **options):
    """What may be done with static files that a process with a narrow umask has collected: {path: mode}."""
    settings.STATIC_ROOT = directory / "static"
    old = os.umask(0o077)
    try:
        call_command("collectstatic", interactive=False, verbosity=0, **options)
    finally:
        os.umask(old)
    return {
        path: stat.S_IMODE(path.stat().st_mode) for path in [settings.STATIC_ROOT, *settings.STATIC_ROOT.rglob("*")]
    }


def test_whoever_serves_collected_files_can_read_them_all(tmp_path, settings):
    """Also where nothing else that the process writes is for others: it may not be who has collected them.

    Those of packages are left out, for compressing them takes half a minute: `make trials` collects all.
    """
    packages = ["admin", "adminsortable2", "django_prose_editor", "modeltranslation"]
    modes = modes_of_collected(tmp_path, settings, ignore_patterns=packages)
    assert len([path for path in modes if path.suffix == ".br"]) > 30
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o755}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o644}


def test_a_script_imports_others_by_the_names_that_change_with_what_is_in_them(settings):
    names = StaticFilesStorage().hashed_files
    ours = {name: Path(settings.STATIC_ROOT, names[name]) for name in names if re.match(r"js/.*\.js$", name)}
    imported = {
        (name, path.parent.joinpath(address).resolve())
        for name, path in ours.items()
        for address in re.findall(r'^import .*"(.+)";$', path.read_text(), re.MULTILINE)
    }
    assert ("js/map-tiles.js", ours["js/projection.js"]) in imported
    assert ("js/admin/place-picker.js", ours["js/projection.js"]) in imported
    assert {path for _name, path in imported} <= {*ours.values()}


def test_the_list_of_static_files_is_not_served(settings):
    storage = StaticFilesStorage()
    assert storage.exists("staticfiles.json")
    client = Client()
    assert client.get("/static/staticfiles.json").status_code == 404
    style = client.get(f"/static/{storage.hashed_files['css/base.css']}")
    style.close()
    assert style.status_code == 200
