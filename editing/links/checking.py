"""Follows the links of all texts, politely and not into private networks, and keeps what is probably broken."""

import re
import socket
import ssl
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlsplit

import h11
from django.apps import apps
from django.conf import settings
from django.db.models import Model, QuerySet, URLField
from django.utils import timezone

from content.fields import RichTextField
from content.models import Publishable, Section
from content.rich_text import linked_paragraphs, links_in
from editing.links.internal import is_internal, leads_somewhere
from editing.links.web_client import Unsafe, ask
from editing.models import Link, Problem, key_of

#: So long an address may take in all, in seconds, with the pages that it redirects to.
PATIENCE_WITH_A_SITE = 20
#: A host that has not answered so often is not waited for any more.
MAX_SILENCES = 3
MAX_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
#: Seconds between two requests to the same host.
PAUSE = 1
#: Answers of sites that do not let machines in, or only slowly: they say nothing about the page.
UNSAID = {401, 403, 405, 406, 429, 451, 503, 999}
#: What is the same however a page is asked for.
SURE = {Problem.UNSAFE, Problem.NO_HOST, Problem.INSECURE}
SENTENCE_END = re.compile(r"[.!?…](?:\s+|$)")
#: Characters of a sentence that are kept on each side of the beginning of a link.
AROUND = 500


def places() -> Iterator[tuple[Model, str, str, str]]:
    """Yields (owner, column, address, sentence) for each link in the texts of everything with an address."""
    for model in apps.get_models():
        if not issubclass(model, (Publishable, Section)):
            continue
        columns = [field for field in model._meta.fields if isinstance(field, (RichTextField, URLField))]
        bases = {field.translated_field.name for field in columns if hasattr(field, "translated_field")}
        columns = [field for field in columns if field.name not in bases]
        for thing in model.objects.order_by("pk").iterator() if columns else []:
            # Each kind of section has an owner.
            owner = thing.owner if isinstance(thing, Section) else thing  # type: ignore[attr-defined]
            for field in columns:
                text = getattr(thing, field.name) or ""
                if isinstance(field, URLField):
                    found = [(text, str(field.verbose_name))] if text else []
                else:
                    found = [(address, sentence_with(text, address)) for address in links_in(text)]
                for address, sentence in found:
                    if is_internal(address) or address.startswith(("http://", "https://")):
                        yield owner, f"{model._meta.model_name}.{field.name}", address, sentence


def sentence_with(html: str, address: str) -> str:
    """The sentence of a rich text in which the first link to an address stands, without mark-up."""
    return _sentences(html).get(address, "")


@lru_cache(maxsize=1)
def _sentences(html: str) -> dict[str, str]:
    """{address: sentence}, of a very long one what is around the link."""
    found: dict[str, str] = {}
    for text, links in linked_paragraphs(html):
        ends = [0, *(end.end() for end in SENTENCE_END.finditer(text)), len(text)]
        for address, place in links:
            following = bisect_right(ends, place, hi=len(ends) - 1)
            sentence = text[max(ends[following - 1], place - AROUND) : min(ends[following], place + AROUND)]
            found.setdefault(address, sentence.strip())
    return found


class Checker:
    """Asks each address once, one host at a time."""

    def __init__(
        self, allow_private: bool = False, pause: float = PAUSE, patience: float = PATIENCE_WITH_A_SITE
    ) -> None:
        self.allow_private, self.pause, self.patience = allow_private, pause, patience
        self.known: dict[str, str] = {}
        self.asked_at: dict[str, float] = {}
        self.silences: Counter[str] = Counter()

    def problem(self, address: str) -> str:
        """The Problem of an address, or an empty text."""
        if address not in self.known:
            inside = is_internal(address)
            self.known[address] = self._inside(address) if inside else self._outside(address)
        return self.known[address]

    def _inside(self, address: str) -> str:
        return "" if leads_somewhere(address) else Problem.NOT_FOUND

    def _outside(self, address: str) -> str:
        """GET where HEAD found something wrong: sites answer that carelessly, since browsers do not ask it."""
        host = address.split("/")[2]
        if self.silences[host] >= MAX_SILENCES:
            return Problem.NO_ANSWER
        problem = self._problem("HEAD", address)
        if problem and problem not in SURE:
            problem = self._problem("GET", address)
        self.silences[host] += problem == Problem.NO_ANSWER
        return problem

    def _problem(self, method: str, address: str) -> str:
        try:
            status = self._status(method, address, time.monotonic() + self.patience)
        except Unsafe:
            return Problem.UNSAFE
        except socket.gaierror:
            return Problem.NO_HOST
        except ssl.SSLError:
            return Problem.INSECURE
        except (OSError, h11.ProtocolError, ValueError):
            return Problem.NO_ANSWER
        if status < 400 or (status in UNSAID and method == "GET"):
            return ""
        return {404: Problem.NOT_FOUND, 410: Problem.GONE}.get(status, Problem.ERROR)

    def _status(self, method: str, address: str, deadline: float) -> int:
        """What is answered in the end; each stop of a redirect is looked at anew."""
        for _stop in range(MAX_REDIRECTS + 1):
            self._wait_for_turn(address)
            agent = ("User-Agent", f"moving-cities ({settings.SITE_URL})")
            status, place = ask(method, address, deadline, self.allow_private, [agent])
            if status not in REDIRECTS or not place:
                return status
            address = place
        return HTTPStatus.LOOP_DETECTED

    def _wait_for_turn(self, address: str) -> None:
        host = urlsplit(address).netloc
        time.sleep(max(0, self.asked_at.get(host, 0) + self.pause - time.monotonic()))
        self.asked_at[host] = time.monotonic()


def check_links(checker: Checker) -> tuple[int, QuerySet[Link]]:
    """Check every link; gives (number of links, those probably broken). What was ignored stays so."""
    began, number = timezone.now(), 0
    for owner, column, address, sentence in places():
        number += 1
        key = {**key_of(owner), "column": column, "address": address[:2000]}
        values = {"sentence": sentence, "problem": checker.problem(address), "checked_at": timezone.now()}
        Link.objects.update_or_create(**key, defaults=values)
    Link.objects.exclude(checked_at__gte=began).delete()
    return number, Link.objects.broken()
