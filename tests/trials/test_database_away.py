"""The database goes and comes back; meanwhile each page says so, and the site heals by itself."""

import json
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests import postgres
from tests.real_site import address_of, prepared, start, wait_for

PATHS = ["/de/", "/el/poleis/", "/en/cities/potsdam/", "/admin/", "/pl/szukaj/?q=x", "/en/approaches/data.csv"]


def get(address, path):
    """The status, Retry-After and body of a page, and how long it took."""
    began = time.monotonic()
    try:
        response = urlopen(Request(address + path, headers={"Cookie": "sessionid=somebody"}), timeout=60)
    except HTTPError as error:
        response = error
    return response.status, response.headers.get("Retry-After"), response.read().decode(), time.monotonic() - began


@pytest.mark.skipif(not postgres.binaries(), reason="there is no PostgreSQL on this machine")
def test_while_the_database_is_away_pages_say_so_and_then_the_site_heals(tmp_path, report):
    with postgres.throwaway_server() as url, (tmp_path / "log").open("w") as log:
        environment = prepared(tmp_path, DATABASE_URL=url)
        server, address = start(environment, stderr=log), address_of(environment)
        try:
            wait_for(f"{address}/healthz/ready")
            with postgres.away(url):
                away = {path: get(address, path) for path in PATHS}
                ready, live = get(address, "/healthz/ready"), get(address, "/healthz/live")
            began = time.monotonic()
            wait_for(f"{address}/healthz/ready")
            healed = time.monotonic() - began
            back = {path: get(address, path)[0] for path in PATHS}
        finally:
            server.terminate()
            server.wait(timeout=10)
    lines = (tmp_path / "log").read_text().splitlines()
    figure = {
        "not 503": [path for path, (status, *_rest) in away.items() if status != 503],
        "without Retry-After": [path for path, (_status, after, *_rest) in away.items() if after != "10"],
        "not in the design": [path for path, (_status, _after, body, _s) in away.items() if "css/nowhere." not in body],
        "slowest, s": round(max(seconds for *_rest, seconds in away.values()), 2),
        "ready": [ready[0], json.loads(ready[2])["missing"]],
        "live": live[0],
        "healed after, s": round(healed, 1),
        "still away": [path for path, status in back.items() if status != 200],
        "traces": sum("Traceback" in line for line in lines),
        "lines of the log": len(lines),
    }
    bar = {"not 503": [], "without Retry-After": [], "not in the design": [], "ready": [503, ["database"]], "live": 200}
    report(figure, bar | {"still away": [], "traces": 0})
