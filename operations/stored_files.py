"""Comparing what rows say of stored files with what is stored."""

import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import FileField, ImageField
from django.utils import timezone
from PIL import Image

from content.fields import PictureField
from content.files.pictures import narrower_widths, original_name, variant_name, variants, width_of
from content.files.storage import StorageAway
from editing.models import Discarded, Version, WorkingCopy

#: Younger files are left alone: their row may be on its way.
GRACE = timedelta(days=1)
#: What content.files.serving.generated_name makes.
FILE_NAME = r"[a-z]+\.[a-z]+/[0-9a-f]{32}\.[a-z]{3,4}"
FINDING_KINDS = ("missing", "altered", "orphan", "leftover")


class NamedFile(NamedTuple):
    """A file that a row names, with what the row knows of its bytes, if anything."""

    name: str
    owner: str
    sha256: str | None = None
    size: int | None = None


class FileFinding(NamedTuple):
    kind: str
    name: str
    owner: str | None = None


def named_files():
    """The NamedFile of every row and every FileField of all models, and of every older version and thing in the bin."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, FileField):
                yield from _named_by(model, field)
    yield from _named_by_history()


def _named_by_history():
    for model, column in [(Version, "data"), (WorkingCopy, "data"), (Discarded, "rows")]:
        for pk, kept in model.objects.values_list("pk", column).iterator():
            for name in set(re.findall(rf"(?<![a-z]){FILE_NAME}", json.dumps(kept))):
                yield NamedFile(name, f"{model._meta.label_lower} {pk}")


def _named_by(model, field):
    # Checksums are those of documents; a picture beside one, such as its first page, has none.
    has_checksum = {"sha256", "size"} <= {other.name for other in model._meta.fields}
    known = ["sha256", "size"] if has_checksum and not isinstance(field, ImageField) else []
    columns = [field.name, "pk", *known]
    rows = model._base_manager.exclude(**{field.name: ""}).exclude(**{field.name: None}).order_by("pk")
    for name, pk, *known in rows.values_list(*columns):
        yield NamedFile(name, f"{model._meta.label_lower} {pk}", *known)
    if isinstance(field, PictureField):
        for name, pk, width in rows.values_list(field.name, "pk", field.width_field):
            for narrower in narrower_widths(width or 0):
                yield NamedFile(variant_name(name, narrower), f"{model._meta.label_lower} {pk}")


def stored_names():
    """The names of all files in the directories of our models ("cities.city/"), temporary ones too."""
    labels = {model._meta.label_lower for model in apps.get_models()}
    folders = sorted(labels.intersection(default_storage.listdir("")[0]))
    return {f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]}


def findings(named, stored, with_bytes=False):
    """What is wrong, as Findings. `stored` must have been read before `named`: rows come after their files.

    `with_bytes` reads every file, and so takes long.
    """
    yield from missing_files(named, stored)
    if with_bytes:
        yield from altered(named)
    yield from orphans(named, stored)
    yield from leftovers(stored)


def missing_files(named, stored):
    """Files that rows name and that are not there."""
    for file in named:
        if not _is_there(file, stored):
            yield FileFinding("missing", file.name, file.owner)


def _is_there(file, stored):
    # What was stored after the listing, or lies elsewhere, is asked for one by one.
    return file.name in stored or default_storage.exists(file.name)


def altered(named):
    """Files that are there, but not with the bytes that their rows know, and pictures that cannot be read."""
    for file in named:
        if default_storage.exists(file.name) and not _is_as_stored(file):
            yield FileFinding("altered", file.name, file.owner)


def _is_as_stored(file):
    if file.sha256:
        return _bytes_of(file.name) == (file.sha256, file.size)
    if not file.name.endswith(".webp"):
        return True
    with default_storage.open(file.name) as stored:
        content = BytesIO(stored.read())
    try:
        with Image.open(content, formats=["WEBP"]) as picture:
            picture.load()
    except Exception:  # Pillow raises far more than OSError on broken files
        return False
    return True


def _bytes_of(name):
    """SHA-256 and size of what is stored."""
    digest, size = sha256(), 0
    with default_storage.open(name) as file:
        for chunk in file.chunks():
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def orphans(named, stored):
    """Stored files that no row names; a smaller variant of a picture shares the lot of its original."""
    names = {file.name for file in named}
    for name in sorted(stored):
        original = original_name(name)
        if not _is_temporary(name) and original not in names and _is_old(original if original in stored else name):
            yield FileFinding("orphan", name)


def leftovers(stored):
    """What interrupted uploads left behind: temporary names in storage, and files where uploads arrive."""
    for name in sorted(stored):
        if _is_temporary(name) and _is_old(name):
            yield FileFinding("leftover", name)
    for path in _arrived_files():
        if _is_before_grace(datetime.fromtimestamp(path.stat().st_mtime, UTC)):
            yield FileFinding("leftover", str(path))


def _arrived_files():
    # Only the names that Django gives to uploads, since the directory may be one that other programs use too.
    directory = Path(settings.FILE_UPLOAD_TEMP_DIR)
    return [path for path in sorted(directory.glob("tmp*.upload*")) if path.is_file()]


def _is_temporary(name):
    base = name.rpartition("/")[2]
    return base.startswith(".") or base.endswith(".part")


def _is_old(name):
    try:
        return _is_before_grace(default_storage.get_modified_time(name))
    except FileNotFoundError:  # gone since the listing
        return False


def _is_before_grace(moment):
    return moment < timezone.now() - GRACE


def mend(finding):
    """Delete an orphan or a leftover, or make a file again from another one; gives whether it could be mended.

    Documents and whole pictures that are missing or altered can only come back from a backup.
    """
    if finding.kind in {"missing", "altered"}:
        return _make_again(finding)
    if Path(finding.name).is_absolute():
        Path(finding.name).unlink(missing_ok=True)
    else:
        default_storage.delete(finding.name)
    return True


def _make_again(finding):
    content = _remade(finding)
    if content is None:
        return False
    default_storage.delete(finding.name)
    default_storage.save(finding.name, content)
    return True


def _remade(finding):
    """The content of a narrower picture, or of what the row that names the file can make again; else None."""
    try:
        if width := width_of(finding.name):
            with default_storage.open(original_name(finding.name)) as picture:
                return variants(picture)[width]
        label, pk = finding.owner.split()
        owner = apps.get_model(label)._base_manager.get(pk=pk)
        return owner.remade(finding.name) if hasattr(owner, "remade") else None
    except StorageAway:
        raise
    except OSError:  # what it would be made from is missing or broken too
        return None
