"""Collecting and serving static files."""

import os
from itertools import takewhile
from pathlib import Path

from django.utils.http import parse_http_date_safe
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import NOT_ALLOWED_RESPONSE, NOT_MODIFIED_HEADERS, Response, SlicedFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from content.conditions import span_for, status_for
from content.negotiation import IDENTITY, encoding_for

MANIFEST = CompressedManifestStaticFilesStorage.manifest_name
#: Whoever serves them must read them, and is often not who has collected them.
FILE_MODE, DIRECTORY_MODE = 0o644, 0o755


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Files with a hash in their names, also compressed, that everybody may read."""

    #: A script imports others by these names too, never one that a browser has kept from before an update.
    support_js_module_import_aggregation = True

    def __init__(self, **options):
        super().__init__(file_permissions_mode=FILE_MODE, directory_permissions_mode=DIRECTORY_MODE, **options)

    def compress_files(self, paths):
        for name, compressed_name in super().compress_files(paths):
            os.chmod(self.path(compressed_name), FILE_MODE)
            yield name, compressed_name


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """Serves what was collected, but for the list of it."""

    def add_file_to_dictionary(self, url, path, stat_cache=None):
        if Path(path).name != MANIFEST:
            super().add_file_to_dictionary(url, path, stat_cache)

    def get_static_file(self, path, url, stat_cache=None):
        return NegotiatedFile(super().get_static_file(path, url, stat_cache))


class NegotiatedFile:
    """A static file in all its codings; takes the place of WhiteNoise's StaticFile, which it is made from.

    WhiteNoise sends brotli for "br;q=0" and gives all codings one strong ETag (against RFC 9110, 12.5.3 and 8.8.3.3),
    finds no ETag in a list, knows no If-Range, and refuses a range of one byte.
    """

    def __init__(self, file):
        variants = [Variant(path, dict(headers)) for _pattern, path, headers in file.alternatives]
        self.variants = {variant.coding: variant for variant in variants}
        #: The smallest first, as WhiteNoise has sorted them.
        self.offered = tuple(takewhile(IDENTITY.__ne__, self.variants))

    def get_response(self, method, asked):
        """The Response that WhiteNoise wants of a StaticFile; `asked` is the META of a request."""
        if method not in {"GET", "HEAD"}:
            return NOT_ALLOWED_RESPONSE
        variant = self.variants[encoding_for(asked.get("HTTP_ACCEPT_ENCODING"), self.offered)]
        status = status_for(asked, variant.etag, variant.changed)
        if status != 200:
            return variant.kept_back[status]
        if span := span_for(asked, variant.etag, variant.changed, variant.size):
            return variant.part(*span)
        return Response(status, variant.headers.items(), None if method == "HEAD" else open(variant.path, "rb"))


class Variant:
    """A static file in one coding, with its headers, and an ETag of its own."""

    def __init__(self, path, headers):
        self.path, self.headers = path, headers
        self.coding = headers.get("Content-Encoding", IDENTITY)
        self.size = int(headers["Content-Length"])
        # Some file systems know no times, and WhiteNoise makes both of these from one.
        self.etag = headers.get("ETag", "")
        if self.etag and self.coding != IDENTITY:
            self.etag = headers["ETag"] = f'{self.etag[:-1]}-{self.coding}"'
        self.seconds = parse_http_date_safe(headers.get("Last-Modified", ""))
        told = [(name, headers[name]) for name in NOT_MODIFIED_HEADERS if name in headers]
        self.kept_back = {304: Response(304, told, None), 412: Response(412, [("Content-Length", "0")], None)}

    def changed(self):
        return self.seconds

    def part(self, first, last):
        """Its bytes from the first to the last, or a 416 where there are none."""
        if first > last:
            return Response(416, [("Content-Range", f"bytes */{self.size}"), ("Content-Length", "0")], None)
        own = {"Content-Range": f"bytes {first}-{last}/{self.size}", "Content-Length": str(last + 1 - first)}
        return Response(206, (self.headers | own).items(), SlicedFile(open(self.path, "rb"), first, last))
