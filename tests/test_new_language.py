"""A new language needs what CONTRIBUTING says in “A language”, and nothing else: it is followed here, with Turkish."""

import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from tests.real_site import own_database

ROOT = Path(__file__).resolve().parent.parent
ROW = """
    Language(
        code="tr",
        name=gettext_noop("Turkish"),
        stemmer="turkish",
        common="ve bir bu için ile olarak daha çok olan gibi kadar sonra ancak değil var ise",
        yes="doğru evet",
        no="yanlış yanliş hayır hayir",
        shared="da de ne",
        places={"ç": "c", "ğ": "g", "ı": "h", "ö": "o", "ş": "s", "ü": "u"},
        endings={"lar": ""},
        font="latin-ext",
    ),
]
"""
WORDS = {("address", "cities/"): "sehirler/", ("address", "cities/<slug:slug>/"): "sehirler/<slug:slug>/"}


def add_row(site):
    table = site.root / "content" / "language_table.py"
    table.write_text(table.read_text().replace("\n]\n", ROW, 1))


def add_catalogue(site):
    """As `make messages` makes one, and then a few words of it translated."""
    with (site.root / "movingcities/locale/de/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    catalogue.locale = "tr"
    for message in catalogue:
        if message.id:
            message.string = WORDS.get((message.context, message.id), ("", "") if message.pluralizable else "")
    path = site.root / "movingcities/locale/tr/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)


def make_migrations(site):
    site.run("manage.py", "makemigrations", "--verbosity", "0")


#: How this test does what each row of the table in CONTRIBUTING asks for.
STEPS = {
    "content/language_table.py": add_row,
    "movingcities/locale/*/LC_MESSAGES/django.po": add_catalogue,
    "*/migrations/*.py": make_migrations,
}


class Site:
    """A copy of the code, with a database of its own."""

    def __init__(self, folder):
        self.root = folder / "code"
        for name in tracked():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, self.root / name)
        self.environment = os.environ | {"DATA_DIR": str(folder / "data"), "DATABASE_URL": own_database(folder)}
        self.environment.setdefault("STATIC_ROOT", str(ROOT / "var" / "static"))

    def run(self, *words):
        """What a command of Python says, in a process of its own in the copy."""
        command = [sys.executable, *words]
        return subprocess.run(
            command, cwd=self.root, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def install(self):
        """What `make install` does with code that has just come."""
        for folder, domains in [("locale", "django"), ("locale_of_packages", "django djangojs")]:
            self.run("-m", "babel.messages.frontend", "-q", "compile", "-D", domains, "-d", f"movingcities/{folder}")
        self.run("manage.py", "migrate", "--verbosity", "0")

    def changed(self):
        """The paths that are not as they came, without what is never committed."""
        paths = {str(path.relative_to(self.root)) for path in self.root.rglob("*.p[yo]")} | set(tracked())
        return [name for name in sorted(paths) if not same(self.root / name, ROOT / name)]


def tracked():
    said = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [name for name in said.split("\0") if name and (ROOT / name).is_file()]


def same(copy, original):
    return original.is_file() and copy.read_bytes() == original.read_bytes()


def places():
    """The first column of the table “A language” in CONTRIBUTING, in its order."""
    _before, table = (ROOT / "CONTRIBUTING.md").read_text().split("\n## A language\n")
    return re.findall(r"^\| `([^`]+)` \|", table.split("\n## ")[0], re.MULTILINE)


def test_a_language_is_a_row_a_catalogue_and_its_columns(tmp_path):
    site = Site(tmp_path)
    for place in places():
        STEPS[place](site)
    site.install()
    assert json.loads(site.run("-m", "tests.turkish_site")) == []
    changed = site.changed()
    assert [name for name in changed if not any(fnmatch(name, place) for place in places())] == []
    assert [place for place in places() if not any(fnmatch(name, place) for name in changed)] == []
