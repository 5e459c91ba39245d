"""What the processes of the server are doing, read from /proc."""

import contextlib


def workers_of(master):
    """The process ids of the workers of gunicorn."""
    with open(f"/proc/{master}/task/{master}/children") as children:
        return [int(pid) for pid in children.read().split()]


def resident(pid):
    """How many bytes a process has in memory."""
    with contextlib.suppress(FileNotFoundError), open(f"/proc/{pid}/status") as status:
        return next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS")), 0)
    return 0
