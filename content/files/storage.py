"""Where uploads are kept, so that a name in the database always stands for all bytes of a file."""

import contextlib
import os
from collections.abc import Iterator
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class StorageAway(OSError):
    """The place of stored files does not answer, or not as it should."""


class TidyUploadHandler(TemporaryFileUploadHandler):
    """Takes the received part of a file off the disk at once when the disk is full; Django's own leaves it there."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        with self._tidy():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        with self._tidy():
            return super().file_complete(file_size)

    @contextlib.contextmanager
    def _tidy(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            with contextlib.suppress(OSError):
                self.file.close()  # which deletes it
            raise


class DurableStorage(FileSystemStorage):
    """Writes beside the place where a file will stay, flushes it to the disk, and only then gives it its name.

    Django's own moves the upload there and keeps whatever arrived when the disk is full (ticket 21602).
    """

    def ping(self) -> None:
        """Raises PermissionError where nothing can be written."""
        if not os.access(self.location, os.W_OK | os.X_OK):
            raise PermissionError(f"nothing can be written in “{self.location}”")

    def _save(self, name: str, content: File) -> str:
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        part = f"{path}.{uuid4().hex}.part"
        try:
            self._write(part, content)
            os.link(part, path)  # fails where there is such a file already, as rename would not
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(part)
        _flush_directory(os.path.dirname(path))
        return name.replace("\\", "/")

    def _write(self, part: str, content: File) -> None:
        content.seek(0)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, settings.FILE_UPLOAD_PERMISSIONS), "wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            if file.tell() != content.size:
                raise OSError(f"{file.tell()} of {content.size} bytes arrived")


def _flush_directory(directory: str) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
