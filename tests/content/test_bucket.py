"""Uploads in a bucket: a small S3-compatible server on this machine, so that the real client talks to it."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from content.bucket import BucketStorage

ROOT = Path(__file__).resolve().parents[2]


class Bucket(BaseHTTPRequestHandler):
    """Keeps objects in memory, by path; knows what storing and reading a file needs."""

    objects = {}

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding", "").startswith("aws-chunked"):
            size, _, rest = body.partition(b"\r\n")
            body = rest[: int(size.partition(b";")[0], 16)]
        self.objects[self.path] = body
        self.answer(200, b"")

    def do_GET(self):
        content = self.objects.get(self.path.partition("?")[0])
        if content is None:
            return self.answer(404, b"")
        return self.answer(200, content)

    def do_HEAD(self):
        self.do_GET()

    def answer(self, status, content):
        self.send_response(status)
        self.send_header("ETag", '"etag"')
        self.send_header("Last-Modified", "Sun, 22 Nov 2026 12:00:00 GMT")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def bucket():
    Bucket.objects.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_file_kept_in_a_bucket_comes_back_and_is_addressed_on_the_site(bucket):
    storage = BucketStorage(
        access_key="key",
        secret_key="secret",
        bucket_name="uploads",
        endpoint_url=f"http://{bucket}",
        file_overwrite=False,
    )
    name = storage.save("cities.city/abc.webp", ContentFile(b"picture"))
    assert Bucket.objects == {"/uploads/cities.city/abc.webp": b"picture"}
    with storage.open(name) as file:
        assert file.read() == b"picture"
    assert storage.size(name) == 7
    assert storage.url(name) == "/media/cities.city/abc.webp"


def test_the_bucket_is_chosen_by_its_address(tmp_path):
    script = "from django.core.files.storage import default_storage; print(default_storage.bucket_name)"
    environment = os.environ | {"DATA_DIR": str(tmp_path), "STORAGE_URL": "s3://key:secret@s3.example.org/uploads"}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", script]
    shown = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert shown.stdout.split()[-1] == "uploads"
