"""Content codings: text is sent compressed (RFC 9110, 8.4), as the one who asks likes best."""

import gzip
import zlib

import brotli
import zstandard
from django.utils.cache import patch_vary_headers

from content.negotiation import IDENTITY, encoding_for

#: What is offered, the smallest first. Browsers understand br and zstd over https alone.
OFFERED = ("br", "zstd", "gzip")
TEXT = ("text/", "application/json", "application/geo+json", "application/xml", "application/atom+xml")
#: What is shorter hardly gets shorter.
LEAST_BYTES = 200
#: Brotli is a tenth smaller than gzip for the same time at 6; what nobody keeps is compressed in a quarter of it at 4.
BROTLI_KEPT, BROTLI_PASSING, ZSTD, GZIP = 6, 4, 9, 6

COMPRESS = {
    IDENTITY: lambda content: content,
    "br": lambda content: brotli.compress(content, quality=BROTLI_KEPT),
    "zstd": lambda content: zstandard.ZstdCompressor(level=ZSTD).compress(content),
    "gzip": lambda content: gzip.compress(content, GZIP, mtime=0),
}
DECOMPRESS = {
    "br": brotli.decompress,
    "zstd": lambda content: zstandard.ZstdDecompressor().decompress(content),
    "gzip": gzip.decompress,
}


def is_text(content_type):
    """Whether something of this type gets shorter; pictures, PDFs and workbooks are compressed in themselves."""
    return content_type.startswith(TEXT)


def coding_for(request):
    """The coding of OFFERED, or "identity", to answer a request in."""
    return encoding_for(request.META.get("HTTP_ACCEPT_ENCODING"), OFFERED)


def encode(request, response):
    """Compress an answer that nobody keeps, if it is text; one that is still being made, piece by piece."""
    is_whole = response.status_code == 200 or response.status_code >= 400
    if not is_whole or response.has_header("Content-Encoding") or not is_text(response.headers.get("Content-Type", "")):
        return
    if not response.streaming and len(response.content) < LEAST_BYTES:
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    if (coding := coding_for(request)) == IDENTITY:
        return
    response.headers["Content-Encoding"] = coding
    if response.streaming:
        response.streaming_content = pieces(response.streaming_content, coding)
        del response.headers["Content-Length"]
    else:
        response.content = b"".join(pieces([response.content], coding))
        response.headers["Content-Length"] = str(len(response.content))


def pieces(content, coding):
    """The pieces of an answer compressed, as they come."""
    add, end = _compressor(coding)
    for piece in content:
        if compressed := add(piece):
            yield compressed
    yield end()


def _compressor(coding):
    """The two functions that take a piece and end the whole, each giving bytes."""
    if coding == "br":
        compressor = brotli.Compressor(quality=BROTLI_PASSING)
        return compressor.process, compressor.finish
    if coding == "zstd":
        compressor = zstandard.ZstdCompressor().compressobj()
    else:
        compressor = zlib.compressobj(GZIP, wbits=zlib.MAX_WBITS | 16)
    return compressor.compress, compressor.flush
