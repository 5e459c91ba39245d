"""What a browser sends and understands, without a browser: cookies, forms with files, answers."""

import json
import re
import secrets
import subprocess
import sys
from contextlib import suppress
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from tests.real_site import PASSWORD, ROOT

ADD = "/admin/reports/edition/add/"
UPLOAD = "/admin/reports/edition/upload/"
OURS = b"<main"
#: The form of a new city with a picture that needs no words.
CITY = {
    "name_en": "Somewhere", "country": "CH", "latitude": "46.948", "longitude": "7.4474", "source_language": "en",
    "state": "draft", "publish_at_0": "2026-01-01", "publish_at_1": "00:00:00", "picture_is_decorative": "on",
} | {
    f"{prefix}-{name}_FORMS": "0"
    for prefix in ["sections", "takeaways", "memberships", "contacts"]
    for name in ["TOTAL", "INITIAL"]
}  # fmt: skip


class Answer(NamedTuple):
    status: int
    headers: dict
    body: bytes

    @property
    def is_ours(self):
        """Whether it is a page of the site, or what the upload script of the admin understands."""
        if self.headers.get("content-type", "").startswith("application/json"):
            return bool(json.loads(self.body).keys() & {"problem", "token"})
        return OURS in self.body


class Staff:
    """Somebody of a group, logged in by the form of the admin."""

    def __init__(self, address, name="report-staff"):
        self.address, self.cookies = address, {}
        token = self._token(self.get("/admin/login/").body)
        form = {"csrfmiddlewaretoken": token, "username": name, "password": PASSWORD, "next": "/admin/"}
        answer = self.request("POST", "/admin/login/", urlencode(form), "application/x-www-form-urlencoded")
        assert (answer.status, "sessionid" in self.cookies) == (302, True), answer

    def _token(self, page):
        return re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)[1].decode()

    def headers(self, content_type=None):
        kept = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        return kept | ({"Content-Type": content_type} if content_type else {})

    def get(self, path):
        return self.request("GET", path)

    def request(self, method, path, body=None, content_type=None, timeout=60):
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=timeout)
        # An answer may come before everything was sent, as it does when there is no room for the rest.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request(method, path, body, self.headers(content_type))
        response = answer_on(connection)
        for name, value in re.findall(r"([^=;,\s]+)=([^;]*)", "; ".join(response.headers.get_all("Set-Cookie", []))):
            if name in {"csrftoken", "sessionid"}:
                self.cookies[name] = value
        answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        connection.close()
        return answer

    def form(self, fields=(), files=()):
        """The body and type of a form with a valid token."""
        fields = [("csrfmiddlewaretoken", self.cookies["csrftoken"]), *dict(fields).items()]
        return multipart(fields, files)

    def upload_form(self, content, name="report.pdf"):
        return self.form(files=[("pdf", name, content)])

    def edition_form(self, city, year, content, language="de", **more):
        fields = {
            "city": city, "year": year, "notes_en": "What it holds", "source_language": "en", "state": "published",
            "publish_at_0": "2026-01-01", "publish_at_1": "00:00:00",
            "files-TOTAL_FORMS": "1", "files-INITIAL_FORMS": "0", "files-0-language": language,
        }  # fmt: skip
        return self.form(fields | more, [("files-0-pdf", "report.pdf", content)] if content else [])

    def upload(self, content, name="report.pdf"):
        return self.request("POST", UPLOAD, *self.upload_form(content, name))

    def add_edition(self, *values, **more):
        return self.request("POST", ADD, *self.edition_form(*values, **more))


def answer_on(connection):
    # The connection of http.client wants its request finished before it hands out the answer.
    response = connection.response_class(connection.sock, method="POST")
    response.begin()
    return response


def multipart(fields, files=(), boundary=None, encoding=None):
    """The body and type of a form with fields and (field, name, bytes) of files."""
    boundary = boundary or secrets.token_hex(16)
    extra = f"Content-Transfer-Encoding: {encoding}\r\n" if encoding else ""
    parts = []
    for name, value in fields:
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, file_name, content in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        parts += [f"{head}Content-Type: application/pdf\r\n{extra}\r\n".encode(), content, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def manage(environment, *command, check=True):
    """What a command of the site prints."""
    command = [sys.executable, "manage.py", *command]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 or not check, done.stderr
    return done.stdout


def shell(environment, code):
    return manage(environment, "shell", "--no-imports", "--command", code).strip()


def media_check(environment, *arguments):
    """The counts of check_media."""
    return json.loads(manage(environment, "check_media", *arguments, check=False).splitlines()[-1])
