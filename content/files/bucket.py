"""Uploads in an S3-compatible bucket; imported only where STORAGE_URL asks for it, since its client is large."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage
from django.utils import timezone

from content.files.serving import BLOCK, CONTENT_TYPES
from content.files.storage import StorageAway

#: How long the bucket may take for the first byte of an answer: a reader waits for it, or something that was sent.
READING, WRITING = {"connect_timeout": 2, "read_timeout": 3}, {"connect_timeout": 2, "read_timeout": 10}
#: As many as there are threads (gunicorn.conf.py), so that no connection is thrown away while readers are many.
CONNECTIONS = 256
#: How long an address is good that leads past the site: as long as others may keep a file that they got from it.
ADDRESS_SECONDS = 3600


class BucketStorage(Storage):
    """A bucket that only the site reads, unless it is `presigned`: then readers are sent there for public files.

    It takes a whole file or nothing, and nothing is overwritten, since names are random and looked up before. What the
    client raises becomes FileNotFoundError or StorageAway.
    """

    def __init__(
        self, bucket: str, folder: str = "", presigned: bool = False, style: str = "path", **access: Any
    ) -> None:
        self.bucket, self.folder, self.presigned = bucket, folder and f"{folder}/", presigned
        session = Session()  # what it knows of S3 takes 12 MB
        self.reading, self.writing = (_client(session, style, access, patience) for patience in (READING, WRITING))

    def ping(self) -> None:
        """Raises StorageAway where the bucket cannot be reached."""
        with translated(self.bucket):
            self.reading.head_bucket(Bucket=self.bucket)

    def url(self, name: str | None) -> str:
        return urljoin(settings.MEDIA_URL, name)

    def address(self, name: str, headers: dict[str, str]) -> str | None:
        """An address at the bucket itself that is good for an hour, whose answer has these headers; else None."""
        if not self.presigned:
            return None
        wanted = {f"Response{header.replace('-', '')}": value for header, value in headers.items()}
        return self.reading.generate_presigned_url(
            "get_object", Params=self._place(name) | wanted, ExpiresIn=ADDRESS_SECONDS
        )

    def exists(self, name: str) -> bool:
        try:
            return bool(self._head(name))
        except FileNotFoundError:
            return False

    def size(self, name: str) -> int:
        return self._head(name)["ContentLength"]

    def get_modified_time(self, name: str) -> datetime:
        moment = self._head(name)["LastModified"]
        return moment if settings.USE_TZ else timezone.make_naive(moment)

    def delete(self, name: str) -> None:
        with translated(name):
            self.writing.delete_object(**self._place(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        start = f"{self.folder}{path}/" if path else self.folder
        folders, files = [], []
        with translated(path):
            pages = self.reading.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=start, Delimiter="/"):
                folders += [one["Prefix"].removeprefix(start).rstrip("/") for one in page.get("CommonPrefixes", [])]
                files += [one["Key"].removeprefix(start) for one in page.get("Contents", []) if one["Key"] != start]
        return folders, files

    def _open(self, name: str, mode: str) -> File:
        if mode != "rb":
            raise ValueError("what is in a bucket is only read or written anew")
        head = self._head(name)
        return StoredFile(name, head["ContentLength"], head["LastModified"], lambda asked: self._body(name, asked))

    def _save(self, name: str, content: Any) -> str:
        if (arrived := content.seek(0, io.SEEK_END)) != content.size:
            raise OSError(f"{arrived} of {content.size} bytes arrived")
        content.seek(0)
        content_type = CONTENT_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        with translated(name):
            self.writing.put_object(**self._place(name), Body=content, ContentType=content_type)
        return name

    def _body(self, name: str, asked: str) -> Any:
        return self.reading.get_object(**self._place(name), Range=asked)["Body"]

    def _head(self, name: str) -> Any:
        with translated(name):
            return self.reading.head_object(**self._place(name))

    def _place(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": f"{self.folder}{name}"}


def _client(session: Session, style: str, access: dict[str, Any], patience: dict[str, int]) -> Any:
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": style},
        retries={"mode": "standard", "total_max_attempts": 2},
        max_pool_connections=CONNECTIONS,
        # Of other stores than Amazon's few know the newer checksums.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        **patience,
    )
    client = session.client("s3", config=config, **access)
    # Gunicorn asks for the bucket before it makes its processes, which must not share that connection.
    os.register_at_fork(after_in_child=client.close)
    return client


class StoredFile(File):
    """A file in a bucket. Nothing of it is fetched before it is read, and no more is held than a block."""

    file: Any

    def __init__(self, name: str, size: int, written_at: datetime, fetch: Callable[[str], Any]) -> None:
        self.bytes = StoredBytes(name, size, fetch)
        super().__init__(io.BufferedReader(self.bytes, BLOCK), name)
        self.size, self.written_at = size, written_at

    def begin(self, first: int, last: int) -> None:
        """Ask for these bytes alone, and for the first of them now, before anything is answered with them."""
        self.bytes.end = last + 1
        self.seek(first)
        self.file.peek(1)


class StoredBytes(io.RawIOBase):
    """What `fetch` gives for a range, read on in one answer as long as nobody jumps.

    An answer that breaks off, as one does that slow readers leave waiting, is asked for once more from there.
    """

    def __init__(self, name: str, size: int, fetch: Callable[[str], Any]) -> None:
        self.name, self.end, self.fetch = name, size, fetch
        self.place = 0
        self.body: Any = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.end}[whence]
        if place != self.place:
            self._let_go()
        self.place = place
        return place

    def readinto(self, buffer: Any) -> int:
        if self.place >= self.end:
            return 0
        with translated(self.name):
            try:
                block = self._read(len(buffer))
            except BotoCoreError:
                self._let_go()
                block = self._read(len(buffer))
        buffer[: len(block)] = block
        self.place += len(block)
        return len(block)

    def close(self) -> None:
        self._let_go()
        super().close()

    def _read(self, length: int) -> bytes:
        if self.body is None:
            self.body = self.fetch(f"bytes={self.place}-{self.end - 1}")
        return self.body.read(length)

    def _let_go(self) -> None:
        if self.body:
            self.body.close()
        self.body = None


@contextmanager
def translated(name: str) -> Iterator[None]:
    """What the client raises, as what callers of a storage know."""
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            raise FileNotFoundError(f"“{name}” is not there") from error
        raise StorageAway(str(error)) from error
    except BotoCoreError as error:
        raise StorageAway(str(error)) from error
