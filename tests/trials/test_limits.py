"""Bodies at and beyond every limit, and malformed ones, sent over raw sockets."""

import base64
import contextlib
import socket
from http.client import HTTPResponse
from urllib.parse import urlsplit

from tests.real_site import address_of, prepared, start, wait_for
from tests.trials.browser import ADD, UPLOAD, Answer, Staff, multipart, shell
from tests.trials.files import pdf_of
from tests.trials.processes import Memory, resident, workers_of

MB = 1024 * 1024
LIMIT = 25 * MB
MAX_RISE = 150 * MB
# No request at all for HTTP, so that gunicorn answers in its own words.
BELOW = {"length of no number", "length below zero"}


def exchange(address, staff, path, content_type, body, headers, half_close=False):
    """Send what is given and nothing else; gives the Answer, or None where the server just hangs up."""
    host = urlsplit(address)
    lines = [f"POST {path} HTTP/1.1", f"Host: {host.netloc}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (staff.headers(content_type) | headers).items()]
    with socket.create_connection((host.hostname, host.port), timeout=60) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        try:
            response = HTTPResponse(connection, method="POST")
            response.begin()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        except (ConnectionError, OSError):
            return None


def chunked(body):
    pieces = [body[start : start + MB] for start in range(0, len(body), MB)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def cases(staff, city):
    """(name, what it must be answered with, arguments of exchange) of every case."""

    def case(name, expected, form, path=UPLOAD, length=None, body=None, half_close=False, **headers):
        whole, content_type = form
        length = {"Content-Length": len(whole) if length is None else length} if length != "" else {}
        sent = whole if body is None else body
        return name, expected, (path, content_type, sent, length | headers, half_close)

    token = [("csrfmiddlewaretoken", staff.cookies["csrftoken"])]
    small = staff.upload_form(pdf_of(MB, 10))
    for number, size in enumerate([LIMIT - 1, LIMIT, LIMIT + 1]):
        yield case(f"limit {size - LIMIT:+}", {400} if size > LIMIT else {200}, staff.upload_form(pdf_of(size, number)))
    for number, size in enumerate([LIMIT - 1, LIMIT, LIMIT + 1], 20):
        form = staff.edition_form(city, 1100 + number, pdf_of(size, number))
        yield case(f"form, limit {size - LIMIT:+}", {200} if size > LIMIT else {302}, form, ADD)
    yield case("10 × limit, not sent", {413}, small, length=10 * LIMIT, body=b"")
    yield case("10 × limit, begun", {413}, small, length=10 * LIMIT, body=small[0])
    yield case(
        "length too long, all sent, closed",
        {200, 400},
        staff.upload_form(pdf_of(MB, 11)),
        length=2 * MB,
        half_close=True,
    )
    cut = staff.upload_form(pdf_of(MB, 12))
    yield case("cut in the file, closed", {400}, cut, body=cut[0][: MB // 2], half_close=True)
    cut = staff.upload_form(pdf_of(4 * MB, 13))
    yield case("cut in the spaces at its end, closed", {400}, cut, body=cut[0][:-2000], half_close=True)
    shorter = staff.upload_form(pdf_of(MB, 14))
    yield case("length too short", {400}, shorter, length=MB // 2)
    yield case("length of no number", {400}, small, length="many")
    yield case("length below zero", {400}, small, length="-1")
    form = staff.upload_form(pdf_of(MB, 15))
    yield case(
        "chunked", {200, 400, 403, 411, 413}, form, length="", body=chunked(form[0]), **{"Transfer-Encoding": "chunked"}
    )
    form = multipart(token, [("pdf", "report.pdf", base64.b64encode(pdf_of(MB, 16)))], encoding="base64")
    yield case("base64", {200}, form)
    form = multipart(token, [("pdf", "report.pdf", b" " * 20 * MB)], encoding="base64")
    yield case("base64 of spaces", {400}, form)
    form = multipart(token, [("pdf", "report.pdf", b"A" + b" " * 20 * MB + b"AAA")], encoding="base64")
    yield case("base64, stretched", {400}, form)
    form = multipart(token, [("pdf", "report.pdf", b"%")], encoding="base64")
    yield case("base64, broken", {400}, form)
    yield case("5,001 fields", {400, 413}, multipart([*token, *((f"f{n}", "") for n in range(5000))]))
    yield case("101 files", {400, 413}, multipart(token, [(f"f{n}", "a.pdf", b"%PDF-") for n in range(101)]))
    yield case("a field of 3 MB", {400, 413}, multipart([*token, ("f", "x" * 3 * MB)]))
    yield case("no boundary", {400}, (small[0], "multipart/form-data"))


def test_every_limit_is_answered_in_the_design_of_the_site(tmp_path, report):
    environment = prepared(tmp_path)
    city = shell(environment, "from cities.models import City\nprint(City.objects.get(slug='bremen').pk)")
    address, server = address_of(environment), start(environment)
    try:
        wait_for(f"{address}/healthz/ready")
        staff = Staff(address)
        for _time in range(8):  # until all of the code of both workers is in memory
            staff.upload(b"no")
            staff.get(ADD)
        before = sum(resident(worker) for worker in workers_of(server.pid))
        memory = Memory(server.pid)
        memory.start()
        workers = workers_of(server.pid)
        answers = {name: (exchange(address, staff, *how), expected) for name, expected, how in cases(staff, city)}
        memory.is_over = True
        deaths = workers != workers_of(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=10)
    statuses = {name: answer and answer.status for name, (answer, _expected) in answers.items()}
    wrong = [name for name, (answer, expected) in answers.items() if not answer or answer.status not in expected]
    refused = {name: answer for name, (answer, _expected) in answers.items() if answer and answer.status >= 400}
    bare = [name for name, answer in refused.items() if not answer.is_ours and name not in BELOW]
    figure = {
        "cases": len(answers),
        "statuses": statuses,
        "wrong": wrong,
        "not in the design": bare,
        "5xx": sum(answer is not None and answer.status >= 500 for answer, _expected in answers.values()),
        "MB more in memory": round((memory.peak - before) / MB),
        "rise is bounded": memory.peak - before <= MAX_RISE,
        "worker deaths": int(deaths),
    }
    report(figure, {"wrong": [], "not in the design": [], "5xx": 0, "rise is bounded": True, "worker deaths": 0})
