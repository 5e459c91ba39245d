"""Files that belong to content: generated names on disk, and the one way they are sent out."""

import re
from uuid import uuid4

from django.apps import apps
from django.db import models
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag

from content.pictures import original_name

CONTENT_TYPES = {"webp": "image/webp", "pdf": "application/pdf"}
BLOCK = 64 * 1024


def generated_name(instance, filename):
    """Where an upload lies: its model and a random name, never a name of the uploader's ("cities.city/5f….webp")."""
    extension = filename.rpartition(".")[2].lower()
    return f"{instance._meta.label_lower}/{uuid4().hex}.{extension}"


def find_file(name, visible):
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


def send_file(request, file, filename=None, language=None, cache="public, max-age=3600"):
    """Answer with a stored file: its type, an ETag, one byte range if asked for, and nothing that could run.

    `filename` is the readable name offered for saving, `language` that of the content.
    """
    etag = quote_etag(file.name.rpartition("/")[2].partition(".")[0])
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = _content(request, file, etag, filename)
    response["ETag"] = etag
    response["Cache-Control"] = cache
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    if language:
        response["Content-Language"] = language
    return response


def _content(request, file, etag, filename):
    span, size = None, _size(file)
    if request.headers.get("If-Range", etag) == etag:
        span = _span(request.headers.get("Range", ""), size)
    if span and span[0] > span[1]:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    content_type = CONTENT_TYPES[file.name.rpartition(".")[2]]
    response = FileResponse(file.open("rb"), filename=filename or "", content_type=content_type)
    response["Accept-Ranges"] = "bytes"
    if span:
        _narrow(response, file, *span)
    return response


def _size(file):
    """The size in bytes; Http404 where the file is missing on disk."""
    try:
        return file.size
    except FileNotFoundError as error:
        raise Http404 from error


def _span(asked, size):
    """The first and last byte asked for, or None for the whole file; the first lies after the last where there is none.

    Several ranges at once and malformed ones count as not asked for (RFC 9110, 14.2).
    """
    match = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", asked.strip())
    if not match or match.groups() == ("", ""):
        return None
    first, last = (int(number) if number else None for number in match.groups())
    if first is None:
        return max(size - last, 0), size - 1
    if last is not None and last < first:
        return None
    return first, size - 1 if last is None else min(last, size - 1)


def _narrow(response, file, first, last):
    response.status_code = 206
    response.streaming_content = _blocks(file, first, last + 1 - first)
    response["Content-Length"] = last + 1 - first
    response["Content-Range"] = f"bytes {first}-{last}/{file.size}"


def _blocks(file, first, length):
    file.seek(first)
    while length > 0 and (block := file.read(min(BLOCK, length))):
        length -= len(block)
        yield block
