"""Pictures from upload to page: what is taken, the widths it is kept in, who sees them, the words beside it."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.urls import reverse
from PIL import Image, ImageChops

from cities.models import City, CitySection
from content.files.pictures import JPEG_END, original_name, reencoded, variant_name
from content.models import Publishable
from tests import samples
from tests.corpus import pictures
from tests.factories import make_city, make_user
from tests.forms import opened

SENTENCE = "Say in words what the picture shows, or tick “decorative”."
#: How a camera that was held so stores an upright picture (EXIF 2.32, tag 0x0112).
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def upright():
    """A picture that looks different whichever way it is turned or mirrored."""
    image = Image.new("RGB", (1200, 800), "white")
    for colour, corner in [("red", (0, 0)), ("green", (600, 0)), ("blue", (0, 400))]:
        image.paste(colour, (*corner, corner[0] + 600, corner[1] + 400))
    return image


def photo(orientation):
    """The bytes of a JPEG as a camera held that way writes it: with a place and other traces."""
    image, exif = upright(), Image.Exif()
    if STORED[orientation] is not None:
        image = image.transpose(STORED[orientation])
    exif[0x0112] = orientation
    exif[0x010F] = "Telltale camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 56.0, 15.0), 3: "E", 4: (6.0, 57.0, 37.0)})
    content = BytesIO()
    image.save(content, "JPEG", exif=exif, comment=b"Telltale comment", xmp=b"<x>Telltale address</x>")
    return content.getvalue()


def with_picture(content=None, **values):
    """A city with a picture that came in by the form's way."""
    city = make_city(**{"picture_is_decorative": True} | values)
    city.picture = SimpleUploadedFile("x", content or samples.picture((1200, 800)))
    city.full_clean()
    city.save()
    return city


def stored(city):
    """{width: bytes} of all that is stored of a city's picture."""
    folder, _slash, stem = city.picture.name.removesuffix(".webp").partition("/")
    contents = {}
    for file_name in default_storage.listdir(folder)[1]:
        if file_name.startswith(stem):
            with default_storage.open(f"{folder}/{file_name}") as file:
                content = file.read()
            with Image.open(BytesIO(content)) as picture:
                contents[picture.width] = content
    return contents


def file_count():
    return sum(len(default_storage.listdir(folder)[1]) for folder in default_storage.listdir("")[0])


def verdicts(files):
    """[(name, "" where taken and readable afterwards, else the sentence)] for {name: bytes}."""
    found = []
    for name, content in files.items():
        try:
            with Image.open(reencoded(SimpleUploadedFile(name, content))) as picture:
                picture.load()
                assert (picture.format, dict(picture.getexif())) == ("WEBP", {})
            found.append((name, ""))
        except ValidationError as refusal:
            found.append((name, refusal.messages[0]))
    return found


def refused_otherwise(found):
    """The verdicts that are neither of our sentences about what is in a file."""
    ours = ("This file cannot be read as a JPEG, PNG or WebP picture.", "This picture has more than 40 million pixels.")
    return [verdict for verdict in found if not verdict[1].startswith(ours)]


@pytest.mark.django_db
@pytest.mark.parametrize("orientation", STORED)
def test_every_way_to_hold_a_camera_ends_upright_and_nowhere(orientation):
    taken = photo(orientation)
    assert b"Telltale camera" in taken
    contents = stored(with_picture(taken))
    assert sorted(contents) == [480, 960, 1200]
    for width, content in contents.items():
        with Image.open(BytesIO(content)) as picture:
            expected = upright().resize(picture.size)
            assert picture.size == (width, width * 2 // 3)
            assert (dict(picture.getexif()), {"exif", "xmp", "comment", "icc_profile"} & picture.info.keys()) == (
                {},
                set(),
            )
            difference = ImageChops.difference(picture.convert("RGB"), expected).resize((12, 8), Image.Resampling.BOX)
        assert max(highest for _lowest, highest in difference.getextrema()) < 30
        assert [mark for mark in [b"EXIF", b"XMP ", b"ICCP", b"Telltale"] if mark in content] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("width", "widths"),
    [(300, [300]), (480, [480]), (481, [480, 481]), (961, [480, 960, 961]), (2400, [480, 960, 2000])],
)
def test_a_picture_is_kept_in_the_listed_widths_below_its_own(width, widths):
    city = with_picture(samples.picture((width, 3)))
    assert sorted(stored(city)) == widths
    before = file_count()
    city.save()
    assert file_count() == before


@pytest.mark.django_db
def test_the_widths_are_kept_by_whatever_storage_there_is(client, settings):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory}
    city = with_picture()
    assert sorted(stored(city)) == [480, 960, 1200]
    assert list(Path(settings.MEDIA_ROOT).rglob("*.webp")) == []
    response = client.get(f"/media/{variant_name(city.picture.name, 480)}")
    assert response.getvalue() == stored(city)[480]


@pytest.mark.django_db
def test_each_width_is_sent_as_a_file_of_its_own(client):
    city = with_picture()
    answers = [client.get(f"/media/{variant_name(city.picture.name, width)}") for width in [480, 960]]
    answers.append(client.get(city.picture.url))
    contents = stored(city)
    assert [answer.getvalue() for answer in answers] == [contents[480], contents[960], contents[1200]]
    assert [answer.headers["Content-Type"] for answer in answers] == ["image/webp"] * 3
    assert len({answer.headers["ETag"] for answer in answers}) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("state", [state for state in Publishable.State.values if state != "published"])
def test_the_widths_of_what_is_not_public_are_not_found(client, state):
    city = with_picture(state=state)
    names = [city.picture.name, *(variant_name(city.picture.name, width) for width in [480, 960])]
    assert [client.get(f"/media/{name}").status_code for name in names] == [404] * 3
    client.force_login(make_user("Editor"))
    shown = [client.get(f"/admin/media/{name}") for name in names]
    assert [len(response.getvalue()) for response in shown] == [len(stored(city)[width]) for width in [1200, 480, 960]]


@pytest.mark.django_db
def test_no_other_width_is_there_and_none_is_made(client):
    city = with_picture()
    before = file_count()
    widths = [
        *range(1, 480, 53),
        479,
        481,
        *range(500, 960, 53),
        959,
        961,
        *range(1000, 9999, 499),
        1200,
        "0480",
        48000,
    ]
    names = [variant_name(city.picture.name, width) for width in widths]
    names += [variant_name(variant_name(city.picture.name, 960), 480), city.picture.name.replace(".webp", "-480.png")]
    assert [name for name in names if client.get(f"/media/{name}").status_code != 404] == []
    asked = [client.get(f"{city.picture.url}?{query}").getvalue() for query in ["w=1", "width=7&format=png"]]
    assert asked == [stored(city)[1200]] * 2
    assert file_count() == before


@pytest.mark.django_db
def test_a_listed_width_of_a_smaller_picture_is_not_found_however_it_is_asked_for(client):
    url = f"/media/{variant_name(with_picture(samples.picture((600, 400))).picture.name, 960)}"
    asked = [{}, {"If-Range": '"other"'}, {"Range": "bytes=0-9"}, {"If-None-Match": '"other"'}]
    assert [client.get(url, headers=headers).status_code for headers in asked] == [404] * 4


def test_only_the_listed_widths_lead_back_to_a_picture():
    names = ["a.b/0f-480.webp", "a.b/0f-960.webp", "a.b/0f-481.webp", "a.b/0f-480.pdf", "a.b/0f.webp"]
    assert [original_name(name) for name in names] == ["a.b/0f.webp", "a.b/0f.webp", *names[2:]]


def tag(city, arguments=""):
    return Template(f"{{% load content %}}{{% picture city {arguments} %}}").render(Context({"city": city}))


@pytest.mark.django_db
def test_a_page_offers_the_widths_there_are_and_does_not_look_at_the_storage():
    city, small = with_picture(), with_picture(samples.picture())
    stem = city.picture.url.removesuffix(".webp")
    for name in [city.picture.name, small.picture.name]:
        default_storage.delete(name)
    offered = f'srcset="{stem}-480.webp 480w, {stem}-960.webp 960w, {stem}.webp 1200w" sizes="100vw" width="1200"'
    assert offered in tag(city)
    assert ' sizes="(min-width: 9rem) 5rem, 92vw" ' in tag(city, 'sizes="(min-width: 9rem) 5rem, 92vw"')
    assert tag(small).startswith(f'<img src="{small.picture.url}" width="40" height="30" alt=""')


@pytest.mark.django_db
def test_every_address_that_a_page_offers_is_there(client):
    city = with_picture()
    page = client.get(city.get_absolute_url()).content.decode()
    offers = page.partition('srcset="')[2].partition('"')[0].split(", ")
    answers = {offer.split()[1]: client.get(offer.split()[0]).getvalue() for offer in offers}
    assert answers == {f"{width}w": content for width, content in stored(city).items()}


def test_a_jpeg_without_its_end_marker_is_taken_as_browsers_take_it():
    whole = photo(6)
    assert whole.endswith(JPEG_END)
    with (
        Image.open(reencoded(SimpleUploadedFile("a.jpg", whole))) as expected,
        Image.open(reencoded(SimpleUploadedFile("a.jpg", whole.removesuffix(JPEG_END)))) as picture,
    ):
        assert ImageChops.difference(picture, expected).getbbox() is None


@pytest.mark.parametrize("length", [2, 3, 20, 150])
def test_a_jpeg_that_ends_before_its_picture_begins_is_refused(length):
    with pytest.raises(ValidationError, match="cannot be read as a JPEG, PNG or WebP picture"):
        reencoded(SimpleUploadedFile("a.jpg", samples.picture(kind="JPEG")[:length]))


def test_good_pictures_are_taken():
    found = verdicts(pictures.good() | pictures.located())
    assert (len(found), [verdict for verdict in found if verdict[1]]) == (56, [])


def test_what_is_no_picture_and_what_is_too_large_is_refused_with_our_own_sentences():
    found = verdicts(pictures.broken()) + verdicts(pictures.bombs())
    assert (len(found), refused_otherwise(found)) == (75, [])


def test_what_only_looks_like_a_picture_is_refused_or_opens_afterwards():
    lying = pictures.lying()
    for content in lying.values():
        with Image.open(BytesIO(content)) as picture:
            picture.verify()
    found = verdicts(lying)
    assert (len(found), [verdict for verdict in refused_otherwise(found) if verdict[1]]) == (76, [])
    assert {bool(sentence) for _name, sentence in found} == {True, False}


def errors_of(instance):
    with pytest.raises(ValidationError) as refused:
        instance.full_clean()
    return refused.value.message_dict


@pytest.mark.django_db
def test_a_published_picture_needs_words_in_every_ready_language():
    city = with_picture(state="draft", languages=["en", "de", "pl"])
    city.picture_is_decorative, city.picture_alt_en = False, "A bridge"
    city.full_clean()
    city.state = "published"
    assert errors_of(city) == {"picture_alt_de": [SENTENCE], "picture_alt_pl": [SENTENCE]}
    city.picture_alt_de = "Eine Brücke"
    assert errors_of(city) == {"picture_alt_pl": [SENTENCE]}
    city.languages = ["en", "de"]
    city.full_clean()
    city.languages, city.picture_is_decorative = ["en", "de", "pl"], True
    city.full_clean()


@pytest.mark.django_db
def test_a_draft_may_lack_the_words_of_its_picture():
    city = with_picture(state="draft", name_de="Ulm", source_language="de", languages=["de", "en"])
    city.picture_is_decorative = False
    city.full_clean()
    city.state = "published"
    assert errors_of(city) == {"picture_alt_en": [SENTENCE], "picture_alt_de": [SENTENCE]}


@pytest.mark.django_db
def test_the_picture_of_a_section_goes_by_the_page_it_stands_on():
    city = make_city(languages=["en", "de"])
    section = CitySection(owner=city, picture=SimpleUploadedFile("a.png", samples.picture()), picture_alt_en="A bridge")
    assert errors_of(section) == {"picture_alt_de": [SENTENCE]}
    city.state = "draft"
    section.full_clean()


def city_form(state, **section):
    """What the admin form of a new city posts, with one section."""
    inlines = ["takeaways", "memberships", "contacts"]
    counts = {f"{name}-{which}_FORMS": "0" for name in [*inlines, "sections"] for which in ["TOTAL", "INITIAL"]}
    texts = {"name_en": "Bern", "name_de": "Bern", "country": "CH", "latitude": "46.948", "longitude": "7.4474"}
    publishing = {"source_language": "en", "languages": ["en", "de"], "state": state}
    since = {"publish_at_0": "2026-01-01", "publish_at_1": "00:00:00"}
    sections = {"sections-TOTAL_FORMS": "1"} | {f"sections-0-{name}": value for name, value in section.items()}
    return counts | texts | publishing | since | sections


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("60,000 × 60,000.png", "This picture has more than 40 million pixels."),
        ("a text of 60 MB.png", "This file cannot be read as"),
    ],
    ids=["pixels", "text"],
)
def test_a_bomb_gets_its_sentence_at_the_field_of_the_form(client, name, sentence):
    client.force_login(make_user("Editor"))
    content = pictures.bombs()[name]
    values = city_form("draft") | {"picture": SimpleUploadedFile("a.png", content), "sections-TOTAL_FORMS": "0"}
    errors = client.post(reverse("admin:cities_city_add"), values).context["adminform"].form.errors
    assert [message[: len(sentence)] for message in errors["picture"]] == [sentence]
    assert file_count() == 0


def shown_picture():
    picture = SimpleUploadedFile("a.png", samples.picture())
    return {"topic": "focus", "position": "1", "picture": picture, "picture_alt_en": "A bridge"}


@pytest.mark.django_db
def test_the_words_of_a_section_are_asked_for_when_its_new_page_is_published_in_the_admin(client):
    client.force_login(make_user("Editor"))
    response = client.post(reverse("admin:cities_city_add"), city_form("published", **shown_picture()))
    formsets = {inline.formset.prefix: inline.formset for inline in response.context["inline_admin_formsets"]}
    assert formsets["sections"].errors == [{"picture_alt_de": [SENTENCE]}]
    assert City.objects.count() == 0
    client.post(reverse("admin:cities_city_add"), city_form("draft", **shown_picture()))
    assert CitySection.objects.get().owner.state == "draft"


@pytest.mark.django_db
def test_a_draft_is_not_published_over_a_section_without_words(client):
    client.force_login(make_user("Editor"))
    client.post(reverse("admin:cities_city_add"), city_form("draft", **shown_picture()))
    section = CitySection.objects.get()
    kept = shown_picture() | {"id": section.pk, "owner": section.owner_id, "picture": ""}
    url = reverse("admin:cities_city_change", args=[section.owner_id])
    form = city_form("published", **kept) | {"slug": "bern", "sections-INITIAL_FORMS": "1"}
    client.post(url, form | opened(client, url))
    assert City.objects.get().state == "draft"
    client.post(url, form | opened(client, url) | {"sections-0-picture_alt_de": "Eine Brücke"})
    assert City.objects.get().state == "published"
