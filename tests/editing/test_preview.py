import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from approaches.models import Approach
from cities.models import City
from content.models import Address
from editing.models import PreviewLink
from news.models import NewsPost
from pages.models import Page
from reports.models import Edition
from tests import samples
from tests.editing.test_admin import approach_form, city_form
from tests.factories import make_approach, make_city, make_edition, make_network, make_page, make_post, make_user
from tests.pages_of import main_of, text_of

pytestmark = pytest.mark.django_db
EVERYTHING = [Approach, City, NewsPost, Page, Edition, Address, PreviewLink]


def frames(response):
    """{language: HTML of the page in its frame} of a preview."""
    found = re.findall(r'id="preview-(\w\w)".*?srcdoc="([^"]*)"', response.content.decode(), re.DOTALL)
    return {code: unescape(source) for code, source in found}


def rows():
    return {model: list(model.objects.order_by("pk").values()) for model in EVERYTHING}


@pytest.fixture
def editor(client):
    user = make_user("Editor")
    client.force_login(user)
    return user


def test_the_preview_of_a_form_shows_what_is_typed_and_saves_nothing(client, editor):
    approach = make_approach(title_en="Homes", title_de="Wohnen", state="draft")
    approach.sections.create(position=1, body_en="<p>Old</p>")
    before = rows()
    sections = {
        "sections-TOTAL_FORMS": "2",
        "sections-INITIAL_FORMS": "1",
        "sections-0-id": approach.sections.get().pk,
        "sections-0-topic": "process",
        "sections-0-position": "1",
        "sections-0-body_en": "<p>New words</p>",
        "sections-1-topic": "outcome",
        "sections-1-position": "2",
        "sections-1-body_de": "<p>Neue Worte</p>",
    }
    form = approach_form(city=approach.city_id, title_en="Better homes", title_de="Besser wohnen", _preview="yes")
    response = client.post(reverse("admin:approaches_approach_change", args=[approach.pk]), form | sections)
    shown = frames(response)
    assert list(shown) == ["en", "de"]
    assert "Better homes" in shown["en"]
    assert "New words" in shown["en"]
    assert '<html lang="de"' in shown["de"]
    assert ("Besser wohnen" in shown["de"], "Neue Worte" in shown["de"]) == (True, True)
    assert rows() == before
    assert approach.sections.get().body_en == "<p>Old</p>"


def test_something_new_can_be_previewed_before_it_is_saved(client, editor):
    response = client.post(reverse("admin:cities_city_add"), city_form(_preview="yes", state="published"))
    assert "<h1>Bern</h1>" in frames(response)["en"]
    assert City.objects.count() == Address.objects.count() == 0


@pytest.mark.parametrize("city", ["none", "draft"])
def test_a_draft_that_lacks_nearly_everything_can_be_previewed(client, editor, city):
    values = approach_form(_preview="yes", title_en="", summary_en="")
    if city == "draft":
        values["city"] = make_city("Secret", state="draft").pk
    page = client.post(reverse("admin:approaches_approach_add"), values).content.decode()
    assert ("Choose the city first." in page) == (city == "none")
    assert ("Untitled" in page, Approach.objects.count()) == (True, 0)


def test_a_form_with_a_mistake_is_answered_by_its_sentence_and_no_second_form(client, editor):
    response = client.post(reverse("admin:cities_city_add"), city_form(_preview="yes", latitude="95"))
    page = main_of(response)
    assert re.findall(r"<li>(.*)</li>", page) == ["Latitude: Ensure this value is less than or equal to 90."]
    assert "<form" not in page


def test_a_picture_chosen_just_now_is_left_out_and_nothing_is_written_to_the_disk(client, editor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    picture = SimpleUploadedFile("a.png", samples.picture())
    response = client.post(reverse("admin:cities_city_add"), city_form(_preview="yes", picture=picture))
    assert "<h1>Bern</h1>" in frames(response)["en"]
    assert not (tmp_path / "media").exists()


def test_who_may_not_change_something_gets_no_preview_of_it(client):
    client.force_login(make_user("Report staff"))
    city = make_city(state="draft")
    assert client.post(reverse("admin:cities_city_change", args=[city.pk]), city_form(_preview="y")).status_code == 403


MAKERS = {
    "city": make_city,
    "approach": make_approach,
    "post": make_post,
    "page": make_page,
    "edition": make_edition,
    "network": make_network,
}


def secret_link(obj, **values):
    link = PreviewLink(**{"reader": "City hall"} | values)
    link.object = obj
    link.save()
    return link


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("state", ["draft", "review", "archived"])
def test_a_secret_link_shows_a_draft_of_every_kind_and_leaves_it_hidden(client, kind, state):
    obj = MAKERS[kind](state=state)
    before = rows()
    response = client.get(secret_link(obj).get_absolute_url())
    assert text_of(re.search(r"<h1.*?</h1>", frames(response)["en"], re.DOTALL).group()) in {str(obj), str(obj)[:-5]}
    assert rows() | {PreviewLink: []} == before
    for code in ["en", "de"]:
        with override(code):
            assert client.get(obj.get_absolute_url()).status_code == 404
    assert client.get(reverse("permanent", args=[obj.uuid])).status_code == 404


def test_a_secret_link_is_neither_kept_nor_indexed_nor_passed_on(client):
    response = client.get(secret_link(make_city(state="draft")).get_absolute_url())
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.cookies == {}


def test_a_secret_link_shows_the_pictures_of_its_object_and_no_others(client):
    city, other = make_city(state="draft"), make_city(state="draft")
    for pictured in [city, other]:
        pictured.picture = SimpleUploadedFile("a.png", samples.picture())
        pictured.full_clean()
        pictured.save()
    link = secret_link(city).get_absolute_url()
    assert f'src="{link}media/{city.picture.name}"' in frames(client.get(link))["en"]
    assert b"".join(client.get(f"{link}media/{city.picture.name}").streaming_content)[:4] == b"RIFF"
    assert client.get(f"{link}media/{other.picture.name}").status_code == 404
    assert client.get(f"/media/{city.picture.name}").status_code == 404


def test_a_link_that_is_forged_expired_or_taken_back_leads_nowhere(client, editor):
    city = make_city(state="draft")
    link = secret_link(city)
    address = link.get_absolute_url()
    assert client.get(address).status_code == 200
    assert client.get(address[:-2] + ("a/" if address[-2] != "a" else "b/")).status_code == 404
    expired = secret_link(city, valid_until=timezone.localdate() - timedelta(days=1))
    assert client.get(expired.get_absolute_url()).status_code == 404
    client.post(reverse("admin:cities_city_preview-links", args=[city.pk]), {"take_back": link.pk})
    assert client.get(address).status_code == 404
    assert PreviewLink.objects.valid().count() == 0


def test_a_link_to_what_has_been_deleted_leads_nowhere(client):
    city = make_city(state="draft")
    link = secret_link(city)
    city.delete()
    assert client.get(link.get_absolute_url()).status_code == 404


def test_an_editor_makes_a_link_for_a_reviewer(client, editor):
    city = make_city("Bern", state="draft")
    url = reverse("admin:cities_city_preview-links", args=[city.pk])
    too_long = timezone.localdate() + timedelta(days=400)
    refused = client.post(url, {"reader": "City hall", "valid_until": too_long})
    assert "Choose a day between today and three months from now." in text_of(main_of(refused))
    client.post(url, {"reader": "City hall", "valid_until": timezone.localdate()})
    link = PreviewLink.objects.get()
    assert (link.object, link.made_by, link.reader) == (city, editor, "City hall")
    assert link.get_absolute_url() in main_of(client.get(url))
    client.logout()
    assert "<h1>Bern</h1>" in frames(client.get(link.get_absolute_url()))["en"]


def test_who_may_not_change_something_makes_no_link_to_it(client):
    client.force_login(make_user("Report staff"))
    url = reverse("admin:cities_city_preview-links", args=[make_city(state="draft").pk])
    assert client.post(url, {"reader": "x", "valid_until": timezone.localdate()}).status_code == 403
    assert PreviewLink.objects.count() == 0
