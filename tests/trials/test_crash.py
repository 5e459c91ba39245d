"""The server is killed at 200 moments of an upload, and no row may name a file that is not whole."""

import contextlib
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.real_site import address_of, free_port, prepared, start, wait_for
from tests.trials.browser import ADD, UPLOAD, Staff, manage, media_check, shell
from tests.trials.files import pdf_of

TIMES = 200
EARLY = 0.4
LATE = (0.6, 1.8)  # of what an upload takes; starting the next server slows it
SIZE = 3 * 1024 * 1024
TWO_DAYS = 2 * 24 * 3600
KEPT = """
from reports.models import File, Upload
for model in (File, Upload):
    for sha256 in model.objects.values_list("sha256", flat=True):
        print(model.__name__, sha256)
"""
NAMED = """
from operations.stored_files import named_files
print("\\n".join(file.name for file in named_files()))
"""


class Server:
    """One worker on a kept directory; a new one starts while its predecessor is being tried."""

    started = []

    def __init__(self, environment):
        self.environment = environment | {"PORT": str(free_port()), "WEB_CONCURRENCY": "1"}
        self.address = address_of(self.environment)
        self.process = start(self.environment)
        self.started.append(self)

    def ready(self):
        wait_for(f"{self.address}/healthz/live")
        return self

    def kill(self):
        if self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture(autouse=True)
def _all_ended():
    yield
    for server in Server.started:
        server.kill()


def send(address, staff, path, form, answers):
    """Send a request and note the status of the answer, if one comes."""
    body, content_type = form
    host = urlsplit(address)
    lines = [f"POST {path} HTTP/1.1", f"Host: {host.netloc}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in staff.headers(content_type).items()]
    with contextlib.suppress(OSError), socket.create_connection((host.hostname, host.port), timeout=20) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        if answer := connection.recv(100):
            answers.append(int(answer.split()[1]))


def test_whatever_the_moment_of_a_crash_no_row_names_a_file_that_is_not_whole(tmp_path, report):
    chance = random.Random(52)
    environment = prepared(tmp_path)
    cities = shell(
        environment, "from cities.models import City\nprint(*City.objects.values_list('pk', flat=True))"
    ).split()
    server = Server(environment).ready()
    staff = Staff(server.address)
    began = time.monotonic()
    assert staff.upload(pdf_of(SIZE, TIMES)).status == 200
    length = time.monotonic() - began
    acknowledged = []
    for number in range(TIMES):
        spare = Server(environment)
        content = pdf_of(SIZE, number)
        if is_form := number % 2:
            form = staff.edition_form(cities[number % len(cities)], 1100 + number, content)
        else:
            form = staff.upload_form(content)
        answers = []
        # Half of the crashes come early, in sending and judging; the other half when it is kept and answered.
        moment = chance.uniform(0, EARLY) if number % 4 < 2 else length * chance.uniform(*LATE)
        arguments = (server.address, staff, ADD if is_form else UPLOAD, form, answers)
        sender = threading.Thread(target=send, args=arguments)
        sender.start()
        time.sleep(moment)
        server.kill()
        sender.join()
        assert not answers or answers[0] in {200, 302}
        if answers:
            acknowledged.append(f"{'File' if is_form else 'Upload'} {sha256(content).hexdigest()}")
        server = spare.ready()
    server.kill()
    found = media_check(environment, "--sha")
    kept = shell(environment, KEPT).splitlines()
    media = tmp_path / "media"
    before = len(files_of(media))
    for path in files_of(media):
        os.utime(path, (time.time() - TWO_DAYS,) * 2)
    manage(environment, "check_media", "--mend", check=False)
    after = media_check(environment, "--sha")
    names = set(shell(environment, NAMED).splitlines())
    left = [path for path in files_of(media) if not is_of(str(path.relative_to(media)), names)]
    figure = {
        "crashes": TIMES,
        "answered before": len(acknowledged),
        "kept": Counter(line.split()[0] for line in kept),
        "dangling": found["missing"] + found["altered"],
        "answered but lost": len(set(acknowledged) - set(kept)),
        "cleared by the janitor": before - len(files_of(media)),
        "leftovers": len(left) + after["orphan"] + after["leftover"],
        "dangling after": after["missing"] + after["altered"],
        "controls caught": controls(environment, media),
    }
    zero = dict.fromkeys(["dangling", "leftovers", "dangling after", "answered but lost"], 0)
    report(figure, zero | {"controls caught": 3})


def files_of(directory):
    return [path for path in Path(directory).rglob("*") if path.is_file()]


def is_of(name, names):
    """Whether a stored file is one that a row names, or a narrower variant of one."""
    folder, base = name.rsplit("/", 1)
    return f"{folder}/{base[:32]}.{base.rpartition('.')[2]}" in names


def controls(environment, media):
    """How many of three seeded defects the check sees."""
    code = "from reports.models import *\nprint(*Upload.objects.exclude(pdf='').values_list('pdf', flat=True)[:3])"
    cut, longer, gone = (media / name for name in shell(environment, code).split())
    os.truncate(cut, SIZE - 1)
    with longer.open("ab") as file:
        file.write(b"\0")
    gone.unlink()
    found = media_check(environment, "--sha")
    return found["missing"] + found["altered"]
