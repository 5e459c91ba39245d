"""The site as gunicorn serves it, which a client of the tests does not see."""

import re
import socket
from http.client import HTTPConnection
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from movingcities.static_files import StaticFilesStorage


def head_of(site, path, host):
    """The status and headers of an answer."""
    connection = HTTPConnection(urlsplit(site).netloc, timeout=30)
    connection.request("GET", path, headers={"Host": host})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}


def test_the_server_does_not_say_what_it_is(site):
    for path in ["/en/", "/healthz/live", "/nowhere"]:
        assert "server" not in head_of(site, path, "localhost")[1]


def test_only_health_is_told_to_whoever_does_not_know_the_name_of_the_site(site):
    assert head_of(site, "/healthz/ready", "10.0.0.7")[0] == 200
    assert head_of(site, "/en/", "10.0.0.7")[0] == 400


def test_whoever_is_refused_while_they_send_reads_the_answer(site):
    """A browser that is cut off shows an error of its own."""
    connection = HTTPConnection(urlsplit(site).netloc, timeout=60)
    headers = {"Host": "localhost", "Content-Type": "application/pdf"}
    connection.request("POST", "/admin/login/", b" " * 20_000_000, headers)
    response = connection.getresponse()
    assert (response.status, b"<main" in response.read()) == (413, True)
    connection.close()


WITHOUT_CONTENT = [
    ("HEAD", "Accept: */*", "200"),
    ("GET", "If-None-Match: *", "304"),
    ("HEAD", "If-None-Match: *", "304"),
    ("GET", "If-Match: no-tag", "412"),
    ("HEAD", "If-Match: no-tag", "412"),
    ("GET", "Range: bytes=-0", "416"),
    ("HEAD", "Range: bytes=-0", "200"),
]


def stylesheet(site):
    return f"/static/{StaticFilesStorage().hashed_files['css/base.css']}"


def picture(site):
    with urlopen(f"{site}/en/") as page:
        return re.search(r'src="(/media/[^"]+)"', page.read().decode())[1]


@pytest.mark.parametrize("address", [stylesheet, picture])
def test_after_an_answer_without_content_the_next_one_begins(site, address):
    """On one connection, where whoever asks reads the answers in their order (RFC 9112, 6.3 and 9.3.2)."""
    host, port = urlsplit(site).netloc.split(":")
    path = address(site)
    asked = "".join(
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{line}\r\n\r\n" for method, line, _ in WITHOUT_CONTENT
    )
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(f"{asked}GET / HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        *heads, last, end = b"".join(iter(lambda: connection.recv(65536), b"")).split(b"\r\n\r\n")
    assert [head.decode().split()[:2] for head in heads] == [
        ["HTTP/1.1", status] for _method, _line, status in WITHOUT_CONTENT
    ]
    assert (last.split()[1], end) == (b"302", b"")
