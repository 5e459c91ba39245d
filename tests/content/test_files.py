import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import reverse

from cities.models import City
from tests import samples
from tests.factories import make_city, make_user

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
