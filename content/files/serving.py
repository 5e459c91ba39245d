"""Files that belong to content: generated names on disk, and the one way they are sent out."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models
from django.db.models.fields.files import FieldFile
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, http_date, quote_etag

from content.conditions import span_for, status_for
from content.files.pictures import original_name
from content.files.streaming import BLOCK
from content.files.turns import waiting_for_a_file

CONTENT_TYPES = {"webp": "image/webp", "pdf": "application/pdf"}
#: How long anybody may keep a public file, and for how long a browser may remember where it was sent for one.
PUBLIC, PUBLIC_ADDRESS = "public, max-age=3600", "public, max-age=1800"


def generated_name(instance: models.Model, filename: str) -> str:
    """Where an upload lies: its model and a random name, never a name of the uploader's ("cities.city/5f….webp")."""
    extension = filename.rpartition(".")[2].lower()
    return f"{instance._meta.label_lower}/{uuid4().hex}.{extension}"


def find_file(name: str, visible: Callable[[Any], Any]) -> FieldFile:
    """The stored file of that name whose owner is among `visible(model)`, a queryset; Http404 if there is none.

    A narrower picture belongs to the owner of the whole one.
    """
    try:
        model = apps.get_model(name.partition("/")[0])
    except (LookupError, ValueError) as error:
        raise Http404 from error
    kept = original_name(name)
    for field in model._meta.get_fields():
        if isinstance(field, models.FileField) and (owner := visible(model).filter(**{field.name: kept}).first()):
            return field.attr_class(owner, field, name)
    raise Http404


def send_file(
    request: HttpRequest,
    file: Any,
    filename: str | None = None,
    language: str | None = None,
    cache: str = PUBLIC,
) -> HttpResponseBase:
    """Answer with a stored file: its type, ETag and date, one byte range if asked for, and nothing that could run.

    `filename` is the readable name offered for saving, `language` that of the content. A public file may be answered
    with its address at the bucket. Raises StorageAway where the place of files does not answer.
    """
    if cache == PUBLIC and request.method == "GET" and (address := _address(file, filename, language)):
        return HttpResponseRedirect(address, headers={"Cache-Control": PUBLIC_ADDRESS})
    etag = quote_etag(file.name.rpartition("/")[2].partition(".")[0])
    response = _answer(request, file, etag, filename)
    # A cache that keeps a refusal would give it to those who ask for the whole file, too.
    if response.status_code < 400:
        response["ETag"] = etag
        response["Cache-Control"] = cache
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        if language:
            response["Content-Language"] = language
    return response


def _address(file: Any, filename: str | None, language: str | None) -> str | None:
    """Where readers find the file past the site, or None where its storage keeps it to itself."""
    if not hasattr(file.storage, "address"):
        return None
    headers = {
        "Content-Type": _content_type(file),
        "Content-Disposition": filename and content_disposition_header(False, filename),
        "Content-Language": language,
        "Cache-Control": PUBLIC,
    }
    return file.storage.address(file.name, {name: value for name, value in headers.items() if value})


def _content_type(file: Any) -> str:
    return CONTENT_TYPES[file.name.rpartition(".")[2]]


def _answer(request: HttpRequest, file: Any, etag: str, filename: str | None) -> HttpResponseBase:
    status = status_for(request.META, etag, lambda: _ask_changed(file))
    if status == 200:
        return _content(request, file, etag, filename)
    return HttpResponseNotModified() if status == 304 else HttpResponse(status=status)


def _content(request: HttpRequest, file: Any, etag: str, filename: str | None) -> HttpResponseBase:
    with _asking():
        stored = file.storage.open(file.name)
        size, changed = stored.size, _changed(file, stored)
    span = span_for(request.META, etag, lambda: changed, size)
    if span and span[0] > span[1]:
        stored.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = FileResponse(stored, filename=filename or "", content_type=_content_type(file))
    response.block_size = BLOCK
    response["Accept-Ranges"] = "bytes"
    response["Last-Modified"] = http_date(changed)
    if request.method == "GET" and hasattr(stored, "begin"):
        with _asking():
            stored.begin(*(span or (0, size - 1)))
    if span:
        _narrow(response, stored, *span)
    return response


def _ask_changed(file: Any) -> int:
    with _asking():
        return _changed(file)


def _changed(file: Any, stored: Any = None) -> int:
    """The second in which a file was written, but none that is still to come: its place may have another clock.

    A name is written once. The address of a report goes from one name to another, but only to one written later.
    """
    moment = getattr(stored, "written_at", None) or file.storage.get_modified_time(file.name)
    return int(min(moment.timestamp(), time.time()))


@contextmanager
def _asking() -> Iterator[None]:
    """In the block the storage is asked for a file; Http404 where it is missing."""
    try:
        with waiting_for_a_file():
            yield
    except FileNotFoundError as error:
        raise Http404 from error


def _narrow(response: FileResponse, file: Any, first: int, last: int) -> None:
    response.status_code = 206
    response.streaming_content = _blocks(file, first, last + 1 - first)
    response["Content-Length"] = last + 1 - first
    response["Content-Range"] = f"bytes {first}-{last}/{file.size}"


def _blocks(file: Any, first: int, length: int) -> Iterator[bytes]:
    file.seek(first)
    while length > 0 and (block := file.read(min(BLOCK, length))):
        length -= len(block)
        yield block
