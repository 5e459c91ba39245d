"""Uploads in a bucket, on a real object store."""

import socket
import threading
from datetime import timedelta
from io import BytesIO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from PIL import Image
from pypdfium2 import PdfDocument

from movingcities import services
from tests import samples
from tests.factories import make_city, make_edition, make_user
from tests.forms import form_values
from tests.object_store import throwaway_store

NAME = f"cities.city/{'0' * 32}.webp"


@pytest.fixture(scope="module")
def store():
    with throwaway_store() as store:
        yield store


@pytest.fixture
def bucket(store, settings, monkeypatch, tmp_path):
    """A function that keeps uploads in a bucket, in a folder of its own.

    It takes what is to stand behind the folder, and another port than the store's.
    """

    def keep(options="", port=store.ports["s3.port"]):
        address = store.url.replace(store.host, f"127.0.0.1:{port}")
        monkeypatch.setenv("STORAGE_URL", f"{address}/{tmp_path.name}{options}")
        settings.STORAGES = settings.STORAGES | {"default": services.storage_settings()}
        return default_storage

    return keep


class Line:
    """Between the site and the store: passes on what it is sent, counts and remembers requests, may stop to answer."""

    def __init__(self, store):
        self.store, self.asked, self.limit = store, [], None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self):
        while True:
            try:
                near, _address = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.store.host.split(":"))
            for pair in [(near, far, True), (far, near, False)]:
                threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, source, target, is_asking):
        passed = 0
        try:
            while block := source.recv(65536):
                if is_asking:
                    self.asked.append(block.decode("latin-1"))
                elif self.limit is not None:
                    block = block[: max(self.limit - passed, 0)]
                passed += len(block)
                target.sendall(block)
                if not is_asking and self.limit is not None and passed >= self.limit:
                    self.limit = None
                    break
        except OSError:
            pass
        for end in (source, target):
            end.close()

    @property
    def ranges(self):
        """The ranges that were asked for."""
        lines = "".join(self.asked).splitlines()
        return [line.partition(": ")[2] for line in lines if line.lower().startswith("range:")]

    @property
    def gets(self):
        return sum(line.startswith("GET ") for line in "".join(self.asked).splitlines())


@pytest.fixture
def line(store, bucket):
    """A Line that the site's storage goes through."""
    line = Line(store)
    bucket(port=line.port)
    yield line
    line.listener.close()


def test_a_file_comes_back_and_is_addressed_on_the_site(bucket, store, tmp_path):
    storage = bucket()
    before = timezone.now()
    assert not storage.exists(NAME)
    assert storage.save(NAME, ContentFile(b"picture")) == NAME
    with storage.open(NAME) as file:
        assert (file.size, file.read(), file.read()) == (7, b"picture", b"")
    assert (storage.exists(NAME), storage.size(NAME), storage.url(NAME)) == (True, 7, f"/media/{NAME}")
    assert abs(storage.get_modified_time(NAME) - before) < timedelta(minutes=1)
    stored = store.client.get_object(Bucket="uploads", Key=f"{tmp_path.name}/{NAME}")
    assert (stored["Body"].read(), stored["ContentType"]) == (b"picture", "image/webp")
    storage.delete(NAME)
    storage.delete(NAME)
    assert not storage.exists(NAME)


def test_a_file_that_is_not_there_is_told_as_on_a_disk(bucket):
    storage = bucket()
    for ask in [storage.open, storage.size, storage.get_modified_time]:
        with pytest.raises(FileNotFoundError):
            ask(NAME)


def test_nothing_is_overwritten_and_nothing_written_to_in_place(bucket):
    storage = bucket()
    storage.save(NAME, ContentFile(b"first"))
    other = storage.save(NAME, ContentFile(b"second"))
    assert other != NAME
    assert [storage.open(name).read() for name in (NAME, other)] == [b"first", b"second"]
    with pytest.raises(ValueError, match="only read or written anew"):
        storage.open(NAME, "r+b")


def test_folders_are_listed_and_those_of_others_are_not_seen(bucket, store):
    storage = bucket()
    for name in ["b.c/2.pdf", "b.c/1.pdf", "a.b/1.webp", "top.webp"]:
        storage.save(name, ContentFile(b"x"))
    assert storage.listdir("") == (["a.b", "b.c"], ["top.webp"])
    assert storage.listdir("b.c") == ([], ["1.pdf", "2.pdf"])
    assert storage.listdir("nothing") == ([], [])


def test_a_file_of_which_not_all_has_arrived_is_refused_and_does_not_stay(bucket):
    storage, content = bucket(), ContentFile(b"picture")
    content.size = 8
    with pytest.raises(OSError, match="7 of 8 bytes arrived"):
        storage.save(NAME, content)
    assert not storage.exists(NAME)


def test_what_reads_here_and_there_finds_the_same_as_on_a_disk(bucket):
    storage = bucket()
    picture, pdf = samples.picture((500, 400), "WEBP"), samples.pdf(pages=3)
    storage.save("a.webp", ContentFile(picture))
    storage.save("a.pdf", ContentFile(pdf))
    with storage.open("a.webp") as file, Image.open(file) as read, Image.open(BytesIO(picture)) as known:
        assert (read.size, read.tobytes()) == (known.size, known.tobytes())
    with storage.open("a.pdf") as file, PdfDocument(file.file) as document:
        assert len(document) == 3
    with storage.open("a.pdf") as file:
        assert (file.seek(-5, 2), file.read()) == (len(pdf) - 5, pdf[-5:])
        assert (file.seek(10), file.seek(5, 1), file.read(3)) == (10, 15, pdf[15:18])


def test_a_long_file_is_fetched_once_and_a_jump_asks_from_there(line):
    content = bytes(range(256)) * 4096
    default_storage.save("a.pdf", ContentFile(content))
    line.asked.clear()
    with default_storage.open("a.pdf") as file:
        assert line.gets == 0
        assert b"".join(file.chunks(65536)) == content
        assert line.ranges == [f"bytes=0-{len(content) - 1}"]
        file.seek(700_000)
        assert file.read(3) == content[700_000:700_003]
    assert line.ranges[1:] == [f"bytes=700000-{len(content) - 1}"]


def test_an_answer_that_breaks_off_is_gone_on_with(line):
    content = bytes(range(256)) * 4096
    default_storage.save("a.pdf", ContentFile(content))
    with default_storage.open("a.pdf") as file:
        line.limit = 300_000
        assert file.read() == content
    assert len(line.ranges) == 2
    first = int(line.ranges[1].removeprefix("bytes=").partition("-")[0])
    assert 200_000 < first < 300_000


@pytest.mark.django_db
def test_a_reader_is_sent_the_range_they_asked_for_and_no_more_is_asked_of_the_bucket(client, line):
    pdf = make_edition().files.get().pdf
    with pdf.open() as file:
        content = file.read()
    line.asked.clear()
    response = client.get(pdf.url, headers={"Range": "bytes=5-20"})
    assert (response.status_code, response.getvalue()) == (206, content[5:21])
    assert response["Content-Range"] == f"bytes 5-20/{len(content)}"
    assert line.ranges == ["bytes=5-20"]
    whole = client.get(pdf.url)
    assert (whole.getvalue(), whole["Content-Length"]) == (content, str(len(content)))
    assert (whole["Content-Type"], whole["Accept-Ranges"]) == ("application/pdf", "bytes")
    beyond = client.get(pdf.url, headers={"Range": "bytes=999999999-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(content)}")
    line.asked.clear()
    assert client.get(pdf.url, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    assert line.asked == []
    assert client.get(pdf.url, headers={"If-Modified-Since": whole["Last-Modified"]}).status_code == 304
    assert (client.head(pdf.url).status_code, line.gets) == (200, 0)


@pytest.mark.django_db
def test_a_reader_is_told_when_a_file_was_written_and_the_bucket_is_asked_for_that_but_once(client, line):
    pdf = make_edition().files.get().pdf
    line.asked.clear()
    answer = client.get(pdf.url)
    answer.getvalue()
    assert answer["Last-Modified"] == http_date(default_storage.get_modified_time(pdf.name).timestamp())
    assert [block.partition(" ")[0] for block in line.asked[:-1]] == ["HEAD", "GET"]


@pytest.mark.django_db
def test_a_file_missing_in_the_bucket_is_not_found(client, bucket):
    bucket()
    pdf = make_edition().files.get().pdf
    default_storage.delete(pdf.name)
    assert client.get(pdf.url).status_code == 404


@pytest.mark.django_db
def test_while_the_bucket_is_away_files_say_so_and_pages_come(client, bucket):
    bucket()
    city = make_city()
    city.picture = ContentFile(samples.picture((500, 4), "WEBP"), name="x.webp")
    city.picture_is_decorative = True
    city.save()
    pdf = make_edition(city).files.get()
    bucket(port=1)
    client.raise_request_exception = False
    for address in [city.picture.url, pdf.pdf.url, pdf.get_absolute_url()]:
        response = client.get(address)
        assert (response.status_code, response["Retry-After"]) == (503, "10")
        assert "Files are away for a moment" in response.content.decode()
    assert city.picture.url.removesuffix(".webp") in client.get(city.get_absolute_url()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_form_whose_picture_cannot_be_kept_is_answered_and_nothing_of_it_is_saved(client, bucket):
    bucket()
    city = make_city("Potsdam")
    form = reverse("admin:cities_city_change", args=[city.pk])
    client.force_login(make_user("Editor"))
    values = form_values(client.get(form)) | {"name_de": "Potsdam!", "picture_is_decorative": "on"}
    picture = {"picture": SimpleUploadedFile("x.png", samples.picture())}
    bucket(port=1)
    client.raise_request_exception = False
    refused = client.post(form, values | picture)
    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    assert "it was not saved; go back" in refused.content.decode()
    city.refresh_from_db()
    assert (city.name_de, city.picture) == (None, "")


@pytest.mark.django_db
def test_readers_are_sent_to_the_bucket_where_that_is_wanted(client, bucket):
    bucket("?presigned=true&region=eu-central-1")
    file = make_edition(make_city("Łódź")).files.get()
    response = client.get(file.get_absolute_url())
    assert (response.status_code, response["Cache-Control"]) == (302, "public, max-age=1800")
    # What is answered with no content of its own has no conditions (RFC 9110, 13.2.1).
    assert client.get(file.get_absolute_url(), headers={"If-None-Match": "*"}).status_code == 302
    with urlopen(response.url) as sent:
        got, headers = sent.read(), sent.headers
    assert got == default_storage.open(file.pdf.name).read()
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("application/pdf", "public, max-age=3600")
    assert headers["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert "X-Amz-Expires=3600" in urlsplit(response.url).query
    with pytest.raises(HTTPError, match="403"):
        urlopen(response.url.replace("application%2Fpdf", "text%2Fhtml"))


@pytest.mark.django_db
def test_only_public_files_are_handed_out_by_the_bucket_itself(client, bucket):
    bucket("?presigned=true")
    file = make_edition(state="draft").files.get()
    assert client.get(file.pdf.url).status_code == 404
    client.force_login(make_user("Report staff"))
    response = client.get(file.pdf.url.replace("/media/", "/admin/media/"))
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert response.getvalue() == default_storage.open(file.pdf.name).read()


@pytest.mark.django_db
def test_whoever_only_wants_to_know_is_answered_by_the_site(client, bucket):
    """An address is signed for one method."""
    bucket("?presigned=true")
    pdf = make_edition().files.get().pdf
    response = client.head(pdf.url)
    assert (response.status_code, response["Content-Length"]) == (200, str(pdf.size))
