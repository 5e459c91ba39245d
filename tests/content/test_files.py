import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import reverse

from cities.models import City
from tests import samples
from tests.factories import make_city, make_edition, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture():
    city = make_city()
    city.picture = SimpleUploadedFile("../../x.png", samples.picture())
    city.picture_is_decorative = True
    city.full_clean()
    city.save()
    with city.picture:
        yield city.picture


@pytest.fixture
def pdf():
    """A stored PDF of a few hundred bytes."""
    with make_edition().files.get().pdf as pdf:
        yield pdf


def test_a_picture_comes_with_its_type_and_nothing_that_runs(client, picture):
    response = client.get(picture.url)
    assert response.getvalue() == picture.read()
    assert {
        name: response.headers[name] for name in ["Content-Type", "X-Content-Type-Options", "Content-Security-Policy"]
    } == {
        "Content-Type": "image/webp",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }


def test_a_file_that_has_not_changed_is_not_sent_again(client, pdf):
    first = client.get(pdf.url)
    first.getvalue()
    etag = first.headers["ETag"]
    response = client.get(pdf.url, headers={"If-None-Match": f'W/"other", {etag}'})
    assert (response.status_code, response.content) == (304, b"")
    changed = client.get(pdf.url, headers={"If-None-Match": '"other"'})
    assert (changed.status_code, changed.getvalue()) == (200, pdf.read())


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=5-", 5, None), ("bytes=-7", -7, None), ("bytes=10-999999999", 10, None)],
)
def test_one_range_of_bytes(client, pdf, asked, first, last):
    content = pdf.read()
    response = client.get(pdf.url, headers={"Range": asked})
    expected = content[first:] if last is None else content[first : last + 1]
    assert (response.status_code, response.getvalue()) == (206, expected)
    start = first % len(content)
    assert response.headers["Content-Range"] == f"bytes {start}-{start + len(expected) - 1}/{len(content)}"
    assert response.headers["Content-Length"] == str(len(expected))


@pytest.mark.parametrize("asked", ["bytes=9999999-", "bytes=-0"])
def test_a_range_outside_the_file_is_refused(client, pdf, asked):
    response = client.get(pdf.url, headers={"Range": asked})
    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{pdf.size}")


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,3-4", "bytes=9-3", "lines=1-2", "bytes=x-", "bytes=-", "bytes=" + "9" * 30 + "-"]
)
def test_ranges_we_do_not_serve_are_answered_with_the_whole_file(client, pdf, asked):
    response = client.get(pdf.url, headers={"Range": asked})
    assert (response.status_code, response.getvalue()) == (200, pdf.read())


def test_a_range_of_another_version_is_answered_with_the_whole_file(client, pdf):
    response = client.get(pdf.url, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert (response.status_code, response.getvalue()) == (200, pdf.read())


@pytest.mark.parametrize(
    "name", ["cities.city/" + "0" * 32 + ".webp", "no.model/" + "0" * 32 + ".pdf", "auth.user/" + "0" * 32 + ".pdf"]
)
def test_a_name_that_is_no_file_is_not_found(client, name):
    assert client.get(f"/media/{name}").status_code == 404


def test_a_file_missing_on_disk_is_not_found(client, picture):
    picture.storage.delete(picture.name)
    assert client.get(picture.url).status_code == 404


def test_every_model_with_files_says_what_of_it_is_public():
    with_files = [
        model for model in apps.get_models() if any(isinstance(f, models.FileField) for f in model._meta.fields)
    ]
    assert len(with_files) >= 8
    assert [model for model in with_files if not hasattr(model.objects.all(), "published")] == []


def test_staff_see_the_files_of_drafts_only_with_the_right_to_see_the_draft(client, picture):
    City.objects.update(state="draft")
    url = picture.url.replace("/media/", "/admin/media/")
    assert client.get(picture.url).status_code == 404
    assert client.get(url).url.startswith("/admin/login/")
    client.force_login(make_user())
    assert client.get(url).status_code == 404
    client.force_login(make_user("Editor"))
    response = client.get(url)
    assert response.getvalue() == picture.read()
    assert response.headers["Cache-Control"] == "private, no-store"
    form = client.get(reverse("admin:cities_city_change", args=[City.objects.get().pk])).content.decode()
    assert f'href="{url}"' in form
