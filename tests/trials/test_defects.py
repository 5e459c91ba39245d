"""Defects of the kind that slip into templates and style sheets, one by one in a copy of the site."""

import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from tests import browsers
from tests.browser.judge import axe, check
from tests.browser.keyboard import walk
from tests.real_site import ROOT, free_port, prepared, serving

BASE, TOKENS, COMPONENTS = (f"movingcities/static/css/{name}.css" for name in ["base", "tokens", "components"])
#: What is wrong then, in which file, what of it is replaced by what.
DEFECTS = [
    ("the page does not say its language", "templates/base.html", 'lang="{{ LANGUAGE_CODE }}"', 'lang="en"'),
    ("no skip link", "templates/base.html", '<a class="skip-link"', '<a hidden class="skip-link-not"'),
    ("no main landmark", "templates/base.html", '<main id="content" tabindex="-1">', '<div id="content">'),
    ("zooming forbidden", "templates/base.html", "initial-scale=1", "initial-scale=1, user-scalable=no"),
    ("one title for all pages", "templates/base.html", "<title>{{ title }} – ", "<title>"),
    ("menu without a name", "templates/_header.html", ' aria-label="{% translate "Main menu" %}"', ""),
    ("skipped heading level", "templates/_heading.html", "<h2 id", "<h4 id"),
    ("icon link without a name", "templates/_heading.html", "aria-label=", "data-label="),
    ("label that names nothing", "templates/_heading.html", 'id="{{ anchor }}-heading"', 'id="heading"'),
    ("no first heading", "templates/cities/city_detail.html", "<h1{{ object.t.name.lang }}>", "<p>"),
    ("foreign text without lang", "templates/_sections.html", '"prose"{{ section.t.body.lang }}', '"prose"'),
    ("name of a language without lang", "templates/_footer.html", ' lang="{{ language.code }}"', ""),
    ("empty link", "templates/_contacts.html", '">{{ contact.email }}</a>', '"></a>'),
    ("link to a section that is not there", "templates/cities/_city_contents.html", "#contact", "#kontakt"),
    ("list that holds no items", "templates/approaches/_approach_card.html", "<li data-colour", "<div data-colour"),
    ("pale labels", TOKENS, "--soft: light-dark(#48606a", "--soft: light-dark(#9aa8ac"),
    ("dark text at night", TOKENS, "#0e2a33, #f4ede0)", "#0e2a33, #48606a)"),
    ("focus not shown", BASE, "outline: 3px solid", "outline: 0 solid"),
    ("text that does not wrap", BASE, "p {\n    text-wrap: pretty;", "p {\n    text-wrap: nowrap;"),
    ("text over text", COMPONENTS, ".card-text {", ".card-text { margin-block-start: -3rem;"),
    ("cut text", COMPONENTS, ".lead {", ".lead { block-size: 1em; overflow: hidden;"),
    ("tiny targets", COMPONENTS, "a {\n      display: inline-block;\n      padding-block: 0.3rem;\n    }",
     "li { line-height: .8; } a { font-size: .7rem; }"),
]  # fmt: skip
PAGES = ["/de/", "/el/poleis/zurich/", "/en/cities/potsdam/", "/de/ansaetze/"]
NOT_COPIED = [".git", ".venv", "var", "tests", "docs", "sample", "*.pyc"]


def first_faults(browser, site):
    """What the suite says first about the site; nothing if it finds nothing."""
    for width, scheme in [(360, "light"), (1280, "dark")]:
        context = browser.new_context(base_url=site, viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        for path in PAGES:
            page.goto(path)
            if faults := check(page) + axe(page)[0]:
                return faults
        page.goto(PAGES[2])
        if faults := walk(page)["faults"]:
            return faults
        context.close()
    return []


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT, tmp_path / "copy", ignore=shutil.ignore_patterns(*NOT_COPIED))
    return tmp_path / "copy"


@contextmanager
def seeded(copy, file, old, new):
    text = (copy / file).read_text()
    assert old in text, f"{file} has changed: seed this defect anew"
    (copy / file).write_text(text.replace(old, new))
    yield
    (copy / file).write_text(text)


def test_seeded_defects_are_caught(tmp_path, copy, report):
    (tmp_path / "data").mkdir()
    environment = prepared(tmp_path / "data")
    caught, missed = {}, []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.chromium(), args=browsers.ARGUMENTS)
        with serving(environment, copy) as site:
            sound = first_faults(browser, site)
        for number, (name, file, old, new) in enumerate(DEFECTS):
            with seeded(copy, file, old, new):
                own = environment | {"PORT": str(free_port())}
                if file.endswith(".css"):
                    own["STATIC_ROOT"] = str(tmp_path / f"static-{number}")
                    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
                    subprocess.run(collect, cwd=copy, env=own, check=True)
                with serving(own, copy) as site:
                    faults = first_faults(browser, site)
            caught |= {name: faults[0]} if faults else {}
            missed += [] if faults else [name]
    figure = {"seeded": len(DEFECTS), "caught": len(caught), "missed": missed, "by": caught, "in the sound site": sound}
    report(figure, {"in the sound site": [], "missed": []})
