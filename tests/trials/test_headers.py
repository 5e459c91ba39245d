"""What is stored is sent with the right headers, by gunicorn, and through nginx and Caddy if installed."""

from contextlib import ExitStack

from tests.real_site import prepared, serving
from tests.trials.browser import shell
from tests.trials.proxies import PROXIES, ask, installed

# Makes a download of a news post, and prints where one file of each kind is.
FIND = """
from pathlib import Path
from django.core.files.base import ContentFile
from django.templatetags.static import static
from cities.models import City
from content.files.pictures import variant_name
from news.models import Download, NewsPost
from reports.models import File
content = ContentFile(Path("sample/reports/zurich-2021-de.pdf").read_bytes(), name="zurich.pdf")
download = Download(post=NewsPost.objects.published().first(), title_en="A report", pdf=content)
download.clean()
download.save()
file = File.objects.published().current().first()
picture = City.objects.published().exclude(picture="").first().picture
print("picture", picture.url)
print("variant", picture.storage.url(variant_name(picture.name, 480)))
print("report", file.get_absolute_url())
print("medium", file.pdf.url)
print("download", download.pdf.url)
print("stylesheet", static("css/base.css"))
"""
# Of each kind: its type, whether somebody uploaded it, and how its Content-Disposition starts.
EXPECTED = {
    "picture": ("image/webp", True, ""),
    "variant": ("image/webp", True, ""),
    "report": ("application/pdf", True, "inline; filename"),
    "medium": ("application/pdf", True, "inline"),
    "download": ("application/pdf", True, "inline"),
    "stylesheet": ('text/css; charset="utf-8"', False, ""),
}
SANDBOX = "sandbox; default-src 'none'"


def cells(address, path, content_type, is_upload, disposition):
    """Name and rightness of each cell of one file at one server."""
    status, headers, body, _cookies = ask(address, path)
    policy = headers.get("content-security-policy", "")
    yield "type", status == 200 and headers.get("content-type", "") == content_type
    yield "nosniff", headers.get("x-content-type-options") == "nosniff"
    yield "csp", policy == SANDBOX if is_upload else "unsafe" not in policy
    yield "disposition", headers.get("content-disposition", "").startswith(disposition)
    status, part, some, _cookies = ask(address, path, Range="bytes=10-19")
    span = f"bytes 10-19/{len(body)}"
    yield "range", (status, part.get("content-range"), some) == (206, span, body[10:20])
    status, again, nothing, _cookies = ask(address, path, If_None_Match=headers.get("etag", "none"))
    yield "etag", (status, nothing) == (304, b"")
    yield "cookie", not any("set-cookie" in found for found in (headers, part, again))


def test_what_is_stored_is_sent_so_that_it_cannot_do_harm(tmp_path, report):
    environment = prepared(tmp_path)
    paths = dict(line.split() for line in shell(environment, FIND).splitlines())
    results = {}
    with serving(environment) as direct, ExitStack() as stack:
        addresses = {"gunicorn": direct}
        for name in installed():
            (tmp_path / name).mkdir()
            addresses[name] = stack.enter_context(PROXIES[name](tmp_path / name, direct)).https
        for server, address in addresses.items():
            for kind, path in paths.items():
                results |= {(server, kind, cell): right for cell, right in cells(address, path, *EXPECTED[kind])}
    wrong = [" ".join(cell) for cell, right in results.items() if not right]
    figure = {
        "servers": list(addresses),
        "cells": len(results),
        "right": len(results) - len(wrong),
        "wrong": wrong,
        "gunicorn tried": "gunicorn" in addresses,
    }
    report(figure, {"wrong": [], "gunicorn tried": True})
