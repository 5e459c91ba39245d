"""How to cite an edition of a report: for people, for BibTeX and for reference managers (RIS)."""

import re

from django.conf import settings

PUBLISHER = "Moving Cities"


def file_address(edition):
    """The permanent address of an edition; it outlives every change of slug."""
    return f"{settings.SITE_URL}/id/{edition.uuid}/"


def plain(edition):
    """“Moving Cities (2021, updated 2023): City report Potsdam 2021. https://…” in the active language."""
    year = f"{edition.year}/{edition.updated_year}" if edition.updated_year else str(edition.year)
    return f"{PUBLISHER} ({year}): {edition}. {file_address(edition)}"


def bibtex(edition):
    city = edition.report.city
    lines = [
        f"@techreport{{{city.slug}{edition.year},",
        f"  author = {{{{{PUBLISHER}}}}},",
        f"  title = {{{_escaped(str(edition))}}},",
        f"  institution = {{{PUBLISHER}}},",
        f"  year = {{{edition.updated_year or edition.year}}},",
        f"  url = {{{file_address(edition)}}}",
        "}",
    ]
    return "application/x-bibtex; charset=utf-8", "\n".join(lines) + "\n"


def ris(edition):
    """RIS: one tag a line, CRLF, ended by ER (refman.com, 2011)."""
    year = edition.updated_year or edition.year
    lines = [
        "TY  - RPRT",
        f"AU  - {PUBLISHER}",
        f"TI  - {edition}",
        f"PB  - {PUBLISHER}",
        f"PY  - {year}",
        f"UR  - {file_address(edition)}",
    ]
    lines += [f"LA  - {file.language}" for file in edition.current_files]
    return "application/x-research-info-systems; charset=utf-8", "\r\n".join([*lines, "ER  - ", ""])


def _escaped(text):
    """Without what has a meaning in TeX."""
    return re.sub(r"([&%$#_])", r"\\\1", re.sub(r"[{}\\]", "", text))


FORMATS = {"bib": bibtex, "ris": ris}
