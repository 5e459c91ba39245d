"""A real PgBouncer in front of a PostgreSQL, each transaction on any of its connections."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tests.real_site import free_port

SETTINGS = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
max_client_conn = 500
"""


def program():
    """The path of PgBouncer on this machine, or None."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


@contextmanager
def pooled(url):
    """Put a pooler before the server at that address; gives (the address of the same database there, its process)."""
    parts, port = urlsplit(url), free_port()
    with tempfile.TemporaryDirectory(prefix="pooler-") as directory:
        file = Path(directory) / "pgbouncer.ini"
        file.write_text(
            SETTINGS.format(host=parts.hostname, port=parts.port or 5432, user=parts.username, own_port=port)
        )
        for path in [file.parent, file]:
            path.chmod(0o755)
        process = subprocess.Popen([program(), *_as_somebody(), "-q", file], stderr=subprocess.DEVNULL)
        pooled_url = parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}").geturl()
        try:
            _wait_for(pooled_url)
            yield pooled_url, process
        finally:
            process.kill()
            process.wait()


def _as_somebody():
    """PgBouncer refuses to run as root."""
    names = {user.pw_name for user in pwd.getpwall()}
    return [f"--user={'postgres' if 'postgres' in names else 'nobody'}"] if os.geteuid() == 0 else []


def _wait_for(url):
    for _try in range(100):
        try:
            with closing(psycopg2.connect(url)):
                return
        except psycopg2.OperationalError:
            time.sleep(0.05)
    raise TimeoutError(url)
