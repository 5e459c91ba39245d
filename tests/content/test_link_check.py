import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from django.urls import reverse

from content.link_check import Checker, sentence_with
from content.models import Link, Problem
from tests.factories import make_approach, make_city, make_user
from tests.pages_of import main_of, text_of


class Web(BaseHTTPRequestHandler):
    """A site on this machine: the path says what it answers."""

    asked = []

    def answer(self):
        self.asked.append((self.command, self.path))
        word = self.path.strip("/").partition("?")[0]
        if word.startswith("to-"):
            self.send_response(302)
            self.send_header(
                "Location", {"to-loop": "/to-loop", "to-good": "/200", "to-file": "file:///etc/passwd"}[word]
            )
        elif word == "no-head":
            self.send_response(405 if self.command == "HEAD" else 200)
        else:
            self.send_response(int(word))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = answer  # noqa: N815

    def log_message(self, *args):
        pass


@pytest.fixture
def web():
    Web.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    thread = threading.Thread(target=server.serve_forever)
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
        ("/no-head", ""),
        ("/to-good", ""),
        ("/to-loop", Problem.ERROR),
        ("/to-file", Problem.UNSAFE),
    ],
)
def test_what_a_site_answers_is_judged_carefully(web, path, problem):
    assert Checker(allow_private=True, pause=0).problem(web + path) == problem


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
    ],
)
def test_trial_28_private_networks_are_never_asked(web, address):
    port = web.rpartition(":")[2]
    assert Checker(pause=0).problem(address.replace("{port}", port)) in {Problem.UNSAFE, Problem.NO_ANSWER}
    assert Web.asked == []


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
    url = reverse("admin:content_link_changelist")
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
            kind = thing._meta.label_lower
            Link.objects.create(address=f"/{count}", kind=kind, owner=thing.uuid, problem="gone")
    with django_assert_num_queries(10):
        client.get(reverse("admin:content_link_changelist"))
