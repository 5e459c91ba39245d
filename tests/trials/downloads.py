"""Many readers who download one file at once; `python -m tests.trials.downloads ADDRESS FILE` prints how they fared.

Readers have machines of their own, a network between and do not come in the same instant. So this process lets others
go first, and its readers arrive within ten seconds and share a line of 1 Gbit/s.
"""

import hashlib
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

FAST, SLOW = 150, 50
FAST_RATE, SLOW_RATE, BLOCK = 125_000_000 / FAST, 100_000, 256 * 1024  # bytes a second and reader
SLOW_SECONDS, ARRIVAL_SECONDS = 40, 10


def asked(address):
    url = urlsplit(address)
    connection = HTTPConnection(url.netloc, timeout=120)
    connection.request("GET", url.path)
    return connection, connection.getresponse()


def fast(address, digest, number):
    """(status, whether all bytes are right)."""
    time.sleep(ARRIVAL_SECONDS * number / FAST)
    connection, response = asked(address)
    found = hashlib.sha256()
    while block := response.read(BLOCK):
        found.update(block)
        time.sleep(BLOCK / FAST_RATE)
    connection.close()
    return response.status, found.hexdigest() == digest


def slow(address, content):
    """(status, whether the first bytes are right); the rest would take minutes and is not waited for."""
    connection, response = asked(address)
    place, is_right, end = 0, True, time.monotonic() + SLOW_SECONDS
    while time.monotonic() < end:
        some = response.read(SLOW_RATE)
        is_right = is_right and bool(some) and some == content[place : place + len(some)]
        place += len(some)
        time.sleep(1)
    connection.close()
    return response.status, is_right


def main(address, path):
    os.nice(19)
    content = Path(path).read_bytes()
    with ThreadPoolExecutor(FAST + SLOW) as pool:
        began = time.monotonic()
        waiting = [pool.submit(slow, address, content) for _number in range(SLOW)]
        time.sleep(0.5)
        digest = hashlib.sha256(content).hexdigest()
        answers = list(pool.map(partial(fast, address, digest), range(FAST)))
        seconds = time.monotonic() - began
        answers += [answer.result() for answer in waiting]
    json.dump({"seconds of the fast ones": round(seconds, 1), "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
