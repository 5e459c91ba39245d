"""Making and publishing on the running site, through all its processes; and lists of 10,000."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from cities.models import City
from tests.real_site import prepared, serving
from tests.trials.browser import Staff, shell

TIMES = 12
NAMES = {f"name_{code}": "Twin" for code, _name in settings.LANGUAGES}
READERS = 4


def addresses(slug):
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found += [reverse("cities:city_detail", args=[slug]), f"{reverse('cities:city_list')}?q={slug}"]
    return found


def seen(host, path, title):
    """Whether a page, or the list of all, shows the city."""
    reader = HTTPConnection(host, timeout=30)
    reader.request("GET", path)
    answer = reader.getresponse()
    body = answer.read().decode()
    reader.close()
    return answer.status == 200 and title in body


def test_what_is_published_is_seen_through_every_process_and_what_is_taken_back_through_none(tmp_path, report):
    environment = prepared(tmp_path, WEB_CONCURRENCY="4")
    make = "from cities.models import City\n"
    make += "c = City.objects.create(name_en='Zzyzx', slug='zzyzx', country='DE', latitude='50', longitude='9',"
    make += " languages=['en','de','fr','es','it','pl','el'])\nprint(c.pk)"
    pk = shell(environment, make)
    counted, slowest = Counter(), 0
    with serving(environment) as address, ThreadPoolExecutor(READERS) as readers:
        staff, host = Staff(address, "editor"), urlsplit(address).netloc
        for number in range(TIMES):
            action = "publish" if number % 2 == 0 else "take_back"
            form = {"action": action, "_selected_action": pk, "confirmed": "yes"}
            answer = staff.request("POST", "/admin/cities/city/", *staff.form(form))
            assert answer.status == 302, answer.body
            time.sleep(1)  # what the site promises
            began, is_wanted = time.monotonic(), action == "publish"
            for _round in range(READERS):  # each page several times, so that every process answers
                wrong = [
                    path
                    for path, is_seen in zip(
                        addresses("zzyzx"),
                        readers.map(lambda path: seen(host, path, "Zzyzx"), addresses("zzyzx")),
                        strict=True,
                    )
                    if is_seen != is_wanted
                ]
                counted["pages read"] += len(addresses("zzyzx"))
                counted["drafts seen" if not is_wanted else "published not seen"] += len(wrong)
            slowest = max(slowest, time.monotonic() - began)
    figure = dict(counted) | {"changes": TIMES, "seconds for the slowest round": round(slowest, 1)}
    report(figure, {"drafts seen": 0, "published not seen": 0})


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("cities/policyarea", NAMES | {"slug": "twin", "icon": "door", "colour": "sea", "position": "1"}),
        (
            "cities/network",
            {"slug": "twin", "name_en": "Twin", "scope": "Europe", "kind": "alliance", "status": "active"}
            | {"source_language": "en", "languages": "en", "state": "published"}
            | {"publish_at_0": "2026-01-01", "publish_at_1": "00:00"}
            | {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"},
        ),
    ],
    ids=["policy area", "network"],
)
def test_of_a_hundred_with_one_slug_one_is_made(tmp_path, report, model, fields):
    environment = prepared(tmp_path, WEB_CONCURRENCY="4")
    app, name = model.split("/")
    count = (
        f"from django.apps import apps\nprint(apps.get_model('{app}', '{name}').objects.filter(slug='twin').count())"
    )
    with serving(environment) as address, ThreadPoolExecutor(20) as senders:
        staff = Staff(address, "administrator")
        answers = list(
            senders.map(lambda _n: staff.request("POST", f"/admin/{model}/add/", *staff.form(fields)), range(100))
        )
    counted = Counter(answer.status for answer in answers)
    told = sum(b"errorlist" in answer.body for answer in answers if answer.status == 200)
    figure = {"what": model, "made": counted[302], "told": told, "5xx": sum(counted[n] for n in range(500, 600))}
    figure["rows"] = int(shell(environment, count))
    report(figure, {"made": 1, "told": 99, "5xx": 0, "rows": 1})


@pytest.mark.django_db
@pytest.mark.parametrize("number", [100, 10_000])
def test_a_list_of_10_000_opens_in_a_fixed_number_of_queries(number, report):
    City.objects.bulk_create(
        City(name_en=f"City {n}", slug=f"city-{n}", country="DE", latitude="50", longitude="9") for n in range(number)
    )
    client = Client()
    client.force_login(User.objects.create_superuser("a", password="x"))
    address = reverse("admin:cities_city_changelist")
    client.get(address)
    began = time.monotonic()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    figure = {"objects": number, "queries": len(queries), "seconds": round(time.monotonic() - began, 2)}
    report(figure, {"queries": 7})
