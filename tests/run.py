"""Runs all tests on SQLite and on a real PostgreSQL, and says what this machine lacked.

What only a browser shows does not depend on the database: on PostgreSQL just the main jobs are done in one. What asks
no database is marked `once`, and not tested again there.

What is given on the command line goes to pytest: paths and options for a part of the tests. With `--cov` only SQLite is
run, and it is measured which lines and branches of the product are reached; pyproject.toml has the bound. What runs in
a process of its own, such as the readers of files, is not seen.

With CI=true, something lacking is a failure.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ARGUMENTS = sys.argv[1:]
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import browsers, postgres  # noqa: E402


def run_pytest(title, database_url, *options):
    print(f"\n=== Tests on {title} ===", flush=True)
    with tempfile.TemporaryDirectory(prefix="moving-cities-") as data_dir:
        environment = os.environ | {
            "DATA_DIR": data_dir,
            "STATIC_ROOT": os.environ.get("STATIC_ROOT", str(ROOT / "var" / "static")),
            "DATABASE_URL": database_url,
        }
        # In the order of the files: by itself xdist begins with those of many tests, and the slowest has one.
        spread = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
        command = [sys.executable, "-m", "pytest", "-q", *spread, *options, *ARGUMENTS]
        return subprocess.run(command, cwd=ROOT, env=environment).returncode


def main():
    lacking = []
    if not browsers.chromium():
        lacking.append("Chromium: the browser tests were skipped")
    failed = run_pytest("SQLite", "")
    if "--cov" in ARGUMENTS:
        return failed
    if postgres.binaries():
        with postgres.throwaway_server() as url:
            code = run_pytest("PostgreSQL", url, "-m", "not browser or main_job")
        # A part of the tests may hold none for it.
        failed = failed or (code if code != pytest.ExitCode.NO_TESTS_COLLECTED else 0)
    else:
        lacking.append("PostgreSQL: nothing was tested on it")
    for what in lacking:
        print(f"Lacking on this machine: {what}.")
    return failed or (1 if lacking and os.environ.get("CI") == "true" else 0)


if __name__ == "__main__":
    sys.exit(main())
