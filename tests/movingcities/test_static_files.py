import gzip
import os
import re
import stat
from pathlib import Path

import brotli
import pytest
from django.core.management import call_command
from django.test import Client

from movingcities.static_files import StaticFilesMiddleware, StaticFilesStorage

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


READ = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


def ask(path, **headers):
    """The answer to a GET of a static file, with all of its content."""
    response = Client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response.body = response.getvalue()
    return response


def stylesheet():
    return f"/static/{StaticFilesStorage().hashed_files['css/base.css']}"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.2", "gzip"),
        ("BR", "br"),
        ("*", "br"),
        ("br;q=0", None),
        ("zstd", None),
        ("brotli", None),
        ("", None),
    ],
)
def test_a_static_file_comes_in_the_coding_that_is_asked_for(accepted, coding):
    """RFC 9110, 12.5.3 and 12.5.5"""
    answer = ask(stylesheet(), Accept_Encoding=accepted)
    assert (answer.headers.get("Content-Encoding"), answer["Vary"]) == (coding, "Accept-Encoding")
    assert answer["Content-Length"] == str(len(answer.body))
    assert READ[coding](answer.body) == ask(stylesheet()).body


def test_each_coding_of_a_static_file_has_a_tag_of_its_own():
    """RFC 9110, 8.8.3.3: or a part of one would be put behind a part of another."""
    tags = {coding: ask(stylesheet(), Accept_Encoding=coding)["ETag"] for coding in ["identity", "gzip", "br"]}
    assert len(set(tags.values())) == 3
    told = {
        (had, asked): ask(stylesheet(), Accept_Encoding=asked, If_None_Match=tags[had]).status_code
        for had in tags
        for asked in tags
    }
    assert told == {(had, asked): 304 if had == asked else 200 for had in tags for asked in tags}


def test_a_part_of_a_static_file_is_one_of_the_coding_that_is_asked_for():
    """RFC 9110, 14.2"""
    whole = ask(stylesheet(), Accept_Encoding="br")
    part = ask(stylesheet(), Accept_Encoding="br", Range="bytes=5-9", If_Range=whole["ETag"])
    assert (part.status_code, part.body) == (206, whole.body[5:10])
    other = ask(stylesheet(), Accept_Encoding="gzip", Range="bytes=5-9", If_Range=whole["ETag"])
    assert (other.status_code, gzip.decompress(other.body)) == (200, brotli.decompress(whole.body))


def test_a_static_file_without_a_time_comes_without_tag_and_date(tmp_path, settings):
    """Some ways to build an image set all times to zero."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "a.css").write_text("a {}")
    os.utime(tmp_path / "a.css", (0, 0))
    file = StaticFilesMiddleware(None).files["/static/a.css"]
    headers = dict(file.get_response("HEAD", {"REQUEST_METHOD": "HEAD"}).headers)
    assert (headers["Content-Length"], headers.keys() & {"ETag", "Last-Modified"}) == ("4", set())
    asked = {
        "REQUEST_METHOD": "HEAD",
        "HTTP_IF_NONE_MATCH": '""',
        "HTTP_IF_UNMODIFIED_SINCE": "Thu, 01 Jan 1970 00:00:00 GMT",
    }
    assert file.get_response("HEAD", asked).status == 200


def test_static_files_are_only_read():
    assert [Client().generic(method, stylesheet()).status_code for method in ["POST", "PUT", "DELETE"]] == [405] * 3
