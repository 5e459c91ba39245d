"""What is sent in: nothing is read, and so nothing stored, where it is not taken."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from tests.factories import make_city, make_user

pytestmark = pytest.mark.django_db
CODES = [code for code, _name in settings.LANGUAGES]
LIMIT = 1000
TOKEN = "a" * 32
NO_REDIS = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _small_limits(settings):
    """Limits that a test can pass, and nobody who has sent anything today."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = LIMIT
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.MAX_REQUEST_BYTES = 10 * LIMIT
    cache.clear()


class Unread:
    """A body that fails if anybody reads it."""

    def read(self, *_arguments):
        raise AssertionError("it was read")

    readline = read


def send(client, path, size):
    """Announce so many bytes of a form with files."""
    body = {"wsgi.input": Unread(), "CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(size)}
    return client.generic("POST", path, **body)


def stranger():
    """Somebody with a cookie and a token of their own making, for which Django would read the body."""
    client = Client(enforce_csrf_checks=True, headers={"X-CSRFToken": ""})
    client.cookies["csrftoken"] = TOKEN
    return client


@pytest.mark.parametrize(
    "path", ["/en/", "/de/staedte/", "/", "/robots.txt", "/id/00000000-0000-0000-0000-000000000000/"]
)
def test_outside_the_admin_nothing_is_read_however_small(path):
    response = send(stranger(), path, 1)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("code", CODES)
def test_that_nothing_is_taken_is_said_in_the_language_of_the_address(code):
    response = send(stranger(), f"/{code}/", 1)
    with override(code):
        assert gettext("Nothing can be sent here") in response.content.decode()


def test_an_address_that_is_not_there_reads_nothing():
    assert send(stranger(), "/en/nowhere/", LIMIT + 1).status_code == 404


def test_a_stranger_cannot_send_more_than_a_form_to_the_log_in():
    response = send(stranger(), "/admin/login/", LIMIT + 1)
    assert response.status_code == 413
    assert "What is sent to this address may have 1000\xa0bytes at most" in response.content.decode()


@pytest.mark.parametrize("page", ["/admin/", "/admin/cities/city/add/", "/admin/reports/edition/upload/"])
def test_a_stranger_with_files_is_sent_to_the_log_in(page):
    response = send(stranger(), page, LIMIT + 1)
    assert (response.status_code, response.url) == (302, f"/admin/login/?next={page}")


def test_who_was_logged_in_but_is_not_staff_any_more_is_a_stranger(client):
    user = make_user()
    client.force_login(user)
    assert send(client, reverse("admin:cities_city_changelist"), LIMIT + 1).status_code == 413
    user.is_staff = False
    user.save()
    assert send(client, reverse("admin:cities_city_add"), LIMIT + 1).status_code == 302


@pytest.mark.parametrize(
    "page",
    ["cities_city_changelist", "accounts_user_add", "cities_contact_add", "cities_policyarea_add", "password_change"],
)
def test_staff_send_no_files_where_none_are_taken(client, page):
    client.force_login(make_user(is_superuser=True))
    assert send(client, reverse(f"admin:{page}"), LIMIT + 1).status_code == 413


FILES = ["cities_city_add", "approaches_approach_add", "news_newspost_add", "pages_page_add", "reports_edition_add"]


@pytest.mark.parametrize("page", [*FILES, "reports_upload", "cities_city_import", "cities_contact_import"])
def test_staff_send_files_where_they_are_taken(client, page):
    client.force_login(make_user(is_superuser=True))
    with pytest.raises(AssertionError, match="it was read"):
        send(client, reverse(f"admin:{page}"), LIMIT + 1)


@pytest.mark.parametrize("page", ["change", "edit-copy"])
def test_staff_send_files_with_the_form_of_what_is_there(client, page):
    client.force_login(make_user(is_superuser=True))
    with pytest.raises(AssertionError, match="it was read"):
        send(client, reverse(f"admin:cities_city_{page}", args=[make_city().pk]), LIMIT + 1)


def test_translators_bring_their_files(client):
    client.force_login(make_user(is_superuser=True))
    with pytest.raises(AssertionError, match="it was read"):
        send(client, reverse("translations:exchange"), LIMIT + 1)


def test_nobody_sends_more_at_once_than_all_files_of_a_form_may_have(client):
    client.force_login(make_user(is_superuser=True))
    response = send(client, reverse("admin:cities_city_add"), 10 * LIMIT + 1)
    assert response.status_code == 413
    assert "may have 9.8\xa0KB at most" in response.content.decode()


def upload(client):
    pdf = SimpleUploadedFile("report.pdf", b"%PDF-" + b" " * LIMIT, content_type="application/pdf")
    return client.post(reverse("admin:reports_upload"), {"pdf": pdf})


def test_what_one_person_sends_in_a_day_is_bounded(client, settings):
    settings.MAX_BYTES_A_DAY = 3 * LIMIT
    client.force_login(make_user(is_superuser=True))
    assert [upload(client).status_code for _time in range(3)] == [400, 400, 413]  # an empty PDF is no PDF
    assert "That is too much for one day" in upload(client).content.decode()
    client.force_login(make_user(is_superuser=True))
    assert upload(client).status_code == 400


def test_without_a_cache_nobody_is_hindered(client, settings, caplog):
    settings.MAX_BYTES_A_DAY = 0
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": NO_REDIS}}
    client.force_login(make_user(is_superuser=True))
    assert upload(client).status_code == 400
    assert [record.message.partition(": ")[0] for record in caplog.records if record.name == "movingcities.doors"] == [
        f"What {client.session['_auth_user_id']} has sent today could not be counted"
    ]
