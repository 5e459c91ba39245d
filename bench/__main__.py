"""The site beside what else one could choose, all in one table: `make bench`."""

import argparse
import os
import shutil
import signal
import sys

from bench.content import ROOT
from bench.parts import PARTS
from bench.rounds import ATTEMPTS, Watch
from bench.sites import measured_sites
from bench.stage import FEW, MORE, Stage
from bench.table import as_json, markdown

RESULTS = ROOT / "var" / "bench"
#: Seconds of a round of visitors, how many rounds of them, and the most approaches.
FULL, QUICK = (30, 3, 100_000), (12, 3, 10_000)


def arguments():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds, and no 100,000 approaches")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="these parts alone")
    return parser.parse_args()


def main():
    asked = arguments()
    # Servers and databases are ended whoever ends this.
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit("Ended before its time."))
    if lacking := [program for program in ("wrk", "nginx") if not shutil.which(program)]:
        sys.exit(f"Lacking on this machine: {', '.join(lacking)}.")
    seconds, times, most = QUICK if asked.quick else FULL
    sizes = {size for name in asked.only for size in PARTS[name].sizes if size <= most}
    rows, goals = [], []
    with measured_sites(sizes) as (sites, databases):
        stage = Stage(sites, databases, Watch(databases), seconds, times)
        for name in asked.only:
            print(f"{name} …", file=sys.stderr, flush=True)
            found = PARTS[name].measure(stage)
            rows += found[0]
            goals += found[1]
            write(goals, rows, notes(stage))
    print((RESULTS / "result.md").read_text())


def notes(stage):
    """What one must know to read the figures."""
    return [
        f"{os.cpu_count()} processors; medians of alternating rounds, with the least and the most: {stage.times} of "
        f"visitors, {stage.times * MORE} of at most {FEW} contenders, {stage.times * 2} of others.",
        f"{stage.watch.dropped} rounds were dropped and repeated because others used the machine; "
        f"{stage.watch.disturbed} were disturbed {ATTEMPTS} times and count as they are.",
    ]


def write(goals, rows, notes):
    """Into files, after each part, so that what was measured is there whatever becomes of the next."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "result.json").write_text(as_json(goals, rows, notes))
    (RESULTS / "result.md").write_text(markdown(goals, rows, notes))


if __name__ == "__main__":
    main()
