"""The site behind nginx and Caddy with the files of deploy/."""

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import RemoteDisconnected

import pytest

from tests.real_site import PASSWORD, ROOT, address_of, free_port, prepared, serving, start, wait_for
from tests.trials.browser import UPLOAD, multipart, shell
from tests.trials.files import pdf_of
from tests.trials.processes import workers_of
from tests.trials.proxies import NAME, PROXIES, ask, connection_to, installed, log_in

FIND = "from reports.models import File\nprint(File.objects.published().current().first().get_absolute_url())"
MB = 1024 * 1024
RATE = 5
#: How long slow clients may take, and for how long they are held; the bar is a little above 20 seconds.
PATIENCE = 26
FORGED = {
    "X_Forwarded_For": "6.6.6.6",
    "X_Forwarded_Host": "evil.example",
    "X_Forwarded_Port": "1",
    "X_Forwarded_Proto": "http",
    "X_Forwarded_Protocol": "http",
    "X_Forwarded_Ssl": "off",
    "X_Real_IP": "6.6.6.6",
    "Forwarded": "for=6.6.6.6;proto=http;host=evil.example",
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    https = {"SITE_URL": f"https://{NAME}", "ALLOWED_HOSTS": NAME, "BEHIND_PROXY": "true"}
    return prepared(tmp_path_factory.mktemp("site"), **https)


@pytest.fixture(scope="module")
def site(environment):
    """The address of the running site."""
    with serving(environment) as address:
        yield address


@pytest.fixture(params=installed())
def proxy(request, site, tmp_path):
    with PROXIES[request.param](tmp_path, site) as running:
        yield running


@pytest.fixture(params=installed())
def lonely_proxy(request, tmp_path):
    """A proxy, and a function that takes away the little server behind it, which sees what is passed on."""
    with Listener() as listener, PROXIES[request.param](tmp_path, listener.address) as running:
        yield running, listener


class Listener(threading.Thread):
    """Answers every request with nothing, and keeps the heads it was sent."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.heads = []

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.close()

    def close(self):
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def run(self):
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            # A proxy may open a connection before it needs one.
            threading.Thread(target=self.answer, args=[connection], daemon=True).start()

    def answer(self, connection):
        with connection:
            if head := connection.recv(65536).decode():
                self.heads.append(head)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def forwarded(head):
    """What a head says of where a request came from."""
    names = "host|forwarded|x-real-ip|x-forwarded-[a-z]+"
    return {name.lower(): value for name, value in re.findall(rf"(?im)^({names}): *(.*?)\r?$", head)}


def test_forwarded_headers_cannot_be_forged(lonely_proxy, report):
    proxy, listener = lonely_proxy
    expected = {"host": NAME, "x-forwarded-proto": "https"}
    for headers in ({}, FORGED, {"X_Forwarded_Proto": "http, https"}):
        ask(proxy.https, "/en/", **headers)
        assert forwarded(listener.heads[-1]) == expected
    ask(proxy.http, "/healthz/ready", X_Forwarded_Proto="https", Host="10.0.0.1")
    plain = forwarded(listener.heads[-1])
    report(
        {"passed on": expected, "without TLS": plain["x-forwarded-proto"]},
        {"without TLS": "http"},
    )


def test_a_site_that_is_away_is_answered_for_in_seven_languages(lonely_proxy, report):
    proxy, listener = lonely_proxy
    listener.close()
    answers = [ask(proxy.https, "/en/secret-path/"), ask(proxy.https, "/admin/login/", "POST", "a=b")]
    log = proxy.log.read_text()
    figure = {
        "statuses": [answer.status for answer in answers],
        "retry after": [answer.headers.get("retry-after") for answer in answers],
        "languages": [len(re.findall(rb'lang="(\w\w)"', answer.body)) for answer in answers],
        "server": {answer.headers.get("server") for answer in answers} <= {None, "nginx"},
        "paths in the log": log.count("secret-path"),
        "addresses in the log": len(re.findall(r'client: |"remote_ip"', log)),
    }
    bar = {
        "statuses": [503, 503],
        "retry after": ["120", "120"],
        "languages": [7, 7],
        "server": True,
        "paths in the log": 0,
        "addresses in the log": 0,
    }
    report(figure, bar)


def test_names_and_health(proxy, report):
    moved = ask(proxy.http, "/de/staedte/?page=2")
    with pytest.raises(RemoteDisconnected):
        ask(proxy.http, "/en/", Host="evil.example")
    figure = {
        "http leads to": [moved.status, moved.headers["location"], moved.headers.get("server")],
        "health by the name": ask(proxy.http, "/healthz/ready").status,
        "health by the address": ask(proxy.http, "/healthz/ready", Host="10.0.0.1").status,
    }
    bar = {"health by the name": 200, "health by the address": 200}
    assert figure["http leads to"][:2] == [301, f"https://{NAME}/de/staedte/?page=2"]
    report(figure, bar)


def test_pages_and_files_pass_as_the_site_sends_them(proxy, environment, report):
    path = shell(environment, FIND)
    page = ask(proxy.https, "/de/", Accept_Encoding="br")
    whole = ask(proxy.https, path)
    part = ask(proxy.https, path, Range="bytes=10-19")
    cookie = log_in(proxy.https, "editor", PASSWORD)
    admin = ask(proxy.https, "/admin/", Cookie=cookie, Accept_Encoding="gzip, br")
    figure = {
        "page": [page.status, page.headers["content-language"], page.headers.get("content-encoding")],
        "range": [part.status, part.headers.get("content-range"), part.body == whole.body[10:20]],
        "etag": ask(proxy.https, path, If_None_Match=whole.headers["etag"]).status,
        "admin": [admin.status, admin.headers.get("content-encoding")],
        "servers named": sorted({str(answer.headers.get("server")) for answer in (page, whole, part, admin)}),
    }
    bar = {
        "page": [200, "de", "br"],
        "range": [206, f"bytes 10-19/{len(whole.body)}", True],
        "etag": 304,
        "admin": [200, None],
    }
    assert figure["servers named"] in (["None"], ["nginx"])
    report(figure, bar)


CODINGS = {
    "br": "br",
    "gzip, deflate, br, zstd": "br",
    "zstd, gzip": "zstd",
    "gzip": "gzip",
    "br;q=0, gzip": "gzip",
    "br;q=0.1, zstd;q=0.9": "zstd",
    "x-br": None,
    "identity": None,
}
ASKED_AGAIN = ["/de/", "/en/cities/", "/en/cities/berlin/", "/en/news/feed.atom", "/en/cities/data.geojson"]


def test_who_has_a_page_already_is_told_so_and_everybody_gets_a_coding_that_they_understand(proxy, report):
    figure = {"304": [], "codings": {}, "parts": 0}
    for path in ASKED_AGAIN:
        for _time in range(2):  # made, and kept
            first = ask(proxy.https, path, Accept_Encoding="gzip")
            again = ask(proxy.https, path, Accept_Encoding="gzip", If_None_Match=first.headers["etag"])
            figure["304"].append([again.status, len(again.body)])
    for asked in CODINGS:
        for _time in range(2):
            page = ask(proxy.https, "/de/", Accept_Encoding=asked)
            figure["codings"][asked] = page.headers.get("content-encoding")
    whole = ask(proxy.https, "/en/approaches/").body
    part = ask(proxy.https, "/en/approaches/", HX_Request="true").body
    figure["parts"] = [ask(proxy.https, "/en/approaches/").body == whole, len(part) < len(whole)]
    told = {header for header in ask(proxy.https, "/de/").headers if header.startswith("x-accel")}
    bar = {"304": [[304, 0]] * 2 * len(ASKED_AGAIN), "codings": CODINGS, "parts": [True, True], "told to nginx": []}
    report(figure | {"told to nginx": sorted(told)}, bar)


@pytest.mark.skipif(not shutil.which("nginx"), reason="Caddy keeps nothing")
def test_nginx_keeps_a_page_for_what_is_left_of_the_second_and_then_asks(environment, tmp_path, report):
    """The site is held still meanwhile, so what comes, comes from nginx."""
    own = environment | {"PORT": str(free_port())}
    server = start(own)
    try:
        wait_for(f"{address_of(own)}/healthz/ready")
        with PROXIES["nginx"](tmp_path, address_of(own)) as proxy:
            ask(proxy.https, "/de/")
            time.sleep(1.2 - time.time() % 1)  # a little after a full second
            ask(proxy.https, "/de/")
            workers = workers_of(server.pid)
            for worker in workers:
                os.kill(worker, signal.SIGSTOP)
            kept = ask(proxy.https, "/de/").status
            time.sleep(1.05 - time.time() % 1)
            with ThreadPoolExecutor(1) as pool:
                asked = pool.submit(ask, proxy.https, "/de/")
                time.sleep(1)
                waits = not asked.done()
                for worker in workers:
                    os.kill(worker, signal.SIGCONT)
                figure = {"kept": kept, "asks afterwards": waits, "answer": asked.result().status}
    finally:
        server.terminate()
        server.wait(timeout=30)
    report(figure, {"kept": 200, "asks afterwards": True, "answer": 200})


def status_of_body(proxy, path, size, **headers):
    """The status that a body of so many bytes gets."""
    connection = connection_to(proxy.https)
    connection.putrequest("POST", path, skip_host=True)
    for name, value in {"Host": NAME, "Content-Length": str(size), **headers}.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    try:
        for _block in range(0, size, MB):
            connection.send(bytes(min(MB, size)))
    except OSError:
        pass  # refused before all of it was sent
    response = connection.response_class(connection.sock, method="POST")
    try:
        response.begin()
        return response.status
    except OSError:
        return "closed"
    finally:
        connection.close()


def test_bodies_have_a_size(proxy, report):
    figure = {
        "3 MB to a page": status_of_body(proxy, "/en/", 3 * MB),
        "40 MB to the log-in": status_of_body(proxy, "/admin/login/", 40 * MB),
        "210 MB to the admin": status_of_body(proxy, UPLOAD, 210 * MB),
    }
    assert set(figure.values()) <= {403, 405, 413, "closed"}, figure
    report(figure | {"a report of 20 MB": status_of_report(proxy)}, {"a report of 20 MB": 200})


def status_of_report(proxy):
    """The status that a report of 20 MB gets from the upload address, sent by somebody who may."""
    cookie = log_in(proxy.https, "report-staff", PASSWORD)
    token = re.search(r"csrftoken=(\w+)", cookie)[1]
    body, content_type = multipart([("csrfmiddlewaretoken", token)], [("pdf", "report.pdf", pdf_of(20 * MB))])
    headers = {"Content_Type": content_type, "Cookie": cookie, "Origin": f"https://{NAME}"}
    return ask(proxy.https, UPLOAD, "POST", body, **headers).status


class Visitors:
    """Ask for a page five times a second for so many seconds."""

    def __init__(self, address):
        self.address, self.times, self.statuses = address, [], Counter()

    def visit(self):
        began = time.monotonic()
        try:
            self.statuses[ask(self.address, "/en/cities/").status] += 1
        except OSError as error:
            self.statuses[type(error).__name__] += 1
        self.times.append(time.monotonic() - began)

    def come(self, seconds):
        with ThreadPoolExecutor(40) as pool:
            for _visit in range(seconds * RATE):
                pool.submit(self.visit)
                time.sleep(1 / RATE)
        return self

    @property
    def p95(self):
        """In milliseconds."""
        return round(1000 * statistics.quantiles(self.times, n=20)[-1])


def test_slow_heads_and_bodies_leave_pages_quick(proxy, report):
    Visitors(proxy.https).come(3)  # until both workers have warmed up
    before = Visitors(proxy.https).come(15)
    command = [sys.executable, "-m", "tests.trials.slow", proxy.https, str(PATIENCE)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as slow:
        assert slow.stdout.readline() == "open\n"
        during = Visitors(proxy.https).come(20)
        let_go = json.loads(slow.stdout.read())
    figure = {
        "visitors’ p95 in ms, before and during": [before.p95, during.p95],
        "quick": during.p95 <= 2 * before.p95 + 100,
        "visitors": dict(during.statuses),
        "let go, and the last after so many seconds": let_go,
        "heads let go": let_go["idle heads"][0] + let_go["dripping heads"][0],
    }
    report(figure, {"quick": True, "visitors": {200: 20 * RATE}, "heads let go": 300})


@pytest.mark.skipif(not shutil.which("nginx"), reason="only nginx counts what a client asks for")
def test_one_client_alone_is_limited(site, tmp_path, report):
    with PROXIES["nginx"](tmp_path, site) as proxy, ThreadPoolExecutor(20) as pool:
        statuses = Counter(pool.map(lambda _n: ask(proxy.https, "/robots.txt", client="127.0.0.9").status, range(900)))
        other = ask(proxy.https, "/robots.txt", client="127.0.0.10").status
        log = proxy.log.read_text()
    figure = {"answers": dict(statuses), "refused": statuses[429] > 0, "another client": other}
    figure["addresses in the log"] = log.count("127.0.0.9")
    report(figure, {"refused": True, "another client": 200, "addresses in the log": 0})
