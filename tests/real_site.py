"""The site as an operator runs it: gunicorn on an own database with the sample content and a user of each group."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "a long enough password"
MAKE_USERS = f"""
from accounts.models import User
from django.contrib.auth.models import Group
for group in Group.objects.exclude(name__startswith="Language: "):
    user = User.objects.create_user(group.name.lower().replace(" ", "-"), password="{PASSWORD}", is_staff=True)
    user.groups.add(group)
User.objects.get(username="translator").groups.add(Group.objects.get(name="Language: Polish"))
"""


@contextmanager
def running_site(data_dir, **settings):
    """Set up and serve a site that keeps its files under `data_dir`; gives its address, ends it afterwards."""
    with serving(prepared(data_dir, **settings)) as address:
        yield address


@contextmanager
def serving(environment, root=ROOT):
    """Serve a prepared site; gives its address, ends it afterwards. `root` is where its code lies."""
    server = start(environment, root=root)
    try:
        wait_for(f"{address_of(environment)}/healthz/ready")
        yield address_of(environment)
    finally:
        server.terminate()
        server.wait(timeout=10)


def prepared(data_dir, **settings):
    """Set up a site under `data_dir`; gives the environment to serve it in. `settings` stand in it as well."""
    environment = os.environ | {"DATA_DIR": str(data_dir), "DATABASE_URL": own_database(data_dir)}
    environment |= {"PORT": str(free_port())} | settings
    environment.setdefault("STATIC_ROOT", str(ROOT / "var" / "static"))
    for command in [["migrate", "--verbosity", "0"], ["sample_content"], ["shell", "--command", MAKE_USERS]]:
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    return environment


def prepared_once(directory):
    """The environment of a site under `directory`, set up by whichever process comes first. It is not to be served."""
    file = directory / "environment.json"
    directory.mkdir(exist_ok=True)
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            file.write_text(json.dumps(prepared(directory / "data", MACHINE_TRANSLATION="tests.machine.translate")))
    return json.loads(file.read_text())


def copied(environment, data_dir):
    """The same content under another `data_dir`, in a database and at a port of its own; gives its environment."""
    shutil.copytree(environment["DATA_DIR"], data_dir, dirs_exist_ok=True)
    own = {"DATA_DIR": str(data_dir), "DATABASE_URL": own_database(data_dir, environment["DATABASE_URL"])}
    return environment | own | {"PORT": str(free_port())}


def start(environment, stderr=subprocess.DEVNULL, root=ROOT):
    """Serve a prepared site, in a process group of its own."""
    command = [sys.executable, "-m", "gunicorn", "movingcities.wsgi"]
    return subprocess.Popen(command, cwd=root, env=environment, stderr=stderr, start_new_session=True)


def address_of(environment):
    return f"http://127.0.0.1:{environment['PORT']}"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def own_database(data_dir, template="template1"):
    """The address of a new database beside that of the tests: a file, or one on the same PostgreSQL.

    There `template` may be the address, or the name, of the one that it becomes a copy of.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return f"sqlite:///{data_dir / 'db.sqlite3'}"
    import psycopg2

    name = f"site_{uuid4().hex}"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE {name} TEMPLATE {template.rpartition('/')[2]}")
    connection.close()
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def wait_for(url, seconds=20):
    for _try in range(seconds * 10):
        try:
            with urlopen(url):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(url)
