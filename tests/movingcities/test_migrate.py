"""Several copies of the site that start at once on a new database."""

import os
import subprocess
import sys

from tests.real_site import ROOT, own_database


def test_of_several_that_migrate_a_new_database_at_once_none_fails(tmp_path):
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DATABASE_URL": own_database(tmp_path)}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) for _copy in range(4)
    ]
    said = [process.communicate(timeout=300)[1] for process in started]
    assert [(process.returncode, words) for process, words in zip(started, said, strict=True)] == [(0, "")] * 4
