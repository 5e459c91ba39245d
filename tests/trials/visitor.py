"""Somebody who looks at a site: `python -m tests.trials.visitor ADDRESS NAME PASSWORD` says in JSON what they found."""

import json
import re
import sys

from tests.trials.proxies import ask, log_in

#: The list of cities in each language, and the word for them.
CITIES = {
    "en": ("/en/cities/", "Cities"),
    "de": ("/de/staedte/", "Städte"),
    "fr": ("/fr/villes/", "Villes"),
    "es": ("/es/ciudades/", "Ciudades"),
    "it": ("/it/citta/", "Città"),
    "pl": ("/pl/miasta/", "Miasta"),
    "el": ("/el/poleis/", "Πόλεις"),
}


def in_its_language(address, code):
    path, word = CITIES[code]
    page = ask(address, path)
    heading = re.search(rb"<h1[^>]*>(.*?)</h1>", page.body, re.DOTALL)
    return (
        page.status == 200
        and page.headers["content-language"] == code
        and f'<html lang="{code}"'.encode() in page.body
        and bool(heading)
        and word.lower() in heading[1].decode().lower()
    )


def look(address, name, password):
    admin = ask(address, "/admin/", Cookie=log_in(address, name, password))
    sheet = re.search(rb'href="(/static/[^"]+\.css)"', ask(address, "/en/").body)[1].decode()
    return {
        "languages": [code for code in CITIES if in_its_language(address, code)],
        "style sheet": ask(address, sheet).status,
        "admin": admin.status,
        "ready": json.loads(ask(address, "/healthz/ready").body)["status"],
        "plain http": ask(address.replace("https", "http"), "/en/").status,
    }


if __name__ == "__main__":
    print(json.dumps(look(*sys.argv[1:])))
