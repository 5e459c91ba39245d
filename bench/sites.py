"""The sites that are measured: for each database one with the sample content, and copies of it that have grown.

Run as a module with a directory and sizes it prepares those of the one database that DATABASE_URL names.
"""

import json
import os
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import psycopg2

from bench.content import ROOT, databases
from tests.real_site import copied, own_database, prepared
from tests.trials.browser import shell

#: The sample content as it is: 161 cities and 34 public approaches.
SAMPLE = 200
#: The search index is made of it, and the database learns how much there is, as it would by itself in time.
WAGTAIL = ROOT / "var" / "bench" / "wagtail" / "bin" / "python"
GROW = """
from django.db import connection
from bench.content import grow_to
from search import index
grow_to({size})
index.rebuild()
connection.cursor().execute("ANALYZE")
"""


class Site(NamedTuple):
    database: str
    size: int
    environment: dict
    #: What bench.addresses found in it.
    asked: dict
    #: The environment of Wagtail with the same content; of the sample content alone.
    wagtail: dict | None


@contextmanager
def measured_sites(sizes):
    """[Site] of each database and size, which go afterwards, and the process ids of database servers.

    The databases are filled at the same time: that is not measured.
    """
    with databases() as urls, TemporaryDirectory(prefix="moving-cities-bench-") as directory:
        running = {name: preparation(Path(directory, name), url, sizes) for name, url in urls.items()}
        try:
            for name, process in running.items():
                if process.wait():
                    raise RuntimeError(f"The sites on {name} could not be prepared.")
        finally:
            for process in running.values():
                process.terminate()
                process.wait()
        yield [site for name in urls for site in sites_in(Path(directory, name))], servers_of(urls)


def preparation(directory, url, sizes):
    """A process that prepares the sites of one database under a new directory."""
    directory.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DATABASE_URL": url} if url.startswith("postgres") else {}
    command = [sys.executable, "-m", "bench.sites", directory, *map(str, sizes)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def prepare(directory, sizes):
    """Each size grows from the one before; what there is of them is written into a file of the directory."""
    base, sites = directory / "sample", []
    base.mkdir()
    environment = prepared(base)
    for size in sorted(sizes):
        if size > SAMPLE:
            environment = copied(environment, directory / str(size))
            shell(environment, GROW.format(size=size))
        asked = json.loads(shell(environment, "from bench.addresses import print_addresses\nprint_addresses()"))
        wagtail = with_wagtail(environment, directory) if size == SAMPLE else None
        sites.append(Site(directory.name, size, environment, asked, wagtail))
    (directory / "sites.json").write_text(json.dumps(sites))


def with_wagtail(environment, directory):
    """Make a Wagtail site of the content of ours, in a database of its own; gives the environment to serve it in."""
    file = directory / "catalogue.json"
    file.write_text(shell(environment, "from bench.catalogue import print_catalogue\nprint_catalogue()"))
    own = {"DATABASE_URL": own_database(directory), "DJANGO_SETTINGS_MODULE": "bench.wagtail_site.settings"}
    for command in (["django", "migrate", "--verbosity", "0"], ["bench.wagtail_site.loading", file]):
        subprocess.run([WAGTAIL, "-m", *command], cwd=ROOT, env=os.environ | own, check=True)
    return own


def sites_in(directory):
    return [Site(*values) for values in json.loads((directory / "sites.json").read_text())]


def servers_of(urls):
    """The process ids of the database servers at these addresses."""
    found = []
    for url in urls.values():
        if url.startswith("postgres"):
            with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
                cursor.execute("SHOW data_directory")
                found.append(int(Path(cursor.fetchone()[0], "postmaster.pid").read_text().split()[0]))
    return found


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), [int(size) for size in sys.argv[2:]])
