"""A page as it is kept: its head, and its body in the codings that somebody asked for."""

import time
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from sys import intern

from django.http import HttpResponse, HttpResponseNotModified
from django.http.response import ResponseHeaders
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date

from content.conditions import status_for
from content.negotiation import IDENTITY
from movingcities.kept.codings import COMPRESS, DECOMPRESS, LEAST_BYTES, OFFERED, coding_for, is_text

#: What is streamed is kept if it is no longer than this.
MOST_BYTES = 4 * 1024 * 1024
#: Whoever keeps a page asks each time whether it is still the same. nginx has a header of its own (last_second).
ASK_EACH_TIME = "public, no-cache"
#: So long after a change, in seconds, “not modified since” is not answered, which counts in whole seconds: two changes
#: could lie in one, and another process may have seen them up to a second later.
UNSETTLED = 4
#: What a page in the store takes beside its bodies, and what each of these takes beside its content, about.
OVERHEAD, OVERHEAD_OF_CODING = 2000, 1500


class ReadyHeaders(ResponseHeaders):
    """The headers of a page in one coding. To convert them anew costs as much as all else that its answer takes."""

    def completed(self, told):
        """The headers of an answer: these, and a few that are told at this moment."""
        headers = ResponseHeaders(told)
        headers._store |= self._store
        return headers


@dataclass
class Page:
    """`headers` are those of all its forms; `etag` stands for headers and content, `bodies` are {coding: bytes}.

    `ready` is {coding: (when it was last changed, its headers)}.
    """

    headers: dict
    etag: str
    bodies: dict
    ready: dict = field(default_factory=dict)

    @classmethod
    def of(cls, response, coding):
        """The page that an answer is, its body in the coding that is asked for first."""
        content = b"".join(response) if response.streaming else response.content
        is_compressible = is_text(response.headers.get("Content-Type", "")) and len(content) >= LEAST_BYTES
        if is_compressible:
            patch_vary_headers(response, ["Accept-Encoding"])
        del response.headers["Content-Length"]
        response.headers["Cache-Control"] = ASK_EACH_TIME
        # Most of them are the same on all pages.
        headers = {intern(name): intern(value) for name, value in response.items()}
        # The parts of a policy come in any order.
        told = sorted((name, sorted(value.split("; "))) for name, value in headers.items())
        digest = blake2b(repr(told).encode(), digest_size=12)
        digest.update(content)
        # Who understands nothing is rare: for them it is unpacked.
        kept_in = (coding if coding != IDENTITY else "gzip") if is_compressible else IDENTITY
        return cls(headers, digest.hexdigest(), {kept_in: COMPRESS[kept_in](content)})

    @property
    def size(self):
        """About how many bytes it takes, or will take once all codings have been asked for."""
        body = next(iter(self.bodies.values()))
        return OVERHEAD + (len(body) + OVERHEAD_OF_CODING) * (len(OFFERED) if self.is_compressed else 1)

    @property
    def is_compressed(self):
        return IDENTITY not in self.bodies

    def body(self, coding):
        """The content in a coding; what is made for it is kept, but for what is not compressed."""
        if coding not in self.bodies:
            kept_in, body = next(iter(self.bodies.items()))
            content = DECOMPRESS[kept_in](body)
            if coding == IDENTITY:
                return content
            self.bodies[coding] = COMPRESS[coding](content)
        return self.bodies[coding]

    def answer(self, request, held):
        """The answer to a request: the page, or that it is the same (RFC 9110, 13). `held` is what holds the page."""
        coding = coding_for(request) if self.is_compressed else IDENTITY
        # Strong, since each coding has its own.
        etag = f'"{self.etag}"' if coding == IDENTITY else f'"{self.etag}-{coding}"'
        changed, is_settled = settled(held.changed)
        status = status_for(request.META, etag, lambda: changed if is_settled else None)
        last = last_second(held.known)
        told = {"X-Accel-Expires": f"@{last}"} if last >= int(time.time()) else {}
        if status != 200:
            return without_content(status, self._told_of_itself() | {"ETag": etag} | told)
        body = self.body(coding)
        response = HttpResponse(body)
        response.headers = self._ready(coding, etag, changed, len(body)).completed(told)
        return response

    def _ready(self, coding, etag, changed, length):
        """The headers of the whole page."""
        when, headers = self.ready.get(coding, (None, None))
        if when != changed:
            told = {"ETag": etag, "Last-Modified": http_date(changed), "Content-Length": str(length)}
            told |= {"Content-Encoding": coding} if coding != IDENTITY else {}
            headers = ReadyHeaders(self.headers | told)
            self.ready[coding] = changed, headers
        return headers

    def _told_of_itself(self):
        """The headers of a page that those who have it already are told (RFC 9110, 15.4.5)."""
        return {name: self.headers[name] for name in ("Cache-Control", "Vary") if name in self.headers}


def without_content(status, headers):
    """A 304, or a refusal of what a condition does not hold for."""
    return HttpResponseNotModified(headers=headers) if status == 304 else HttpResponse(status=status)


def settled(changed):
    """When something changed last, in whole seconds since 1970, and whether that can be told from other times.

    While it cannot, a moment is named before which it was certainly another.
    """
    is_settled = time.time() >= int(changed) + UNSETTLED
    return int(changed) - (not is_settled), is_settled


def last_second(known):
    """The last of the whole seconds in which nginx need not ask again; it holds an answer until that one is over."""
    return int(known.until) - 1


def is_keepable(response):
    """Whether an answer can be kept: it is for everybody, and nothing but its address decides what it says."""
    if response.status_code != 200 or response.cookies or response.has_header("ETag"):
        return False
    told = response.headers.get("Cache-Control", "")
    if "private" in told or "no-store" in told:
        return False
    vary = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}
    return vary <= {"", "hx-request", "accept-encoding"}


def fits(response):
    """Whether an answer that is streamed is short enough to be kept; it stays as it was."""
    if not response.streaming:
        return True
    pieces, size, content = [], 0, iter(response.streaming_content)
    for piece in content:
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            break
    response.streaming_content = chain(pieces, content)
    return size <= MOST_BYTES
