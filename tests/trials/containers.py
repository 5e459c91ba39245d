"""The image of the site, built and run as a container without an engine: buildah builds, namespaces and chroot run."""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tests.real_site import ROOT, free_port, wait_for
from tests.trials.processes import children_of

SUITE = "trixie"
TOOLS = ["buildah", "debootstrap", "unshare"]
CERTIFICATES = "/run/certificates.crt"
# As the slim images of Debian leave out, or tell apt and dpkg to leave out.
NOT_SLIM = ["usr/share/doc", "usr/share/info", "usr/share/locale", "usr/share/man"]
NOT_KEPT = ["var/cache/apt", "var/lib/apt/lists", "var/log"]
SLIM_RULES = {
    "etc/dpkg/dpkg.cfg.d/docker": "".join(f"path-exclude /{path}/*\n" for path in NOT_SLIM),
    "etc/apt/apt.conf.d/docker-clean": 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };\n'
    'Dir::Cache::pkgcache "";\nDir::Cache::srcpkgcache "";\n',
}
# What an engine does around a container: a root that nobody can write to, own processes, /tmp and data, no privileges.
ENTER = """
set -e
root=$1 data=$2 user=$3 group=$4 directory=$5
shift 5
mount --bind "$root" "$root"
mount -o remount,bind,ro,nosuid "$root"
mount -t tmpfs -o mode=1777,nosuid tmpfs "$root/tmp"
mount --bind "$data" "$root/data"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
exec chroot "$root" setpriv --reuid="$user" --regid="$group" --clear-groups --bounding-set=-all --inh-caps=-all \
    --no-new-privs env --chdir="$directory" "$@"
"""


def lacking():
    """What this machine lacks for building and running an image, in words; empty if nothing."""
    lacks = [tool for tool in TOOLS if not shutil.which(tool)]
    return lacks if os.geteuid() == 0 else ["root", *lacks]


class Image:
    """The image that the Dockerfile makes, on a Debian that was made here under the name that it asks for."""

    def __init__(self, directory):
        self.directory = directory
        self.make_base()
        began = time.monotonic()
        self.build()
        self.seconds = time.monotonic() - began
        self.config = json.loads(self.buildah("inspect", "--type", "image", "moving-cities"))["Docker"]["config"]
        self.environment = dict(line.split("=", 1) for line in self.config["Env"]) | {"HOME": "/data"}
        self.user, self.group = map(int, self.config["User"].split(":"))
        self.root = Path(self.buildah("mount", self.buildah("from", "--pull-never", "moving-cities")))

    def buildah(self, *arguments):
        places = ["--root", self.directory / "storage", "--runroot", self.directory / "run"]
        done = subprocess.run(
            ["buildah", *places, "--storage-driver", "vfs", *arguments], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{arguments}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout.strip()

    def make_base(self):
        root = self.directory / "debian"
        # In a namespace of its own, so that what debootstrap mounts goes with it.
        command = ["unshare", "--mount", "debootstrap", "--variant=minbase", SUITE, root]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-4000:]
        make_slim(root)
        container = self.buildah("from", "scratch")
        self.buildah("add", "--quiet", container, root, "/")
        name = re.search(r"^FROM (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[1]
        self.buildah("commit", "--quiet", "--rm", container, f"docker.io/library/{name}")
        shutil.rmtree(root)

    def build(self):
        """Build it with the certificates that this machine trusts, which may have more than Debian's."""
        options = ["--isolation", "chroot", "--pull-never", "--format", "docker", "--tag", "moving-cities"]
        if certificates := os.environ.get("SSL_CERT_FILE"):
            (self.directory / "pip.conf").write_text(f"[global]\ncert = {CERTIFICATES}\n")
            options += ["--volume", f"{certificates}:{CERTIFICATES}:ro"]
            options += ["--volume", f"{self.directory / 'pip.conf'}:/etc/pip.conf:ro"]
        self.buildah("bud", *options, ROOT)

    def files(self):
        """{path: status} of everything in it."""
        return {
            path.relative_to(self.root): path.lstat()
            for folder, folders, files in os.walk(self.root)
            for path in (Path(folder, name) for name in folders + files)
        }

    def size(self):
        """How many bytes its files have."""
        return sum(status.st_size for status in self.files().values() if stat.S_ISREG(status.st_mode))

    def data(self, directory):
        """A directory for the data of a container, as an engine makes one for the volume."""
        directory.mkdir(mode=0o700)
        os.chown(directory, self.user, self.group)
        return directory

    def entering(self, data, command):
        """What starts a command in a new container, which ends with it."""
        place = [self.root, data, self.user, self.group, self.config["WorkingDir"]]
        start = ["unshare", "--mount", "--pid", "--fork", "sh", "-c", ENTER, "sh"]
        return [*start, *map(str, place), *self.config["Entrypoint"], *command]

    def run(self, data, *command, **settings):
        """What a command prints in a container of its own, as `docker run --rm` does."""
        done = subprocess.run(
            self.entering(data, command), env=self.environment | settings, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
        return done.stdout


class Container:
    """A container that serves the site with its files in `data`; leaving the block ends it."""

    def __init__(self, image, data, **settings):
        self.data = data
        self.environment = image.environment | {"PORT": str(free_port())} | settings
        self.address = f"http://127.0.0.1:{self.environment['PORT']}"
        self.log = data.with_name(f"{data.name}-{self.environment['PORT']}.log")
        command = image.entering(data, image.config["Cmd"])
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for process in children_of(self.process.pid):
            os.kill(process, signal.SIGKILL)
        self.process.wait()

    def wait_until_ready(self, seconds=240):
        """The seconds until it is ready."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            with suppress(TimeoutError):
                wait_for(f"{self.address}/healthz/ready", 1)
                return time.monotonic() - began
            assert self.process.poll() is None, self.printed()
        raise TimeoutError(self.printed())

    def stop(self):
        """End it as `docker stop` does; gives the seconds that takes, or infinity if an engine would have killed it."""
        began = time.monotonic()
        os.kill(children_of(self.process.pid)[0], signal.SIGTERM)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            return float("inf")
        return time.monotonic() - began

    def printed(self):
        return self.log.read_text()


def make_slim(root):
    for path in [*NOT_SLIM, *NOT_KEPT]:
        for entry in (root / path).iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    for path, rules in SLIM_RULES.items():
        (root / path).write_text(rules)
