"""A real PostgreSQL for the tests, made for one run in a temporary directory and thrown away."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2


def binaries():
    """The directory of the newest PostgreSQL binaries on this machine, or None."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def throwaway_server():
    """Start a server on a free port of 127.0.0.1; gives the address of its database "test" for DATABASE_URL."""
    directory = Path(tempfile.mkdtemp(prefix="postgres-"))
    data, port = directory / "data", _free_port()
    _give_to_server_user(directory)
    options = f"port={port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='{directory}'\nfsync=off\n"
    try:
        _run("initdb", "--username=test", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", data)
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(options)
        _start(data)
        try:
            _run("createdb", "-h", "127.0.0.1", "-p", port, "-U", "test", "test")
            yield f"postgres://test@127.0.0.1:{port}/test"
        finally:
            _stop(data)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def away(url):
    """Stop the server at that address at once, as a crash would, and start it again afterwards."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        data = Path(cursor.fetchone()[0])
    _stop(data)
    try:
        yield
    finally:
        _start(data)


def _start(data):
    _run("pg_ctl", "start", "--wait", "-D", data, "-l", data.with_name("log"))


def _stop(data):
    _run("pg_ctl", "stop", "--wait", "-m", "immediate", "-D", data)


def _run(command, *arguments):
    line = [str(binaries() / command), *map(str, arguments)]
    if os.geteuid() == 0:
        line = [
            "setpriv",
            f"--reuid={_server_user().pw_uid}",
            f"--regid={_server_user().pw_gid}",
            "--clear-groups",
            *line,
        ]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _server_user():
    """PostgreSQL refuses to run as root; its own user, or else nobody, does it."""
    names = {user.pw_name: user for user in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _give_to_server_user(directory):
    if os.geteuid() == 0:
        os.chown(directory, _server_user().pw_uid, _server_user().pw_gid)


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
