"""Visitors who come when they come, whether or not others have been answered."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from http.client import HTTPConnection
from random import Random
from urllib.parse import urlsplit

from bench.rounds import percentile
from bench.usage import Meter

#: Visits a second, on average.
RATE = 20
#: Seconds that do not count: what the editor of the round before saved last is made anew.
LEAD = 5
HEADERS = {"Accept-Encoding": "gzip, br", "Accept": "text/html"}


def visited(server, walk, seconds, databases=(), editor=None):
    """One round of visitors who ask for the paths of the iterator `walk`, while the Editor works, if there is one.

    Gives the figures of a round of bench.load, and how often the editor saved and how long that took.
    """
    with editor.working() if editor else nullcontext([]) as saves:
        visits(server.address, walk, LEAD)
        meter = Meter(server, databases)
        answers = visits(server.address, walk, seconds)
    wrong = sum(status != 200 for _ms, status in answers) + sum(status != 302 for _ms, status in saves)
    figures = times_of([ms for ms, _status in answers]) | meter.of(len(answers))
    saving = {"saves": len(saves), "save_p50": percentile([ms for ms, _status in saves], 0.5)} if saves else {}
    return figures | saving | {"rate": len(answers) / seconds, "failed": wrong + (editor is not None and not saves)}


def times_of(milliseconds):
    return {"p50": percentile(milliseconds, 0.5), "p99": percentile(milliseconds, 0.99)}


def visits(address, walk, seconds):
    """[(milliseconds, status)] of visits at times of seeded chance; a visit begins when it should have begun."""
    random, began, planned, answers = Random(11), time.monotonic(), 0, []
    with ThreadPoolExecutor(400) as pool:
        while planned < seconds:
            time.sleep(max(0, began + planned - time.monotonic()))
            answers.append(pool.submit(visit, urlsplit(address).netloc, next(walk), began + planned))
            planned += random.expovariate(RATE)
    return [answer.result() for answer in answers]


def ask_one_by_one(server, paths):
    """Visit these as fast as they are answered, as many at a time as there are processors."""
    host = urlsplit(server.address).netloc
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _answer in pool.map(lambda path: visit(host, path, 0), paths):
            pass


def visit(host, path, planned):
    """(milliseconds since the visit was planned, status; 0 where there was no answer)."""
    connection, status = HTTPConnection(host, timeout=60), 0
    try:
        connection.request("GET", path, headers=HEADERS)
        response = connection.getresponse()
        response.read()
        status = response.status
    except OSError:
        pass
    finally:
        connection.close()
    return 1000 * (time.monotonic() - planned), status
