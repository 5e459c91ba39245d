"""Asking other sites: with an end to all waiting, never inside of a private network, as browsers write addresses."""

import socket
import ssl
import time
from collections.abc import Iterable
from contextlib import closing
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

import h11
import idna
from django.utils.encoding import iri_to_uri

PORTS = {"http": 80, "https": 443}
#: So long one machine of a site may take to accept a connection, in seconds; then the next one is tried.
CONNECT_SECONDS = 5
MAX_HEAD_BYTES = 128 * 1024
BLOCK_BYTES = 16 * 1024
#: What stands in an address as it is; all else is written as %20.
PRINTABLE = "".join(map(chr, range(33, 127)))
#: Where the public of IPv6 is (RFC 4291, 2.4). NAT64 and mapped addresses, which stand for some of IPv4, lie outside.
PUBLIC_6 = ip_network("2000::/3")
#: 6to4, Teredo and the way to 6to4 stand for others as well (RFC 3056, 4380 and 7526).
DETOURS = [ip_network("2002::/16"), ip_network("2001::/32"), ip_network("192.88.99.0/24")]


class Unsafe(Exception):
    """The address leads into a network that the public cannot reach."""


def ask(
    method: str, address: str, deadline: float, may_be_private: bool = False, headers: Iterable[tuple[str, str]] = ()
) -> tuple[int, str | None]:
    """(status, the address that it redirects to or None) of what a site answers; the body is not read.

    `deadline` is a moment of time.monotonic(), `headers` are pairs. Raises Unsafe, OSError (TimeoutError, ssl.SSLError
    and socket.gaierror among them), h11.ProtocolError of what is no HTTP, ValueError of what is no address.
    """
    parts = urlsplit(iri_to_uri(address))
    if parts.scheme not in PORTS or not parts.hostname:
        raise Unsafe
    host = _in_ascii(unquote(parts.hostname))
    connection = _connected(host, parts.port or PORTS[parts.scheme], deadline, may_be_private)
    with closing(connection), closing(_secured(connection, host, deadline, parts.scheme)) as secured:
        status, location = _answer(secured, _request(method, parts, host, headers), deadline)
    return status, location and urljoin(address, location)


def _in_ascii(host: str) -> str:
    """A host as the domain name system knows it."""
    return host if host.isascii() else idna.encode(host, uts46=True).decode()


def _connected(host: str, port: int, deadline: float, may_be_private: bool) -> socket.socket:
    """A connection to one of the very IP addresses that were looked at: asking the name again could give others."""
    found: list[Any] = [place[:2] for *_kind, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    places = [place for place in found if may_be_private or is_public(place[0])]
    if not places:
        raise Unsafe
    for place in places:
        try:
            return socket.create_connection(place, min(CONNECT_SECONDS, _left(deadline)))
        except OSError as error:
            failure = error
    raise failure


def is_public(address: str) -> bool:
    """Whether an IP address, as text, is one machine that everybody can reach, and stands for no other address."""
    ip = ip_address(address)
    if not ip.is_global or ip.is_multicast or any(ip in detour for detour in DETOURS):
        return False
    return ip.version == 4 or ip in PUBLIC_6


def _secured(connection: socket.socket, host: str, deadline: float, scheme: str) -> socket.socket:
    if scheme == "http":
        return connection
    connection.settimeout(_left(deadline))
    return ssl.create_default_context().wrap_socket(connection, server_hostname=host)


def _request(method: str, parts: SplitResult, host: str, headers: Iterable[tuple[str, str]]) -> h11.Request:
    shown = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    return h11.Request(
        method=method,
        target=(parts.path or "/") + query,
        headers=[("Host", shown + port), ("Accept", "text/html, */*"), ("Connection", "close"), *headers],
    )


def _answer(connection: socket.socket, request: h11.Request, deadline: float) -> tuple[int, str | None]:
    """Status and Location; h11 rather than http.client, which cuts a header at every “ą” in UTF-8."""
    peer = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD_BYTES)
    connection.settimeout(_left(deadline))
    connection.sendall(peer.send(request) + peer.send(h11.EndOfMessage()))
    while not isinstance(event := peer.next_event(), h11.Response):
        if event is h11.NEED_DATA:
            connection.settimeout(_left(deadline))
            peer.receive_data(connection.recv(BLOCK_BYTES))
        elif isinstance(event, h11.ConnectionClosed):
            raise ConnectionResetError("nothing was answered")
    location = dict(event.headers).get(b"location")
    return event.status_code, quote(location, safe=PRINTABLE) if location else None


def _left(deadline: float) -> float:
    """The seconds until then. Raises TimeoutError where there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("it has taken too long in all")
    return seconds
