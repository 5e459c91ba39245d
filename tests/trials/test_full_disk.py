"""Uploads around what is left of a full disk are kept whole, or refused with the sentence on it."""

import os
import subprocess
import time
from collections import Counter
from contextlib import contextmanager
from urllib.request import urlopen

from tests.real_site import prepared, serving
from tests.trials.browser import Staff, shell
from tests.trials.files import pdf_of

KB = 1024
DISK = 6 * KB * KB
SMALL, LARGE = 300 * KB, 2640 * KB  # Django keeps up to 2.5 MB in memory
AROUND = [-64 * KB, -4 * KB, -1, 0, 1, 4 * KB, 64 * KB]
SENTENCE = b"The disk of this site is full, so nothing was saved."


@contextmanager
def small_disk(directory):
    directory.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(directory)]
    mounted = subprocess.run(command, capture_output=True, text=True)
    assert mounted.returncode == 0, f"This trial needs root, to mount a small disk: {mounted.stderr}"
    try:
        yield directory
    finally:
        subprocess.run(["umount", "--lazy", str(directory)], check=True)


def room(disk):
    found = os.statvfs(disk)
    return found.f_bavail * found.f_bsize


def fill(disk, left):
    """Leave about so much room; gives how much it is."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    ballast.write_bytes(b"x" * max(0, room(disk) - left))
    return room(disk)


def cases():
    """How much room to leave, and what size that makes: near the room for one copy, or for the two of a large file."""
    for size, copies in [(SMALL, 1), (LARGE, 1), (LARGE, 2)]:
        for step in AROUND:
            yield size * copies, lambda room, copies=copies, step=step: room // copies + step
        yield size * copies // 2, lambda room: 2 * room


def files_on(disk):
    """The bytes of all files but the ballast."""
    paths = [path for path in disk.rglob("*") if path.is_file() and path.name != "ballast"]
    return {path: path.read_bytes() for path in paths}


def is_alive(address):
    with urlopen(f"{address}/en/") as answer:
        return answer.status == 200


def settle(disk, seconds=3):
    """Wait for the server to let go of the upload, which it does right after its answer."""
    for _try in range(seconds * 20):
        if not list(disk.glob("uploads/*")):
            return
        time.sleep(0.05)


def judge(disk, sent, answer):
    """What is wrong with the files after one upload, as names of counts; takes them away for the next."""
    settle(disk)
    files = files_on(disk)
    documents = {
        path: content for path, content in files.items() if path.suffix == ".pdf" and path.parent.name != "uploads"
    }
    parts = [path for path in files if path.suffix == ".part" or path.parent.name == "uploads"]
    pictures = [path for path in files if path.suffix == ".webp"]
    was_kept = answer.status in {200, 302}
    yield from ["parts left"] * len(parts)
    yield from ["truncated" for content in documents.values() if content != sent]
    if was_kept:
        yield "kept"
        if list(documents.values()) != [sent]:
            yield "lost"
    elif answer.status == 507:
        yield "refused"
        yield from ["orphans after 507"] * (len(documents) + len(pictures))
        if SENTENCE not in answer.body or not answer.is_ours:
            yield "507 without the sentence"
    else:
        yield f"other answers: {answer.status}"
        if answer.status >= 500:
            yield "other 5xx"
    for path in files:
        path.unlink()


def test_a_full_disk_keeps_uploads_whole_or_refuses_them(tmp_path, report):
    counts = Counter()
    environment = prepared(tmp_path)
    city = shell(environment, "from cities.models import City\nprint(City.objects.get(slug='bremen').pk)")
    with small_disk(tmp_path / "small") as disk, serving(environment | {"MEDIA_ROOT": str(disk)}) as address:
        staff = Staff(address)
        for number, (left, size_of) in enumerate(case for case in cases() for _door in range(2)):
            room_now = fill(disk, left)
            content = pdf_of(size_of(room_now), number)
            is_form = number % 2
            answer = staff.add_edition(city, 1100 + number, content) if is_form else staff.upload(content)
            found = list(judge(disk, content, answer))
            if set(found) - {"kept", "refused"}:
                print(number, "form" if is_form else "upload", room_now, len(content) - room_now, found)
            counts.update(found)
            counts["site down"] += not is_alive(address)
        (disk / "ballast").unlink()
        content = pdf_of(SMALL, 1000)
        counts["healed"] = staff.upload(content).status == 200 and content in files_on(disk).values()
    zero = ["truncated", "lost", "parts left", "other 5xx", "507 without the sentence", "site down"]
    figure = {"uploads": 2 * len(list(cases())), **dict.fromkeys(zero, 0), **counts}
    report(figure, dict.fromkeys(zero, 0) | {"healed": True})
