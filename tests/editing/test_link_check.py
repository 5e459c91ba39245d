import contextlib
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from django.urls import reverse

from editing.links.checking import Checker, sentence_with
from editing.links.web_client import is_public
from editing.models import Link, Problem
from tests.factories import make_approach, make_city, make_user
from tests.pages_of import main_of, text_of

#: Where the paths that redirect lead to, as bytes in the header.
PLACES = {
    "to-loop": b"/to-loop",
    "to-good": b"/200",
    "to-file": b"file:///etc/passwd",
    "to-polish": "/200/ksiązki".encode(),
    "to-latin": "/200/Köln".encode("latin-1"),
    "to-query": "?to=Łódź i".encode(),
    "to-blank": b"",
}


class Web(BaseHTTPRequestHandler):
    """A site on this machine: the path says what it answers."""

    asked = []

    def answer(self):
        self.asked.append((self.command, self.path))
        word = self.path.strip("/").partition("?")[0].partition("/")[0]
        if word in PLACES and "?" not in self.path:
            self.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: " + PLACES[word] + b"\r\nContent-Length: 0\r\n\r\n")
            return
        if word.startswith("head-"):
            word = word.removeprefix("head-") if self.command == "HEAD" else "200"
        if word == "hangs-up":
            return
        if word == "drips":
            self.drip()
            return
        self.send_response(200 if word in PLACES else int(word))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def drip(self):
        with contextlib.suppress(OSError):
            for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000:
                self.wfile.write(bytes([byte]))
                time.sleep(0.05)

    do_HEAD = do_GET = answer  # noqa: N815

    def log_message(self, *args):
        pass


@pytest.fixture
def web():
    Web.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/200", ""),
        ("/404", Problem.NOT_FOUND),
        ("/410", Problem.GONE),
        ("/500", Problem.ERROR),
        ("/403", ""),
        ("/429", ""),
        ("/head-405", ""),
        ("/head-502", ""),
        ("/head-404", ""),
        ("/head-hangs-up", ""),
        ("/hangs-up", Problem.NO_ANSWER),
        ("/to-good", ""),
        ("/to-loop", Problem.ERROR),
        ("/to-file", Problem.UNSAFE),
        ("/to-polish", ""),
        ("/to-latin", ""),
        ("/to-blank", ""),
    ],
)
def test_what_a_site_answers_is_judged_carefully(web, path, problem):
    assert Checker(allow_private=True, pause=0).problem(web + path) == problem


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/200?q=Köln", "/200?q=K%C3%B6ln"),
        ("/200?q=a b", "/200?q=a%20b"),
        ("/200/%C3%A4|ö?x=%20#teil", "/200/%C3%A4%7C%C3%B6?x=%20"),
        ("?q=[1]", "/?q=[1]"),
        ("/to-polish", "/200/ksi%C4%85zki"),
        ("/to-latin", "/200/K%F6ln"),
        ("/to-query", "/to-query?to=%C5%81%C3%B3d%C5%BA%20i"),
    ],
)
def test_a_site_is_asked_as_browsers_ask_it(web, path, asked):
    Checker(allow_private=True, pause=0).problem(web + path)
    assert Web.asked[-1][1] == asked


def test_a_host_with_letters_of_its_language_is_found_by_its_name_in_ascii(monkeypatch):
    asked = []

    def nobody(host, *args, **options):
        asked.append(host)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    hosts = ["straße.example", "οδός.example", "B%C3%BCcher.example", "my_site.example", "127.0.0.1"]
    assert {Checker(pause=0).problem(f"http://{host}/") for host in hosts} == {Problem.NO_HOST}
    assert asked == ["xn--strae-oqa.example", "xn--pxavk3b.example", "xn--bcher-kva.example", *hosts[3:]]


def test_a_site_that_drips_is_left_in_time_and_not_asked_for_ever(web):
    checker = Checker(allow_private=True, pause=0, patience=0.3)
    began = time.monotonic()
    problems = [checker.problem(f"{web}/drips?{number}") for number in range(50)]
    assert time.monotonic() - began < 15  # each alone would drip for 50 seconds
    assert problems == [Problem.NO_ANSWER] * 50
    assert [path for method, path in Web.asked if method == "HEAD"] == [f"/drips?{number}" for number in range(3)]


def test_a_head_without_end_is_not_read_to_its_end(web):
    class Endless(Web):
        def drip(self):
            with contextlib.suppress(OSError):
                while True:
                    self.wfile.write(b"X-More: " + b"x" * 60_000 + b"\r\n")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    threading.Thread(target=server.serve_forever, args=[0.01]).start()
    began = time.monotonic()
    address = f"http://127.0.0.1:{server.server_port}/drips"
    assert Checker(allow_private=True, pause=0).problem(address) == Problem.NO_ANSWER
    assert time.monotonic() - began < 10
    server.shutdown()
    server.server_close()


def test_a_site_that_is_not_there_does_not_answer(web):
    port = int(web.rpartition(":")[2])
    assert Checker(allow_private=True, pause=0).problem(f"http://127.0.0.1:{port + 1 if port < 65_000 else 9}/") in {
        Problem.NO_ANSWER
    }


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/200",
        "http://localhost:{port}/200",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0:{port}/200",
        "http://[::ffff:127.0.0.1]:{port}/200",
        "http://[::ffff:7f00:1]:{port}/200",
        "http://[::127.0.0.1]:{port}/200",
        "http://[64:ff9b::127.0.0.1]:{port}/200",
        "http://[64:ff9b:1::7f00:1]:{port}/200",
        "http://[2002:7f00:1::]:{port}/200",
        "http://[2001:0:7f00:1::]:{port}/200",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[fec0::1]/",
        "http://[ff0e::1]/",
        "http://[::]:{port}/200",
        "http://224.0.0.251/",
        "http://239.1.1.1/",
        "http://255.255.255.255/",
        "http://100.64.0.1/",
        "http://192.88.99.1/",
        "http://198.18.0.1/",
        "http://240.0.0.1/",
        "http://2130706433:{port}/200",
        "http://0x7f.1:{port}/200",
        "http://0177.0.0.1:{port}/200",
        "http://127.1:{port}/200",
    ],
)
def test_private_networks_are_never_asked(web, address):
    port = web.rpartition(":")[2]
    assert Checker(pause=0).problem(address.replace("{port}", port)) == Problem.UNSAFE
    assert Web.asked == []


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2a01:4f8::1"])
def test_machines_of_the_public_may_be_asked(address):
    assert is_public(address)


def test_of_a_name_with_several_addresses_only_the_public_ones_are_asked(web, monkeypatch):
    """Nothing answers at 192.0.0.9, an address that is public and of no machine, before the patience is over."""
    port = int(web.rpartition(":")[2])
    places = [("192.0.0.9", port), ("127.0.0.1", port)]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]
    real = socket.getaddrinfo

    def found_by(host, *rest, **more):
        return found if host == "both.example" else real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", found_by)
    assert Checker(pause=0, patience=0.2).problem("http://both.example/200") == Problem.NO_ANSWER
    assert Web.asked == []
    assert Checker(allow_private=True, pause=0).problem("http://both.example/200") == ""


def test_an_address_is_asked_once_however_often_it_stands_somewhere(web):
    checker = Checker(allow_private=True, pause=0)
    assert [checker.problem(f"{web}/404") for _time in range(3)] == [Problem.NOT_FOUND] * 3
    assert Web.asked == [("HEAD", "/404"), ("GET", "/404")]


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ('<p>One. See <a href="https://a.example/">the plan</a> of 2019! Three.</p>', "See the plan of 2019!"),
        ('<ul><li>First</li><li><a href="https://a.example/">Second</a> &amp; last</li></ul>', "Second & last"),
        ('<p><a href="https://b.example/">No.</a> <a href="https://a.example/">Yes</a></p>', "Yes"),
    ],
)
def test_the_sentence_with_the_link_is_shown(html, sentence):
    assert sentence_with(html, "https://a.example/") == sentence


@pytest.mark.django_db
def test_the_command_says_what_is_probably_broken_and_remembers_what_to_ignore(web, client, capsys):
    city = make_city("Ulm", website=f"{web}/404")
    approach = make_approach(city)
    approach.sections.create(
        body_de=f'<p>Eins. Der <a href="{web}/410">Plan</a> gilt. <a href="/en/cities/x/">X</a></p>'
    )
    approach.sections.create(body_de=f'<p><a href="{web}/200">gut</a> <a href="mailto:a@example.org">Post</a></p>')
    call_command("check_links", allow_private=True, pause=0)
    out = capsys.readouterr().out
    assert "Der Plan gilt." in out
    assert "4 links, 3 probably broken." in out
    client.force_login(make_user("Editor"))
    url = reverse("admin:editing_link_changelist")
    page = text_of(main_of(client.get(f"{url}?problem=broken")))
    assert ("Der Plan gilt." in page, "The page has been deleted." in page, "Ulm" in page) == (True, True, True)
    ignored = Link.objects.get(problem=Problem.GONE)
    client.post(url, {"action": "ignore", "_selected_action": [ignored.pk]})
    city.website = ""
    city.save()
    call_command("check_links", allow_private=True, pause=0)
    assert "3 links, 1 probably broken." in capsys.readouterr().out
    assert list(Link.objects.broken().values_list("address", flat=True)) == ["/en/cities/x/"]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_links_takes_a_fixed_number_of_queries(client, django_assert_num_queries, number):
    client.force_login(make_user("Editor"))
    for count in range(number):
        for thing in [make_city(), make_approach()]:
            Link.objects.create(address=f"/{count}", object=thing, problem="gone")
    with django_assert_num_queries(10):
        client.get(reverse("admin:editing_link_changelist"))
