"""As many requests as a server can answer, by wrk."""

import json
import subprocess
import time
from random import Random
from tempfile import NamedTemporaryFile

from bench.content import ROOT
from bench.usage import Meter

ENCODINGS = ["gzip", "br", "zstd"]
CONNECTIONS = 32
#: Seconds after each round.
SETTLING = 0.25
#: Before it counts everything is asked for so often, within so many seconds.
PASSES, PATIENCE = 8, 400
#: So often one round is asked for anew while chance has given all connections, which stay, to one of the workers: that
#: would tell what half a server can.
TRIES = 5


def in_all_encodings(paths):
    """[(encoding, path)] of each path in each encoding, in a mixed order that is always the same."""
    requests = [(encoding, path) for encoding in ENCODINGS for path in paths]
    return Random(3).sample(requests, len(requests))


def wrk(server, requests, seconds, connections=CONNECTIONS):
    """What wrk finds that asks for [(encoding, path)] in turn: requests, seconds, failed, p50 and p99 in ms."""
    with NamedTemporaryFile("w", prefix="moving-cities-bench-") as file:
        file.write("".join(f"{encoding} {path}\n" for encoding, path in requests))
        file.flush()
        command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", str(seconds)]
        command += ["--timeout", "30", "--script", ROOT / "bench" / "walk.lua", server.address, "--", file.name]
        done = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def warm_up(server, requests, connections=CONNECTIONS):
    """Ask for all of them so often that every process has met nearly every one, unless that takes too long."""
    asked, ends = 0, time.monotonic() + PATIENCE
    while asked < PASSES * len(requests) and time.monotonic() < ends:
        place = asked % len(requests)
        in_turn = requests[place:] + requests[:place]
        asked += wrk(server, in_turn, 1 + len(requests) // 1_000, connections)["requests"]


def measured(server, requests, seconds, databases=(), connections=CONNECTIONS):
    """One round of a server: requests a second, ms, µs of the processors for each request, and MB of its workers.

    `databases` are the process ids of database servers, whose work is given apart.
    """
    for _try in range(TRIES):
        meter = Meter(server, databases)
        found = wrk(server, requests, seconds, connections)
        figures = meter.of(found["requests"])
        if connections == 1 or meter.is_shared():
            break
    # What was asked for and not answered in time is still being made, and not by who comes next.
    time.sleep(SETTLING)
    return figures | {
        "rate": found["requests"] / found["seconds"],
        **{name: found[name] for name in ["p50", "p99", "failed"]},
    }
