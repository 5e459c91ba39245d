"""Reading what people upload in a process of its own with limits, so that no file can harm the web worker.

The one half is called in the worker, the other one by readers, which are modules that `python -m` runs: they take the
bytes of a file and print one JSON object. Knows nothing of Django, so that readers start fast.
"""

import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

#: So long an upload holds a worker of the web server.
WALL_SECONDS = 15
CPU_SECONDS = 10
MEMORY_BYTES = 512 * 1024 * 1024
MAX_ANSWER = 40 * 1024 * 1024
EXIT_TOO_HEAVY = 75  # what a reader exits with that has run out of memory
# One at a time in each worker: visitors keep the rest of a small server.
READING = threading.Lock()


def reader(module: str) -> list[str]:
    """The command that runs a reader."""
    return [sys.executable, "-m", module]


def answer(command: Sequence[str], content: bytes, seconds: float | None) -> Any:
    """What a reader says of the bytes of a file; `seconds` may be None for whoever is patient.

    A file that cannot be read has a "problem": it is "slow" where time ran out (whether the file takes long or the
    machine has other things to do cannot be told), "heavy" where memory or computing time did, and else "broken".
    """
    # Without our environment: whatever a file may do to its reader, the passwords in there are not to be had.
    surroundings: dict[str, Any] = {"cwd": Path(__file__).parents[2], "env": {}}
    if not READING.acquire(timeout=-1 if seconds is None else seconds):
        return {"problem": "slow"}
    try:
        child = subprocess.run(command, input=content, capture_output=True, timeout=seconds, **surroundings)
    except subprocess.TimeoutExpired:
        return {"problem": "slow"}
    finally:
        READING.release()
    if child.returncode < 0 or child.returncode == EXIT_TOO_HEAVY:  # killed by a limit, or by its own crash under it
        return {"problem": "heavy"}
    return {"problem": "broken"} if child.returncode else json.loads(child.stdout)


def serve(read: Callable[[bytes], Any]) -> None:
    """In the reader: print what `read` says of the bytes of a file, within the limits."""
    limit_this_process()
    try:
        told = json.dumps(read(sys.stdin.buffer.read()), ensure_ascii=False).encode()
        if len(told) > MAX_ANSWER:
            sys.exit(EXIT_TOO_HEAVY)
    except MemoryError:
        sys.exit(EXIT_TOO_HEAVY)
    sys.stdout.buffer.write(told)


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it has no file to write
    os.nice(5)  # visitors go first, but on a busy machine a good file must still be read in time
