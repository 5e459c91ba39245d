"""What the processes of the server are doing, read from /proc."""

import contextlib
import os
import threading
import time


def workers_of(master):
    """The process ids of the workers of gunicorn."""
    return children_of(master)


def children_of(pid):
    """The process ids of what any thread of a process has started."""
    found = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as children:
                found += map(int, children.read().split())
    return found


def resident(pid):
    """How many bytes a process has in memory."""
    with contextlib.suppress(FileNotFoundError), open(f"/proc/{pid}/status") as status:
        return next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS")), 0)
    return 0


class Memory(threading.Thread):
    """The largest sum of what the workers have resident while it runs, and the most that one of their children has."""

    def __init__(self, master):
        super().__init__(daemon=True)
        self.master, self.peak, self.child_peak, self.is_over = master, 0, 0, False

    def run(self):
        while not self.is_over:
            workers = workers_of(self.master)
            self.peak = max(self.peak, sum(map(resident, workers)))
            children = [child for worker in workers for child in children_of(worker)]
            self.child_peak = max([self.child_peak, *map(resident, children)])
            time.sleep(0.03)
