"""What others wrote and we pass on is named with its licence: a part of `reuse lint` that needs no further package."""

import tomllib
from fnmatch import fnmatch

from tests.real_site import ROOT

VENDORED = [path for place in ["movingcities/static/vendor", "tests/vendor"] for path in (ROOT / place).iterdir()]
ANNOTATIONS = tomllib.loads((ROOT / "REUSE.toml").read_text())["annotations"]


def annotation(path):
    """The last annotation whose pattern fits, which is the one that counts."""
    patterns = [(pattern, found) for found in ANNOTATIONS for pattern in as_list(found["path"])]
    return [found for pattern, found in patterns if fnmatch(str(path.relative_to(ROOT)), pattern)][-1]


def as_list(value):
    return value if isinstance(value, list) else [value]


def test_nothing_that_others_wrote_passes_for_ours():
    ours = annotation(ROOT / "manage.py")["SPDX-FileCopyrightText"]
    files = [path for folder in VENDORED for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 8
    assert [path for path in files if annotation(path)["SPDX-FileCopyrightText"] == ours] == []
    authors = (ROOT / "AUTHORS.md").read_text().lower()
    assert [folder.name for folder in VENDORED if folder.name.rpartition("-")[0] not in authors] == []


def test_each_licence_has_its_text_and_each_text_its_use():
    used = {found["SPDX-License-Identifier"] for found in ANNOTATIONS}
    assert {path.stem for path in (ROOT / "LICENSES").iterdir()} == used
