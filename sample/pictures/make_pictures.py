"""Draws the sample pictures as SVG (skylines.py, stories.py) and saves them as WebP, 1200 × 800.

python sample/pictures/make_pictures.py [slug …]
"""

import io
import json
import re
import sys
import unicodedata
from pathlib import Path

import skylines
import stories
from PIL import Image
from playwright.sync_api import sync_playwright
from shapes import HEIGHT, WIDTH

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests import browsers  # noqa: E402

STORIES = [
    "potsdam-immigration-office",
    "zurich-city-card",
    "barcelona-nausica-programme",
    "2021-06-25-palermo-conference",
    "2025-11-20-municipalities-as-safe-harbours",
]


def slug(name):
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")


def all_slugs():
    facts = json.loads((HERE.parent / "facts" / "cities.json").read_text())
    return sorted(slug(city["name_en"]) for city in facts if city["featured"]) + STORIES


def svg(name):
    """potsdam -> skylines.potsdam(); stories drop the date in front of their name."""
    place = stories if name in STORIES else skylines
    return getattr(place, re.sub(r"^[\d-]+", "", name).replace("-", "_"))()


def save(page, name):
    page.set_content(f'<body style="margin:0">{svg(name)}')
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.save(HERE / f"{name}.webp", quality=80, method=6)


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.chromium(), args=browsers.ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name in sys.argv[1:] or all_slugs():
            save(page, name)
        browser.close()


if __name__ == "__main__":
    main()
