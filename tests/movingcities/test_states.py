"""What is not ready in a language, or not public at all, is shown in none of the ways to look at it."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from content.languages import CODES
from search.results import SearchResults
from tests.factories import make_city
from tests.pages_of import main_of

pytestmark = pytest.mark.django_db
FILES = ["data.csv", "data.json", "data.geojson", "feed.atom"]


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response).decode()


@pytest.mark.parametrize("ready", CODES)
def test_only_what_is_ready_is_shown_and_nothing_is_blank(client, ready):
    texts = {f"{field}_{code}": "Secret" for code in CODES for field in ["name", "subtitle", "summary"]}
    texts |= {f"{field}_{ready}": "Ready" for field in ["name", "subtitle", "summary"]}
    city = make_city("x", slug="ready", source_language=ready, languages=[ready], **texts)
    for state in ["draft", "review", "archived"]:
        make_city("x", slug=f"hidden-{state}", state=state, **{f"name_{code}": "Secret" for code in CODES})
    leaks, blanks = [], []
    for code in CODES:
        with override(code):
            page, listed = city.get_absolute_url(), reverse("cities:city_list")
            found = {word: SearchResults(word).count for word in ["Ready", "Secret"]}
        addresses = [page, listed, *(f"{listed}{name}" for name in FILES), f"/{code}/", "/sitemap.xml"]
        leaks += [address for address in addresses if re.search("Secret|hidden-", read(client, address))]
        lang = "" if code == ready else f' lang="{ready}"'
        blanks += [] if f"<h1{lang}>Ready</h1>" in main_of(client.get(page)) else [page]
        assert found == {"Ready": 1, "Secret": 0}
    assert (leaks, blanks) == ([], [])
