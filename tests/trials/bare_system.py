"""A fresh Debian in a folder, with a network, processes and mounts of its own, to walk a written guide in.

No systemd runs in there. What the guide tells `systemctl` is noted, and `Root.service` starts what a unit says, as its
user and in its environment.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.real_site import ROOT
from tests.trials.processes import children_of

#: The environment's own CA file, where it has one, is known in there by these names.
CERTIFICATES = "etc/certificates-of-the-trial.pem"
CERTIFICATE_NAMES = ["SSL_CERT_FILE", "PIP_CERT"]
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root"}
ENVIRONMENT |= {"DEBIAN_FRONTEND": "noninteractive"}
STAND_IN = '#!/bin/sh\necho "$*" >> /var/log/systemctl\n'
MOUNT = """
mount -t proc proc {0}/proc && mount --rbind /dev {0}/dev && mount --bind {1} {0}/mnt && ip link set lo up
echo ready
exec sleep infinity
"""


def steps(guide, *kinds):
    """The commands of a guide in their order: what stands in blocks of these kinds."""
    blocks = re.findall(r"^```sh (\S+)\n(.*?)^```$", guide.read_text(), re.MULTILINE | re.DOTALL)
    return [commands for kind, commands in blocks if kind in kinds]


def certificates():
    return {name: f"/{CERTIFICATES}" for name in CERTIFICATE_NAMES if os.environ.get(name)}


def checkout(directory):
    """A repository to clone from, with the files of this checkout as they are now."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, directory / name)
    identity = ["-c", "user.name=Trial", "-c", "user.email=trial@localhost"]
    for command in [["init", "--quiet"], ["add", "--all"], [*identity, "commit", "--quiet", "--message", "As it is"]]:
        subprocess.run(["git", *command], cwd=directory, check=True)
    return directory


@contextmanager
def bare_debian(directory, release="trixie"):
    """A fresh minimal system under `directory`; all that runs in it ends afterwards."""
    root, source = directory / "root", directory / "checkout"
    former = os.umask(0o022)  # as root has it there; the settings of the site have made it stricter here
    subprocess.run(["debootstrap", "--variant=minbase", release, root], check=True, stdout=subprocess.DEVNULL)
    source.mkdir()
    checkout(source)
    prepare(root)
    isolation = ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child"]
    with subprocess.Popen([*isolation, "sh", "-c", MOUNT.format(root, source)], stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout.readline() == b"ready\n"
            yield Root(root, children_of(holder.pid)[0])
        finally:
            holder.kill()
            os.umask(former)
    shutil.rmtree(root)


def prepare(root):
    """What a container lacks of a machine: names of other hosts, and an init system."""
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    for name in certificates():
        shutil.copy(os.environ[name], root / CERTIFICATES)
    (root / "etc/gitconfig").write_text("[safe]\n\tdirectory = *\n")
    for name, text in {"usr/sbin/policy-rc.d": "#!/bin/sh\nexit 101\n", "usr/local/bin/systemctl": STAND_IN}.items():
        (root / name).write_text(text)
        (root / name).chmod(0o755)


class Root:
    def __init__(self, path, init):
        self.path, self.init = path, init

    def command(self, words, is_online=False):
        """The words that run a command in there; with the network of this machine where it is to fetch something."""
        spaces = ["--mount", "--pid"] + ([] if is_online else ["--net"])
        return ["nsenter", f"--target={self.init}", *spaces, "chroot", str(self.path), *words]

    def shell(self, commands, **environment):
        """Type commands as root, in one shell that stops at the first that fails; gives what they print."""
        typed = self.command(["sh", "-euc", commands], is_online=True)
        done = subprocess.run(
            typed, env=ENVIRONMENT | certificates() | environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def noted(self):
        """What systemctl was told so far."""
        log = self.path / "var/log/systemctl"
        return log.read_text().splitlines() if log.exists() else []

    def unit(self, name):
        """The settings of a unit and of what is dropped in beside it, each with all its values."""
        units = self.path / "etc/systemd/system"
        files = [units / name, self.path / "usr/lib/systemd/system" / name]
        prefix = re.sub(r"-[^-]+\.service$", "-.service", name)
        drop_ins = [*units.glob(f"{name}.d/*.conf"), *(units.glob(f"{prefix}.d/*.conf") if prefix != name else [])]
        settings = {}
        for file in [next(file for file in files if file.exists()), *drop_ins]:
            for key, value in re.findall(r"^(\w+)=(.*)$", file.read_text(), re.MULTILINE):
                settings.setdefault(key, []).append(value)
        return settings

    def environment_of(self, unit):
        words = [word for line in unit.get("Environment", []) for word in shlex.split(line)]
        for file in unit.get("EnvironmentFile", []):
            words += shlex.split((self.path / file.lstrip("/")).read_text(), comments=True)
        return dict(word.split("=", 1) for word in words)

    def service_command(self, name, **more):
        """The words that start what a unit says, in its environment alone."""
        unit = self.unit(name)
        user = unit["User"][-1]
        environment = {"PATH": ENVIRONMENT["PATH"], "HOME": self.home(user)} | self.environment_of(unit) | more
        words = ["env", "--ignore-environment", *(f"{name}={value}" for name, value in environment.items())]
        words += ["/usr/bin/setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--no-new-privs"]
        if "AmbientCapabilities" in unit:  # Caddy may listen below port 1024
            words += ["--inh-caps=+net_bind_service", "--ambient-caps=+net_bind_service"]
        place, mask = unit.get("WorkingDirectory", ["/"])[-1], unit.get("UMask", ["0022"])[-1]
        return self.command([*words, "sh", "-c", f"umask {mask}; cd {place}; exec {unit['ExecStart'][-1]}"])

    def home(self, user):
        passwd = (self.path / "etc/passwd").read_text()
        return re.search(rf"^{user}:(?:[^:]*:){{4}}([^:]*)", passwd, re.MULTILINE)[1]

    def start(self, name):
        with (self.path / "var/log" / f"{name}.log").open("a") as log:
            return subprocess.Popen(self.service_command(name), stdout=log, stderr=log)

    def finish(self, name, **more):
        """(exit status, what it said) of a unit that ends by itself."""
        words = self.service_command(name, **more)
        done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
        return done.returncode, done.stdout + done.stderr

    def stop(self, process):
        """End a service by its first process in there, as systemd does."""
        for child in children_of(process.pid) or [process.pid]:
            os.kill(child, 15)
        process.wait(timeout=20)

    def visit(self, *arguments):
        """What somebody sees who looks at the site from this machine."""
        words = ["nsenter", f"--target={self.init}", "--net", sys.executable, "-m", "tests.trials.visitor", *arguments]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def megabytes(self):
        """What the processes of the site have in memory together, each page counted once."""
        total = 0
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if os.path.samefile(process / "root", self.path) and b"gunicorn" in (process / "cmdline").read_bytes():
                    rollup = (process / "smaps_rollup").read_text()
                    total += int(re.search(r"^Pss: *(\d+)", rollup, re.MULTILINE)[1])
        return round(total / 1024)
