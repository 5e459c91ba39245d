"""Makes the sample reports: tagged PDFs, printed by Chromium from the texts of sample/.

    python sample/reports/make_reports.py [potsdam-2021-de …]

The typeface is Commissioner if the machine has it (fonts are embedded), otherwise Noto Sans.
"""

import base64
import json
import re
import sys
import tomllib
from dataclasses import dataclass
from html import escape, unescape
from itertools import cycle
from pathlib import Path

import pikepdf
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
SAMPLE = HERE.parent
sys.path.append(str(SAMPLE / "pictures"))
from make_pictures import browsers, svg  # noqa: E402
from shapes import BRICK, LEAF, OCHRE, PLUM, SEA, SKY, SUN, VEST, arch  # noqa: E402

PAPER, INK = "#fffaf0", "#0e2a33"
DOORS = (SEA, VEST, SUN, PLUM, LEAF, SKY, BRICK, OCHRE)
SIGN = (
    '<svg viewBox="0 0 20 22" aria-hidden="true"><path fill="currentcolor"'
    ' d="M0 22V10a10 10 0 0 1 20 0v12h-6V11a4 4 0 0 0-8 0v11z"/></svg>'
)


@dataclass
class Edition:
    city: str
    year: int
    languages: str
    colours: tuple  # ground of the cover, what stands on it, its figures, the colour of chapters and its pale ground
    updated: int = 0
    approaches: tuple = ()  # files in sample/approaches/
    text: str = ""  # a text of its own instead of sample/cities/<city>.toml
    story: str = ""  # a post in sample/news/ that makes a chapter
    door: int = 50  # which part of the drawing the door on the cover shows, in per cent from the left
    band: int = 78  # and the band on the page "at a glance", from above
    only: tuple = ()  # (approach, its last topic): what came after it is too new

    @property
    def state(self):
        return self.updated or self.year

    def years(self, words):
        return f"{self.year}, {words['updated']} {self.updated}" if self.updated else str(self.year)


ON_SEA = ("#0b6470", PAPER, SUN, "#0b6470", "#d9ecea")
ON_PLUM = ("#7a2e62", PAPER, "#d9ecea", "#7a2e62", "#f1e0ec")
ON_SKY = ("#245ea8", PAPER, SUN, "#245ea8", "#e4e9f5")
ON_SUN = (SUN, INK, INK, "#9a3324", "#ffe9b8")
ON_LEAF = ("#2b7548", PAPER, SUN, "#2b7548", "#ddeedf")

POTSDAM_APPROACHES = (
    "potsdam-immigration-office",
    "potsdam-project-spurwechsel",
    "potsdam-building-programme",
    "potsdam-integreat-app",
)
EDITIONS = [
    Edition("bremen", 2021, "de en", ON_PLUM, updated=2023, approaches=("bremen-uninsured-care",), band=20),
    Edition("potsdam", 2019, "de", ON_LEAF, text="potsdam-2019", door=64),
    Edition("potsdam", 2021, "de en", ON_SEA, updated=2023, approaches=POTSDAM_APPROACHES, door=64,
            only=(("potsdam-building-programme", "process"),)),
    Edition("palermo", 2021, "en", ON_SUN, story="2021-06-25-palermo-conference", door=64, band=45),
    Edition("palermo", 2026, "en", ON_LEAF, story="2021-06-25-palermo-conference", door=64, band=45),
    Edition("zurich", 2021, "de", ON_SKY, approaches=("zurich-city-card", "zurich-uninsured-care"), door=62),
]  # fmt: skip


# Reading the texts


def toml(path):
    return tomllib.loads((SAMPLE / path).read_text())


def facts(name, key):
    """{name: entry} of a file with facts."""
    return {entry[key]: entry for entry in json.loads((SAMPLE / "facts" / f"{name}.json").read_text())}


class Texts:
    """Everything one PDF needs, in its language and as it was in its year."""

    def __init__(self, edition, language):
        self.edition, self.language = edition, language
        self.city = toml(f"reports/{edition.text}.toml" if edition.text else f"cities/{edition.city}.toml")
        self.fact = facts("cities", "name_en")[toml(f"cities/{edition.city}.toml")["city"]]
        self.words = toml("reports/words.toml")[language]
        self.name = toml("city_names.toml").get(self.fact["name_en"], {}).get(language, self.fact["name_en"])
        self.networks = {network["name"]: network for network in toml("networks.toml")["networks"]}
        self.alts = toml("pictures/alt.toml")
        self.number = 0

    @property
    def title(self):
        return f"{self.words['report']} {self.name}"

    def __call__(self, field, source="en"):
        """A translated field, cut at the year of the edition."""
        return as_of(self.edition.state, field.get(self.language) or field.get(source) or "")

    def say(self, key, **values):
        return escape(self.words[key].format(**values))

    def sections(self, owner):
        """(section, heading, body) of a text, without those that lie wholly in later years."""
        for section in owner["sections"]:
            if body := self(section["body"], owner.get("source_language", "de")):
                yield section, self.heading(section), body

    def heading(self, section):
        own = section.get("heading", {})
        return escape(own.get(self.language) or own.get("de") or "") or self.say(section["topic"])

    def next_number(self):
        self.number += 1
        return self.number


def as_of(year, text):
    """The text without sentences that name a later year. Where the first one does, the paragraph falls with it."""
    if "</p>" in text:
        paragraphs = (as_of(year, part) for part in re.findall(r"<p>(.*?)</p>", text))
        lists = re.findall(r"<[uo]l>.*?</[uo]l>", text)
        return "".join([f"<p>{part}</p>" for part in paragraphs if part] + lists)
    sentences = re.split(r"(?<=[^\d][.!?])\s+|(?<=[.!?]</strong>)\s+", text)
    kept = [each for each in sentences if all(int(found) <= year for found in re.findall(r"\b20\d\d\b", each))]
    return " ".join(kept) if kept and kept[0] == sentences[0] else ""


# Writing the pages


def picture(texts, name, decorative=False):
    """A drawing as an image that stays sharp in print."""
    alt = "" if decorative else escape(texts(texts.alts[name]))
    data = base64.b64encode(svg(name).encode()).decode()
    return f'<img alt="{alt}" src="data:image/svg+xml;base64,{data}">'


def cover(texts):
    edition = texts.edition
    update = f"<br>{texts.say('updated')} {edition.updated}" if edition.updated else ""
    return f"""
    <div class="sheet cover">
      <header>{SIGN} Moving Cities <span class="kind">{texts.say("report")}</span></header>
      <h1>{escape(texts.name)}</h1>
      <p class="subtitle">{escape(texts(texts.city["subtitle"]))}</p>
      <p class="year"><b>{edition.year}</b>{update}</p>
      <div class="door">{picture(texts, edition.city)}</div>
      <div class="line"></div>
      <p class="sample">{texts.say("sample")}</p>
    </div>"""


def contents(texts, body, pages):
    """The table of contents of `body`."""
    rows = "".join(
        f'<li class="level{level}"><a href="#{name}">{title} <b>{pages.get(unescape(title), "")}</b></a></li>'
        for level, name, title in re.findall(r'<h([23])[^>]* id="([^"]+)"[^>]*>(.*?)</h', body)
    )
    return f"""
    <div class="inside"><section class="contents"><h2 class="page">{texts.say("contents")}</h2><ol>{rows}</ol></section>
      <div class="notice"><p><strong>{texts.say("about")}</strong></p>
        <p>{texts.say("about_text", state=texts.edition.years(texts.words))}</p></div>{doors(texts)}</div>"""


def doors(texts):
    """A row of doors, as high as the letters of the city's name say."""
    heights = [60 + 13 * (ord(letter) % 7) for letter in (texts.fact["name_en"].lower() * 3)[:12]]
    row = "".join(arch(i * 100 + 14, 0, 72, height, c) for i, (height, c) in enumerate(zip(heights, cycle(DOORS))))
    upright = f'<g transform="matrix(1 0 0 -1 0 142)">{row}</g>'
    return f'<svg class="doors" viewBox="0 0 1200 142" aria-hidden="true">{upright}</svg>'


def anchor(title):
    return re.sub(r"\W+", "-", title.lower()).strip("-")


def glance(texts):
    points = ([point for point in map(texts, texts.city["takeaways"]) if point] + list(leads(texts)))[:3]
    rows = "".join(
        f'<li><span class="figure">{number}</span><p>{escape(point)}</p></li>' for number, point in enumerate(points, 1)
    )
    title = texts.say("glance")
    return f"""
    <section class="sheet glance"><h2 class="page" id="{anchor(title)}">{title}</h2>
      <p class="lead">{escape(texts(texts.city["summary"]))}</p><ol>{rows}</ol>
      <div class="band" aria-hidden="true">{picture(texts, texts.edition.city, decorative=True)}</div></section>"""


def leads(texts):
    """The first sentences of the chapters, where there are too few takeaways."""
    for _section, _heading, body in texts.sections(texts.city):
        yield from (unescape(lead) for lead in re.findall(r"^<p><strong>(.*?)</strong>", body))


def chapter(texts, heading, body, first=False):
    kind = "chapter first" if first else "chapter"
    return f"""
    <section class="{kind}"><div><div class="mark" aria-hidden="true">{texts.next_number()}</div>
      <h2 id="{anchor(heading)}">{heading}</h2></div><div class="text">{body}</div></section>"""


def quote(texts, section, heading, body):
    author = escape(texts(section["quote_author"]))
    return f"""
    <section class="chapter quote"><div><h3>{heading}</h3></div>
      <div><blockquote>{body}</blockquote><cite>{author}</cite></div></section>"""


def chapters(texts):
    for index, (section, heading, body) in enumerate(texts.sections(texts.city)):
        if "quote_author" in section:
            yield quote(texts, section, heading, body)
        else:
            yield chapter(texts, heading, body, first=index == 0)
    if texts.edition.story:
        yield story(texts, texts.edition.story)


def story(texts, name):
    """A news post as a chapter with its picture."""
    post = toml(f"news/{name}.toml")
    parts = "".join(f"<h3>{heading}</h3>{body}" for _section, heading, body in texts.sections(post))
    heading = texts.say("conference")
    return f"""
    <section class="approach">{picture(texts, name)}<div class="chapter"><div>
      <div class="mark" aria-hidden="true">{texts.next_number()}</div>
      <h2 id="{anchor(heading)}">{heading}</h2></div><div class="text story">{parts}</div></div></section>"""


def approaches(texts):
    if not texts.edition.approaches:
        return ""
    heading = texts.say("approaches")
    parts = "".join(approach(texts, name) for name in texts.edition.approaches)
    kind = "dense" if len(texts.edition.approaches) > 2 else "airy"
    return f'<h2 class="opener first" id="{anchor(heading)}">{heading}</h2><div class="{kind}">{parts}</div>'


def approach(texts, name):
    text = toml(f"approaches/{name}.toml")
    title = escape(texts(text["title"]))
    answers = []
    for section, heading, body in texts.sections(text):
        answers.append(f"<h4>{heading}</h4>{body}")
        if (name, section["topic"]) in texts.edition.only:
            break
    drawing = picture(texts, name) if name in texts.alts else ""
    return f"""
    <section class="approach">
      <header><h3 id="{anchor(title)}">{title}</h3><p>{escape(texts(text["summary"]))}</p></header>
      {drawing}<div class="answers">{"".join(answers)}</div></section>"""


def figures(texts):
    heading = texts.say("figures")
    memberships = [each for each in texts.city["memberships"] if each.get("joined", 0) <= texts.edition.state]
    year = texts.fact["population_year"]
    note = "<br>" + texts.say("newer") if year > texts.edition.state else ""
    people = f"{texts.fact['population']:,}".replace(",", "\u202f")
    tiles = tile(people, texts.say("inhabitants", year=year) + note) + "".join(
        tile(count, texts.say(key if count > 1 else f"{key}_1"))
        for key, count in (("networks", len(memberships)), ("approach_count", len(texts.edition.approaches)))
        if count
    )
    columns = "".join(f'<th scope="col">{texts.say(key)}</th>' for key in ("network", "founded", "since", "how"))
    rows = "".join(membership(texts, each) for each in memberships)
    said = "".join(description(texts, each["network"]) for each in memberships)
    return f"""
    <section class="first"><h2 class="page" id="{anchor(heading)}">{heading}</h2><div class="numbers">{tiles}</div>
      <table><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table><div class="said">{said}</div></section>"""


def tile(number, label):
    return f"<p><b>{number}</b><span>{label}</span></p>"


def network_name(texts, name):
    return escape(texts.networks[name].get("name_translations", {}).get(texts.language) or name)


def membership(texts, entry):
    how = "founder" if entry.get("founder") else entry["kind"]
    founded = facts("networks", "name")[entry["network"]]["founded"]
    since = entry.get("joined") or texts.say("unknown")
    return (
        f'<tr><th scope="row">{network_name(texts, entry["network"])}</th>'
        f"<td>{founded}</td><td>{since}</td><td>{texts.say(how)}</td></tr>"
    )


def description(texts, name):
    """The first sentences of what a network is."""
    network = texts.networks[name]
    text = re.sub(r"</?p>", "", texts(network["description"], network["source_language"]))
    sentences = re.split(r"(?<=[^\d][.!?])\s+", text)
    return f"<div><h3>{network_name(texts, name)}</h3><p>{' '.join(sentences[:2])}</p></div>"


def imprint(texts):
    heading = texts.say("imprint")
    evidence = texts.fact["membership_evidence"]
    rows = "".join(
        f"<li>{network_name(texts, each['network'])}: {escape(evidence[each['network']])}</li>"
        for each in texts.city["memberships"]
        if evidence.get(each["network"], "").startswith("http") and each.get("joined", 0) <= texts.edition.state
    )
    sources = f"<h3>{texts.say('sources')}</h3><ul>{rows}</ul>" if rows else ""
    cite = f"Moving Cities ({texts.edition.years(texts.words)}): {texts.title}. {texts.words['sample']}."
    return f"""
    <section class="imprint notice"><h2 id="{anchor(heading)}">{heading}</h2>
      <p><strong>{texts.say("sample")}.</strong> {texts.say("imprint_text")}</p><p>{texts.say("drawing")}</p>
      <h3>{texts.say("cite")}</h3><p>{escape(cite)}</p>{sources}</section>"""


def page(texts, pages):
    names = ("--ground", "--on-ground", "--figure", "--colour", "--pale")
    colours = ";".join(f"{name}:{value}" for name, value in zip(names, texts.edition.colours, strict=True))
    crop = f"--door:{texts.edition.door}%;--band:{texts.edition.band}%"
    running = f'@page {{ @bottom-left {{ content: "{texts.title} {texts.edition.year}" }} }}'
    body = glance(texts) + "".join(chapters(texts)) + approaches(texts) + figures(texts) + imprint(texts)
    return (
        f'<!doctype html><html lang="{texts.language}"><meta charset="utf-8">'
        f"<title>{escape(texts.title)} {texts.edition.year}</title>"
        f"<style>{(HERE / 'report.css').read_text()}{running}</style>"
        f"<body style='{colours};{crop}'><main>{cover(texts)}{contents(texts, body, pages)}{body}</main>"
    )


# Printing


def headings(html):
    """[(level, title)] in the order of the page."""
    return [(int(level), unescape(title)) for level, title in re.findall(r"<h([1-4])[^>]*>(.*?)</h\1>", html)]


def outline_items(items):
    for item in items:
        yield item
        yield from outline_items(item.children)


def finish(path, titles):
    """Gives the outline its titles (Chromium drops spaces where lines break); returns the page of each heading."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        numbers = {each.objgen: number for number, each in enumerate(pdf.pages, 1)}
        with pdf.open_outline() as outline:
            items = list(outline_items(outline.root))
            for item, (_level, title) in zip(items, titles, strict=True):
                item.title = title
            found = [numbers[item.destination[0].objgen] for item in items]
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        with pdf.open_metadata() as metadata:
            metadata["dc:title"] = str(pdf.docinfo["/Title"])
            metadata["dc:language"] = [str(pdf.Root.Lang)]
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return found


def make(browser, edition, language):
    """Prints twice: the first time to learn on which pages the chapters stand."""
    path = HERE / f"{edition.city}-{edition.year}-{language}.pdf"
    pages = {}
    for _round in range(2):
        html = page(Texts(edition, language), pages)
        sheet = browser.new_page()
        sheet.set_content(html)
        sheet.pdf(path=path, format="A4", tagged=True, outline=True, print_background=True, prefer_css_page_size=True)
        sheet.close()
        titles = headings(html)
        pages = {title: number for (_level, title), number in zip(titles, finish(path, titles), strict=True)}


def main():
    wanted = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.chromium(), args=browsers.ARGUMENTS)
        for edition in EDITIONS:
            for language in edition.languages.split():
                if not wanted or f"{edition.city}-{edition.year}-{language}" in wanted:
                    make(browser, edition, language)
        browser.close()


if __name__ == "__main__":
    main()
