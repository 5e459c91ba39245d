"""The page types of the site with sample content, and where each is in each language."""

import re
from urllib.error import HTTPError
from urllib.request import urlopen

from django.conf import settings

CODES = [code for code, _name in settings.LANGUAGES]
PAGES = {
    "home": "/en/",
    "cities": "/en/cities/",
    "cities filtered": "/en/cities/?country=DE&network=solidarity-cities",
    "comparison": "/en/cities/compare/?city=potsdam&city=bremen&city=zurich",
    "city": "/en/cities/potsdam/",
    "city without a picture": "/en/cities/cologne/",
    "approaches": "/en/approaches/",
    "approaches filtered": "/en/approaches/?area=housing&area=health&country=DE&city=nowhere",
    "approaches, none found": "/en/approaches/?area=housing&country=CH",
    "matrix": "/en/approaches/matrix/",
    "approach": "/en/approaches/potsdam/project-spurwechsel-from-tolerated-stay-to-regular-work/",
    "networks": "/en/networks/",
    "network": "/en/networks/solidarity-cities/",
    "news": "/en/news/",
    "post": "/en/news/in-palermo-mayors-found-an-international-alliance-of-safe-harbours/",
    "report": "/en/reports/bremen/",
    "edition": "/en/reports/bremen/2021/",
    "search": "/en/search/?q=housing",
    "search, nothing found": "/en/search/?q=xylophone+quartz",
    "glossary": "/en/glossary/",
    "page": "/en/about/how-we-gather-and-check-the-data/",
    "post without a picture": "/en/news/zurich-votes-yes-the-city-card-can-be-prepared/",
    "not found": "/en/nowhere/",
}


def html_of(url):
    try:
        with urlopen(url) as response:
            return response.read().decode()
    except HTTPError as error:
        assert url.endswith("/nowhere/"), url
        return error.read().decode()


def everywhere(site):
    """{page type: {language: path}}, as the doors at the foot of each English page lead there."""
    paths = {}
    for name, path in PAGES.items():
        doors = re.findall(r'<a href="([^"]+)" lang="(\w\w)"', html_of(site + path).partition("language-doors")[2])
        paths[name] = {code: href.replace("&amp;", "&") for href, code in doors}
        assert set(paths[name]) == set(CODES), name
        if name == "not found":
            paths[name] = {code: f"/{code}/nowhere/" for code in CODES}
    return paths
