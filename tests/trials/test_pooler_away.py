"""PgBouncer hangs for some seconds, and is gone, while visitors come: no error stays, and all heals."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from os import kill
from signal import SIGCONT, SIGSTOP
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests import pooler, postgres
from tests.real_site import prepared, serving

PATHS = ["/en/", "/de/staedte/", "/en/cities/potsdam/", "/fr/villes/", "/el/poleis/", "/en/approaches/data.json"]
RATE = 20
HANGS = 4


def get(url):
    began = time.monotonic()
    try:
        with urlopen(url, timeout=30) as answer:
            answer.read()
            return answer.status, time.monotonic() - began
    except HTTPError as error:
        return error.code, time.monotonic() - began


class Visitors:
    """So many a second, at the pages in turn; `seen` are their answers."""

    def __init__(self, address, pool):
        self.address, self.pool, self.seen, self.is_over = address, pool, [], False
        self.thread = threading.Thread(target=self._come)

    def _come(self):
        number = 0
        while not self.is_over:
            self.seen.append(self.pool.submit(get, self.address + PATHS[number % len(PATHS)]))
            number += 1
            time.sleep(1 / RATE)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.is_over = True
        self.thread.join()

    @property
    def answers(self):
        return [future.result() for future in self.seen]


def counted(answers):
    return {status: sum(status == one for one, _seconds in answers) for status in sorted({one for one, _s in answers})}


@pytest.mark.skipif(not (postgres.binaries() and pooler.program()), reason="there is no PostgreSQL or no PgBouncer")
def test_a_pooler_that_hangs_leaves_nobody_with_an_error(tmp_path, report):
    with postgres.throwaway_server() as database, pooler.pooled(database) as (url, process):
        environment = prepared(tmp_path, DATABASE_URL=url)
        with serving(environment) as address, ThreadPoolExecutor(300) as pool:
            for path in PATHS:
                get(address + path)
            with Visitors(address, pool) as visitors:
                time.sleep(2)
                kill(process.pid, SIGSTOP)
                time.sleep(HANGS / 2)
                ready = [get(f"{address}/healthz/ready")]
                time.sleep(max(0, HANGS / 2 - sum(seconds for _status, seconds in ready)))
                kill(process.pid, SIGCONT)
                time.sleep(3)
            hung = visitors.answers
            process.kill()
            process.wait()
            time.sleep(1)  # so long what is kept may be served without asking
            gone = [get(address + path) for path in PATHS]
            gone_ready = get(f"{address}/healthz/ready")
    figure = {
        "visits": len(hung),
        "answers while it hung": counted(hung),
        "slowest, s": round(max(seconds for _status, seconds in hung), 1),
        "ready": sorted({status for status, _seconds in ready}),
        "slowest ready, s": round(max(seconds for _status, seconds in ready), 2),
        "answers while it was gone": counted(gone),
        "ready while it was gone": gone_ready[0],
    }
    report(figure, {"ready": [503], "answers while it was gone": {503: len(PATHS)}})
    assert set(counted(hung)) <= {200}
    assert figure["slowest ready, s"] < 2
