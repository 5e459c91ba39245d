"""What strangers send, while their line stays open: nothing of it is stored, and who brings nothing is let go."""

import contextlib
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from urllib.parse import urlsplit

from tests.real_site import prepared, serving
from tests.trials.browser import UPLOAD, multipart

MB = 1024 * 1024
TOKEN = "a" * 32
#: Where a stranger tries it, and the answer.
ADDRESSES = {"/en/": 405, "/admin/login/": 413, UPLOAD: 302, "/media/cities.city/x.webp": 404, "/id/": 404}
IDLE_SECONDS = 20
HEAD = b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = (
    b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + TOKEN.encode() + b"\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2000\r\n\r\na="
)


def line_to(address):
    host = urlsplit(address)
    return socket.create_connection((host.hostname, host.port), timeout=60)


def stored(directory):
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file() and path.suffix != ".sqlite3-wal")


def send_and_stay(address, path, directory):
    """Send 40 MB less a byte and wait; gives the status and how many bytes lie on the disk meanwhile."""
    form, content_type = multipart([("csrfmiddlewaretoken", TOKEN)], [("pdf", "a.pdf", b"%PDF-" + b" " * 40 * MB)])
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={TOKEN}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(form)}\r\n\r\n"
    )
    before = stored(directory)
    with line_to(address) as line:
        with contextlib.suppress(ConnectionError):
            line.sendall(head.encode() + form[:-1])
        response = HTTPResponse(line, method="POST")
        status = 0
        with contextlib.suppress(ConnectionError):
            response.begin()
            status = response.status
        time.sleep(1)
        return status, stored(directory) - before


def test_what_strangers_send_is_not_stored(tmp_path, report):
    environment = prepared(tmp_path)
    with serving(environment) as address:
        found = {path: send_and_stay(address, path, tmp_path) for path in ADDRESSES}
    statuses = {path: status for path, (status, _bytes) in found.items()}
    # A server that answers before it has read all may cut the line before the answer was read.
    wrong = {path: status for path, status in statuses.items() if status not in {0, ADDRESSES[path]}}
    figure = {"statuses": statuses, "wrong": wrong, "bytes": sum(count for _status, count in found.values())}
    report(figure, {"wrong": {}, "bytes": 0})


def let_go_after(address, start):
    """After how many seconds the server ends a line on which nothing more comes."""
    with line_to(address) as line:
        line.sendall(start)
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while line.recv(1000):
                pass
        return time.monotonic() - began


def test_who_brings_nothing_more_is_let_go(tmp_path, report):
    environment = prepared(tmp_path)
    with serving(environment) as address, ThreadPoolExecutor(20) as pool:
        heads = list(pool.map(lambda _number: let_go_after(address, HEAD), range(10)))
        bodies = list(pool.map(lambda _number: let_go_after(address, BODY), range(10)))
    figure = {
        "heads, s": round(max(heads)),
        "bodies, s": round(max(bodies)),
        "too soon": sum(seconds < IDLE_SECONDS - 1 for seconds in heads + bodies),
        "too late": sum(seconds > IDLE_SECONDS + 10 for seconds in heads + bodies),
    }
    report(figure, {"too soon": 0, "too late": 0})
