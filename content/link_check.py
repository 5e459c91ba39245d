"""Follows the links of all texts, politely and not into private networks, and keeps what is probably broken."""

import ipaddress
import re
import socket
import ssl
import time
from html import unescape
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, urljoin, urlsplit

from django.apps import apps
from django.conf import settings
from django.db.models import URLField
from django.utils import timezone
from django.utils.html import strip_tags

from content.fields import RichTextField
from content.links import is_internal, leads_somewhere, links_in
from content.models import Link, Problem, Publishable, Section

TIMEOUT = 10
MAX_REDIRECTS = 5
#: Seconds between two requests to the same host.
PAUSE = 1
#: Answers of sites that do not let machines in, or only slowly: they say nothing about the page.
UNSAID = {401, 403, 405, 406, 429, 451, 503, 999}
NEEDS_GET = {400, 403, 404, 405, 406, 410, 500, 501}


class Unsafe(Exception):
    """The address leads into a network that the public cannot reach."""


def places():
    """Yields (owner, column, address, sentence) for each link in the texts of everything with an address."""
    for model in apps.get_models():
        if not issubclass(model, (Publishable, Section)):
            continue
        columns = [field for field in model._meta.fields if isinstance(field, (RichTextField, URLField))]
        bases = {field.translated_field.name for field in columns if hasattr(field, "translated_field")}
        columns = [field for field in columns if field.name not in bases]
        for thing in model.objects.order_by("pk").iterator() if columns else []:
            owner = thing.owner if isinstance(thing, Section) else thing
            for field in columns:
                text = getattr(thing, field.name) or ""
                if isinstance(field, URLField):
                    found = [(text, str(field.verbose_name))] if text else []
                else:
                    found = [(address, sentence_with(text, address)) for address in links_in(text)]
                for address, sentence in found:
                    if is_internal(address) or address.startswith(("http://", "https://")):
                        yield owner, f"{model._meta.model_name}.{field.name}", address, sentence


def sentence_with(html, address):
    """The sentence of a rich text in which the first link to an address stands, without mark-up."""
    for block in re.split(r"</(?:p|li|h3|h4|blockquote)>", html):
        found = re.search(r'<a\s[^>]*href="([^"]*)"[^>]*>', block)
        if found and address in links_in(block):
            start = next(m.start() for m in re.finditer(r'<a\s[^>]*href="([^"]*)"', block) if unescape(m[1]) == address)
            before, after = strip_tags(block[:start]), strip_tags(block[start:])
            begin = max((m.end() for m in re.finditer(r"[.!?…]\s+", before)), default=0)
            end = re.search(r"[.!?…](\s|$)", after)
            return unescape(before[begin:] + (after[: end.start() + 1] if end else after)).strip()
    return ""


class Checker:
    """Asks each address once, one host at a time."""

    def __init__(self, allow_private=False, pause=PAUSE):
        self.allow_private, self.pause = allow_private, pause
        self.known, self.asked_at = {}, {}

    def problem(self, address):
        """The Problem of an address, or an empty text."""
        if address not in self.known:
            inside = is_internal(address)
            self.known[address] = self._inside(address) if inside else self._outside(address)
        return self.known[address]

    def _inside(self, address):
        return "" if leads_somewhere(address) else Problem.NOT_FOUND

    def _outside(self, address):
        try:
            status = self._status(address, MAX_REDIRECTS)
        except Unsafe:
            return Problem.UNSAFE
        except socket.gaierror:
            return Problem.NO_HOST
        except ssl.SSLError:
            return Problem.INSECURE
        except (OSError, HTTPException, ValueError):
            return Problem.NO_ANSWER
        if status < 400 or status in UNSAID:
            return ""
        return {404: Problem.NOT_FOUND, 410: Problem.GONE}.get(status, Problem.ERROR)

    def _status(self, address, redirects):
        """HEAD, and GET where a site does not answer that rightly; each stop of a redirect is looked at anew."""
        status, place = self._ask("HEAD", address)
        if status in NEEDS_GET:
            status, place = self._ask("GET", address)
        if status in {301, 302, 303, 307, 308} and place:
            if not redirects:
                return 508
            return self._status(urljoin(address, place), redirects - 1)
        return status

    def _ask(self, method, address):
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Unsafe
        host = parts.hostname.encode("idna").decode()
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = self._connection(parts.scheme, host, port)
        time.sleep(max(0, self.asked_at.get(host, 0) + self.pause - time.monotonic()))
        self.asked_at[host] = time.monotonic()
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request(method, path, headers={"User-Agent": f"moving-cities ({settings.SITE_URL})"})
            response = connection.getresponse()
            return response.status, response.headers.get("Location")
        finally:
            connection.close()

    def _connection(self, scheme, host, port):
        """A connection to the very IP address that was looked at; asking the name again could give another one."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0]
        if not self.allow_private and not ipaddress.ip_address(found).is_global:
            raise Unsafe
        kind = HTTPSConnection if scheme == "https" else HTTPConnection
        connection = kind(host, port, timeout=TIMEOUT)
        connection._create_connection = lambda _address, *rest: socket.create_connection((found, port), *rest)
        return connection


def check_links(checker):
    """Check every link; gives (number of links, those probably broken). What was ignored stays so."""
    began, number = timezone.now(), 0
    for owner, column, address, sentence in places():
        number += 1
        key = {"kind": owner._meta.label_lower, "owner": owner.uuid, "column": column, "address": address[:2000]}
        values = {"sentence": sentence, "problem": checker.problem(address), "checked_at": timezone.now()}
        Link.objects.update_or_create(**key, defaults=values)
    Link.objects.exclude(checked_at__gte=began).delete()
    return number, Link.objects.broken()
