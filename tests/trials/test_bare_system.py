"""The written way from a bare Debian to a site, walked as it stands in docs/operating/installing.md."""

import os
import shutil
import subprocess
import time
from contextlib import contextmanager

import pytest

from tests.real_site import PASSWORD, ROOT
from tests.trials.bare_system import bare_debian, steps
from tests.trials.proxies import NAME, make_certificate

GUIDE = ROOT / "docs" / "operating" / "installing.md"
#: What each reader of the guide fills in.
VALUES = {"SITE_HOST": NAME, "REPOSITORY": "/mnt"}
ADMINISTRATOR = {
    "DJANGO_SUPERUSER_USERNAME": "first",
    "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    "DJANGO_SUPERUSER_EMAIL": "first@example.org",
}
CODE = "opt/movingcities"
SEEN = {
    "languages": ["en", "de", "fr", "es", "it", "pl", "el"],
    "style sheet": 200,
    "admin": 200,
    "ready": "ok",
    "plain http": 301,
}

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("debootstrap"), reason="makes a system with debootstrap, as root"
)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    with bare_debian(tmp_path_factory.mktemp("bare")) as system:
        yield system


@contextmanager
def served(root, proxy):
    """The site, and the proxy before it, as their units say."""
    site, door = root.start("movingcities.service"), proxy(root)
    try:
        wait_for_page(root)
        yield
    finally:
        root.stop(door)
        root.stop(site)


def nginx(root):
    return subprocess.Popen(root.command(["nginx", "-g", "daemon off;"]), stderr=subprocess.DEVNULL)


def caddy(root):
    return root.start("caddy.service")


def wait_for_page(root):
    for _try in range(60):
        try:
            return root.visit(f"https://{NAME}", "first", PASSWORD)
        except AssertionError as error:
            last = error
            time.sleep(1)
    raise last


def walk(root, kind):
    """Type the steps of one kind; the one thing a script cannot type is a new password, twice."""
    for number, commands in enumerate(steps(GUIDE, kind)):
        typed = commands.replace("createsuperuser", "createsuperuser --noinput")
        root.shell("cd /opt/movingcities 2>/dev/null || cd /\n" + typed, **VALUES, **ADMINISTRATOR)
        if kind == "all" and number == 0:
            start_postgresql(root)


def start_postgresql(root):
    """As Debian does when it installs it where an init system runs, on the port that is free in there."""
    version = next((root.path / "etc/postgresql").iterdir()).name
    for words in [["pg_conftool", version, "main", "set", "port", "5432"], ["pg_ctlcluster", version, "main", "start"]]:
        subprocess.run(root.command(words), check=True)


def test_the_written_way_leads_to_a_site_behind_either_proxy(root, report):
    walk(root, "all")
    checked = root.shell("cd /opt/movingcities; deploy/as-site python manage.py check --deploy --fail-level WARNING")
    root.shell("cd /opt/movingcities; deploy/as-site python manage.py sample_content")
    walk(root, "nginx-packages")
    certificate = root.path / "etc/letsencrypt/live" / NAME
    certificate.mkdir(parents=True)
    make_certificate(certificate)
    walk(root, "nginx")
    with served(root, nginx):
        through_nginx = root.visit(f"https://{NAME}", "first", PASSWORD)
        memory = root.megabytes()
    walk(root, "caddy")
    with served(root, caddy):
        through_caddy = root.visit(f"https://{NAME}", "first", PASSWORD)
    figure = {
        "steps": len(steps(GUIDE, "all", "nginx-packages", "nginx", "caddy")),
        "check": checked.strip().splitlines()[-1:],
        "through nginx": through_nginx,
        "through Caddy": through_caddy,
        "MB in memory": memory,
        "MB on disk": megabytes_of(root, CODE, "var/lib/movingcities", "var/lib/postgresql"),
        "open to others": open_to_others(root),
        "systemctl was told": root.noted(),
    }
    report(figure, {"through nginx": SEEN, "through Caddy": SEEN, "open to others": []})


def megabytes_of(root, *places):
    words = ["du", "--summarize", "--block-size=1M", *(root.path / place for place in places)]
    lines = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
    return {place: int(line.split()[0]) for place, line in zip(places, lines, strict=True)}


def open_to_others(root):
    """What of the data and the settings other users of the machine may read or write; static files are for all."""
    data = root.path / "var/lib/movingcities"
    words = ["find", data, root.path / "etc/movingcities/settings.env", "-path", data / "static", "-prune"]
    found = subprocess.run([*words, "-o", "-perm", "/007", "-print"], check=True, capture_output=True, text=True)
    return found.stdout.splitlines()


def test_the_jobs_of_the_timers_run(root, report):
    found = {name: root.finish(f"movingcities-{name}.service") for name in ["daily", "weekly"]}
    figure = {name: status for name, (status, _said) in found.items()}
    figure["said"] = [said.splitlines()[-1] for _status, said in found.values()]
    report(figure, {"daily": 0, "weekly": 0})


@contextmanager
def without(root, *names):
    """While parts of the installation are somewhere else."""
    moved = [path for name in names for path in root.path.glob(name)]
    assert moved
    for path in moved:
        path.rename(path.with_suffix(".away"))
    try:
        yield
    finally:
        for path in moved:
            path.with_suffix(".away").rename(path)


def test_each_left_out_step_is_refused_by_one_sentence(root, report):
    sentences = {}
    with without(root, "var/lib/movingcities/static"):
        sentences["static files"] = root.finish("movingcities.service")
    with without(root, f"{CODE}/movingcities/locale/*/LC_MESSAGES/django.mo"):
        sentences["catalogues"] = root.finish("movingcities.service")
    sentences["database"] = root.finish("movingcities.service", DATABASE_URL="postgres:///nothing")
    sentences["setting"] = root.finish("movingcities.service", BEHIND_PROXY="yes")
    root.shell("cd /; runuser -u postgres -- createdb --owner movingcities --template template0 empty")
    unmigrated = root.shell(
        "cd /opt/movingcities; deploy/as-site env DATABASE_URL=postgres:///empty "
        "python manage.py check --deploy 2>&1 || true; deploy/as-site env DATABASE_URL=postgres:///empty "
        "python -c 'import django; django.setup(); from movingcities import needs; print(needs.migrations())'",
        DJANGO_SETTINGS_MODULE="movingcities.settings",
    )
    figure = {name: said.strip() for name, (_status, said) in sentences.items()}
    figure["statuses"] = [status for status, _said in sentences.values()]
    figure["one sentence each"] = all(
        said.count("Not started: ") == 1 and "Traceback" not in said for _status, said in sentences.values()
    )
    figure["migrations"] = unmigrated.strip().splitlines()[-1]
    figure["migrations named"] = "manage.py migrate" in figure["migrations"]
    bar = {"one sentence each": True, "migrations named": True}
    assert 0 not in figure["statuses"]
    report(figure, bar)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_understands_the_units(root, report):
    units = root.path / "etc/systemd/system"
    names = [path.name for path in units.glob("movingcities*.*") if path.is_file()]
    words = ["systemd-analyze", "verify", "--man=no", f"--root={root.path}", *names]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "movingcities" in line]
    report({"units": sorted(names), "complaints": ours}, {"complaints": []})
