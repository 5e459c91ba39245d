"""The site behind PgBouncer, which gives each transaction another connection to the database."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests import pooler
from tests.real_site import copied, serving
from tests.trials.browser import CITY, Staff

LISTS = ["/en/cities/", "/de/ansaetze/", "/fr/reseaux/", "/es/actualidad/", "/en/cities/data.json", "/pl/szukaj/?q=dom"]
pytestmark = pytest.mark.postgresql


def status_of(url):
    try:
        with urlopen(url) as answer:
            answer.read()
            return answer.status
    except HTTPError as error:
        return error.code


def test_behind_a_pooler_all_lists_are_there_after_every_change(prepared_environment, tmp_path):
    if not pooler.program():
        assert os.environ.get("CI") != "true"
        pytest.skip("there is no PgBouncer on this machine")
    environment = copied(prepared_environment, tmp_path)
    with (
        pooler.pooled(environment["DATABASE_URL"]) as (url, _process),
        serving(environment | {"DATABASE_URL": url}) as address,
        ThreadPoolExecutor(8) as visitors,
    ):
        editor = Staff(address, "editor")
        for number in range(3):
            form = editor.form(CITY | {"name_en": f"Somewhere {number}", "state": "published"})
            assert editor.request("POST", "/admin/cities/city/add/", *form).status == 302
            assert set(visitors.map(status_of, [address + path for path in LISTS * 4])) == {200}
        with urlopen(f"{address}/en/cities/data.json?sort=name") as answer:
            names = [item["name"] for item in json.load(answer)["items"]]
    assert [name for name in names if name.startswith("Somewhere")] == [f"Somewhere {number}" for number in range(3)]
