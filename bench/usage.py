"""What processes use, and how busy the machine is, read from /proc."""

import os
from pathlib import Path

from tests.trials.processes import children_of

TICKS = os.sysconf("SC_CLK_TCK")


def tree_of(pid):
    """The process ids of a process and of all that came from it."""
    return [pid, *(below for child in children_of(pid) for below in tree_of(child))]


def processor_seconds(pids):
    """What these processes and all that came from them have computed, those that have ended included."""
    return sum(_ticks(pid) for root in pids for pid in tree_of(root)) / TICKS


def _ticks(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    # Its own time in user and kernel mode, and that of its children that it has waited for.
    return sum(map(int, fields[11:15]))


def busy_seconds():
    """What all processors have computed for whatever process, and what another machine on the same host took."""
    user, nice, system, _idle, _wait, _irq, _softirq, steal = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + steal) / TICKS


def memory(pids):
    """Megabytes of these processes, where what several share is divided among them (PSS)."""
    return sum(_shared_fairly(pid) for pid in pids) / 1024


def _shared_fairly(pid):
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


class Meter:
    """What a server uses from now on. `databases` are the process ids of database servers, which are given apart."""

    def __init__(self, server, databases):
        self.roots = server.masters, databases
        self.before, self.workers_before = self._now(), self._of_workers()

    def _now(self):
        return [processor_seconds(pids) for pids in self.roots]

    def _of_workers(self):
        return {worker: processor_seconds([worker]) for worker in self._workers()}

    def _workers(self):
        return [worker for master in self.roots[0] for worker in children_of(master)]

    def is_shared(self):
        """Whether, of the server that has computed most, a second worker has done a tenth of what the first has."""
        used = self._of_workers()
        of_servers = [
            sorted(used[worker] - self.workers_before.get(worker, 0) for worker in children_of(master))
            for master in self.roots[0]
        ]
        *_others, second, first = max(of_servers, key=sum)
        return second >= first / 10

    def of(self, requests):
        """µs of the processors for each of so many requests, and MB of the workers now."""
        own, of_database = (
            1e6 * (now - before) / max(1, requests) for now, before in zip(self._now(), self.before, strict=True)
        )
        return {"cpu": own, "database_cpu": of_database, "memory": memory(self._workers())}
