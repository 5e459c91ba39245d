"""Every page type in every language, narrow and wide, by day and by night.

APPROVE=true writes the accessibility trees anew, to be looked at in the diff.
"""

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from tests import browsers
from tests.browser.judge import axe, check
from tests.browser.keyboard import walk
from tests.browser.pages import CODES, PAGES, everywhere
from tests.browser.test_admin_access import barriers
from tests.real_site import running_site

APPROVED = Path(__file__).resolve().parent / "approved"
WIDTHS, SCHEMES = [360, 1280], ["light", "dark"]
# What axe leaves to a person, and what the person found: text on the leaf of a door (drawn by ::before), where every
# pair of colours is measured by tests/test_contrast.py; a line over the skyline at the foot of a head, the same.
# And that the heads across a table (scope="rowgroup") are those of the rows below them.
JUDGED = {"color-contrast", "th-has-data-cells"}
#: WCAG 1.4.12: what a reader may set for the spacing of text.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""
# A style sheet of the reader, which the policy of the page has no say in.
ADOPT = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("access")) as address:
        yield address


@pytest.fixture(scope="module")
def paths(site):
    return everywhere(site)


@pytest.fixture
def page(browser, site):
    context = browser.new_context(base_url=site)
    yield context.new_page()
    context.close()


def views(page, widths=WIDTHS, schemes=SCHEMES):
    """The same page in each width and colour scheme."""
    for width in widths:
        for scheme in schemes:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(200)  # longer than any transition
            yield f"{width} {scheme}"


def test_axe_finds_nothing_anywhere(page, paths, report):
    cells, violations, undecided = 0, [], Counter()
    for name, by_language in paths.items():
        for code, path in by_language.items():
            page.goto(path)
            for view in views(page):
                found, left = axe(page)
                cells += 1
                violations += [f"{name} {code} {view} {rule}" for rule in found]
                undecided.update(rule.partition(":")[0] for rule in left)
    figure = {"cells": cells, "violations": violations, "undecided": dict(undecided)}
    figure["not judged"] = sorted(set(undecided) - JUDGED)
    report(figure, {"violations": [], "not judged": []})


def test_the_page_of_components_and_a_refused_form_are_without_fault(page, report):
    faults = []
    page.goto("/admin/login/")
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "wrong")
    page.click("#login-form [type=submit]")
    for view in views(page):
        faults += [f"log-in {view} {fault}" for fault in axe(page)[0] + check(page, "forms")]
    browsers.log_in(page, "editor")
    page.goto("/admin/components/")
    for view in views(page):
        faults += [
            f"components {view} {fault}" for fault in axe(page)[0] + check(page, "room") + check(page, "targets")
        ]
    report({"faults": faults}, {"faults": []})


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_the_admin(browser, site, scheme):
    assert barriers(browser, site, [scheme]) == {}


def test_our_own_checks_find_nothing_anywhere(page, paths, report):
    cells, faults = 0, []
    for name, by_language in paths.items():
        for code, path in by_language.items():
            page.goto(path)
            for view in views(page, [320, 360, 768, 1280], ["light"]):
                cells += 1
                faults += [f"{name} {code} {view} {fault}" for fault in dict.fromkeys(check(page))]
    report({"cells": cells, "faults": faults}, {"faults": []})


def test_spaced_text_has_room(page, paths, report):
    faults = []
    for name, by_language in paths.items():
        for code in ["de", "el", "pl"]:
            page.goto(by_language[code])
            page.evaluate(ADOPT, SPACED)
            for view in views(page, [320, 1280], ["light"]):
                faults += [f"{name} {code} {view} {fault}" for fault in dict.fromkeys(check(page, "room"))]
    report({"faults": faults}, {"faults": []})


def test_right_to_left_has_room(page, paths, report):
    faults = []
    for name, by_language in paths.items():
        page.goto(by_language["de"])
        page.evaluate("document.documentElement.dir = 'rtl'")
        for view in views(page, [320, 1280], ["light"]):
            faults += [f"{name} {view} {fault}" for fault in dict.fromkeys(check(page, "room"))]
    report({"faults": faults}, {"faults": []})


def test_tab_reaches_everything(page, report):
    tours, faults = Counter(), []
    for name, path in PAGES.items():
        for _view in views(page, WIDTHS, ["light"]):
            page.goto(path)
            tour = walk(page)
            tours.update(reached=tour["reached"], reachable=tour["reachable"])
            faults += [f"{name} {fault}" for fault in tour["faults"]]
    figure = {
        "percent reached": 100 * tours["reached"] / tours["reachable"],
        "stops": tours["reached"],
        "faults": faults,
    }
    report(figure, {"percent reached": 100.0, "faults": []})


def test_titles_are_unique(page, paths, report):
    titles = Counter()
    for code in CODES:
        for by_language in paths.values():
            page.goto(by_language[code])
            titles[page.title(), code] += 1
    twice = [title for title, number in titles.items() if number > 1]
    report({"titles": len(titles), "twice": twice}, {"twice": []})


def tree_of(page):
    """The accessibility tree of a page, without what differs from one run to the next: port and day of the sample."""
    tree = page.locator("body").aria_snapshot() + "\n"
    return re.sub(r"(localhost):\d+|(last worked on) .*?\d{4}", r"\1\2", tree)


def test_accessibility_trees_are_as_approved(page, report):
    changed = []
    for name, path in PAGES.items():
        page.goto(path)
        tree = tree_of(page)
        approved = APPROVED / f"{name.replace(' ', '-').replace(',', '')}.txt"
        if os.environ.get("APPROVE") == "true":
            approved.write_text(tree)
        if not approved.exists() or approved.read_text() != tree:
            changed.append(name)
    report({"pages": len(PAGES), "changed": changed}, {"changed": []})


def test_forced_colours_and_no_motion_are_without_fault(page, report):
    faults = []
    moving = """[...document.querySelectorAll("*")].filter(element => ["", "::before", "::after"].some(part =>
      getComputedStyle(element, part).transitionDuration.split(", ").some(time => time !== "0s"))).length"""
    for name, path in PAGES.items():
        page.emulate_media(forced_colors="active", reduced_motion="reduce")
        page.goto(path)
        # The reader's own colours contrast as the reader wants; axe reads those that the page would have had.
        found = [rule for rule in axe(page)[0] if not rule.startswith("color-contrast")]
        faults += [f"{name}: {fault}" for fault in found + check(page)]
        faults += [f"{name} moves"] if page.evaluate(moving) else []
    report({"pages": len(PAGES), "faults": faults}, {"faults": []})
