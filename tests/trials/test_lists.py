"""Filtered lists under hostile addresses, a crawler, and 10,000 cities."""

import re
import statistics
import time
from collections import Counter
from random import Random
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approaches.models import Approach
from bench.content import grow_to
from cities.models import City, Network
from tests.catalogue import LISTS, Oracle, make_catalogue
from tests.test_lists import HOSTILE, NAMES, compare, hostile_addresses

pytestmark = pytest.mark.django_db
FILTERS = 10_000
FILES = ["", "data.csv", "data.json", "data.geojson", "feed.atom"]


@pytest.mark.parametrize("name", LISTS)
def test_random_filters_find_what_plain_reading_finds(client, report, name):
    wrong = compare(client, name, 200)
    report({"database": connection.vendor, "list": name, "filters": 200, "wrong": wrong}, {"wrong": []})


def random_address(random, oracles):
    """Any list or file of it, with known and unknown values of all its names and of others, few or many."""
    oracle = random.choice(oracles)
    pairs = []
    for _time in range(random.choice([0, 1, 2, 3, 5, 200])):
        name = random.choice([*oracle.options, *NAMES])
        value = random.choice([random.choice(oracle.options.get(name, [""])), random.choice(HOSTILE)])
        pairs.append((name, value[:200].encode("utf-8", "surrogatepass")))
    return f"{oracle.address}{random.choice(FILES)}?{urlencode(pairs)}"


def test_hostile_addresses_by_the_thousand_are_answered_and_never_executed(report):
    make_catalogue()
    client, random = Client(raise_request_exception=False), Random(91)
    oracles = [Oracle(name) for name in LISTS]
    addresses = [random_address(random, oracles) for _time in range(FILTERS)] + list(hostile_addresses())
    statuses, seconds, queries, executed, refused_pages = Counter(), [], Counter(), 0, 0
    for address in addresses:
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as captured:
            began = time.process_time()
            response = client.get(address)
            content = b"".join(response) if response.streaming else response.content
            seconds.append(time.process_time() - began)
        statuses[response.status_code] += 1
        executed += b"<script>alert" in content and "html" in response.headers["Content-Type"]
        refused_pages += response.status_code == 400 and not re.search(r"/(data|feed)\.\w+\?", address)
        queries[len(captured)] += 1
    figure = {
        "database": connection.vendor,
        "addresses": len(addresses),
        "statuses": dict(statuses),
        "error pages": sum(count for status, count in statuses.items() if status >= 500),
        "executed": executed,
        "refused pages": refused_pages,
        "p99 in ms": round(1000 * statistics.quantiles(seconds, n=100)[98]),
        "most queries": max(queries),
    }
    report(figure, {"error pages": 0, "executed": 0, "refused pages": 0})
    assert set(statuses) == {200, 302, 400, 404}  # 400 are files of what there is not
    assert figure["p99 in ms"] <= 300
    assert figure["most queries"] <= 14  # of a page that builds its sets of bits anew


def test_lists_take_the_same_queries_with_10_and_with_10_000_cities(client, report):
    counts = {}
    for size in [10, 10_000]:
        grow_to(size)
        country = City.objects.earliest("pk").country  # the first is there in both; an empty list loads less
        for path in LISTS.values():
            for query in ["", f"?country={country}", f"?sort=nonsense&country=XX&country={country}"]:
                client.get(path[2] + query)
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(path[2] + query).status_code == 200
                counts.setdefault(path[2] + query, []).append(len(captured))
    grown = {path: both for path, both in counts.items() if both[0] != both[1] and both[0] > 3}
    report({"database": connection.vendor, "queries": counts, "grown": grown}, {"grown": {}})


def test_a_crawler_finds_a_bounded_number_of_addresses(client, report):
    """It follows every link but those with rel=nofollow, in one language, and never sends a form."""
    grow_to(1_000)
    for model in [City, Network, Approach]:
        for thing in model.objects.all():
            thing._keep_addresses()
    start = [address for _model, _filterset, address, _values in LISTS.values()]
    seen, waiting = set(start), list(start)
    while waiting:
        response = client.get(waiting.pop())
        if response.streaming or "html" not in response.headers["Content-Type"]:
            continue
        html = response.content.decode()
        for tag in re.findall(r"<a [^>]*>", html):
            link = re.search(r'href="(/en/[^"#]*|\?[^"#]*)"', tag)
            if not link or re.search(r'rel="[^"]*nofollow', tag):
                continue
            address = link.group(1).replace("&amp;", "&")
            address = f"{response.request['PATH_INFO']}{address}" if address.startswith("?") else address
            if address not in seen:
                seen.add(address)
                waiting.append(address)
    things = 100 + 1_000 + 16
    figure = {"cities, approaches and networks": things, "addresses": len(seen), "bounded": len(seen) <= 2 * things}
    report(figure, {"bounded": True})
