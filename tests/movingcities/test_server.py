"""The site as gunicorn serves it, which a client of the tests does not see."""

from http.client import HTTPConnection
from urllib.parse import urlsplit


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
