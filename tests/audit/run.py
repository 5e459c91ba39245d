"""Lets the W3C HTML checker and Lighthouse judge the running site: `make audit`.

HTML: every page type in every language. Lighthouse: phone emulation with its simulated slow 4G, the best of three runs,
for a busy machine makes runs slower, never faster. Off https robots.txt keeps robots out (on purpose), so that one
audit of Lighthouse is left out.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "movingcities.settings")

from tests import browsers  # noqa: E402
from tests.browser.pages import PAGES, everywhere, html_of  # noqa: E402
from tests.real_site import running_site  # noqa: E402

TOOLS = ROOT / "var" / "audit" / "node_modules"
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
MEASURED = ["home", "cities", "city", "approaches", "approach"]
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}


def html_faults(site, directory):
    """What the HTML checker says about all pages, a line each."""
    for name, by_language in everywhere(site).items():
        for code, path in by_language.items():
            (directory / f"{name} {code}.html").write_text(html_of(site + path))
    command = ["java", "-jar", TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar", "--format", "gnu", directory]
    return subprocess.run(command, capture_output=True, text=True).stderr.splitlines()


def scores(url, report):
    command = [
        TOOLS / ".bin" / "lighthouse", url, "--quiet", "--output=json", f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}", "--skip-audits=is-crawlable",
        f"--chrome-flags=--headless=new {' '.join(browsers.ARGUMENTS)}",
    ]  # fmt: skip
    subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": browsers.chromium()})
    categories = json.loads(report.read_text())["categories"]
    return {name: round(100 * categories[name]["score"]) for name in CATEGORIES}


def best_of_three(url, report):
    runs = [scores(url, report) for _run in range(3)]
    return {name: max(run[name] for run in runs) for name in CATEGORIES}


def main():
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder)) as site:
        (pages := Path(folder) / "pages").mkdir()
        faults = html_faults(site, pages)
        print(json.dumps({"html": {"pages": len(list(pages.iterdir())), "faults": faults}}), flush=True)
        too_low = []
        for name in MEASURED:
            found = best_of_three(site + PAGES[name], Path(folder) / "report.json")
            print(json.dumps({"lighthouse": name, **found}), flush=True)
            too_low += [name for category, least in LEAST.items() if found[category] < least]
    return 1 if faults or too_low else 0


if __name__ == "__main__":
    sys.exit(main())
