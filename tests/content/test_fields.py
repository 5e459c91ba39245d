import gzip

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cities.models import City, CitySection, Network
from content.files.pictures import reencoded
from content.rich_text import clean_html, plain_text, words_of
from tests import samples
from tests.factories import make_city, make_network

HOSTILE = '<p onclick="x()">a<script>x()</script><img src=x onerror=x()><a href="javascript:x()">b</a></p>'
CLEANED = "<p>a<a>b</a></p>"


def stored(network):
    return Network.objects.values_list("description_en", flat=True).get(pk=network.pk)


@pytest.mark.django_db
def test_rich_text_is_cleaned_on_every_path_that_saves():
    network = make_network(description_en=HOSTILE)
    assert stored(network) == CLEANED
    Network.objects.filter(pk=network.pk).update(description_en=HOSTILE)
    assert stored(network) == CLEANED
    network.description_en = HOSTILE
    Network.objects.bulk_update([network], ["description_en"])
    assert stored(network) == CLEANED
    city = make_city()
    CitySection.objects.bulk_create([CitySection(owner=city, body_el=HOSTILE)])
    assert CitySection.objects.values_list("body_el", flat=True).get() == CLEANED


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ('<a href="//evil.example">x</a>', "<a>x</a>"),
        ('<a href="/\\evil.example">x</a>', "<a>x</a>"),
        ('<a href="java\tscript:x()">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,x">x</a>', "<a>x</a>"),
        ('<a href="/de/">x</a>', '<a href="/de/">x</a>'),
        ('<a href=" www.example.org/a?b=1">x</a>', '<a href="https://www.example.org/a?b=1">x</a>'),
        ('<a href="office@example.org">x</a>', '<a href="mailto:office@example.org">x</a>'),
        ('<a href="#section-1">x</a>', '<a href="#section-1">x</a>'),
        ('<a href="https://example.org">x</a>', '<a href="https://example.org">x</a>'),
        ('<a href="mailto:a@example.org">x</a>', '<a href="mailto:a@example.org">x</a>'),
        (
            "<h1>a</h1><h3>b</h3><ul><li>c</li></ul><table><tr><td>d</td></tr></table>",
            "a <h3>b</h3><ul><li>c</li></ul> d",
        ),
        ("Rathaus<br>Postfach 1<BR\n/>14469 Potsdam", "Rathaus Postfach 1 14469 Potsdam"),
        ("<div>eins</div><div>zwei</div><b>drei</b><br>vier", "eins zwei drei vier"),
        ("<table><tr><th>Tag</th><td>Mo</td></tr><tr><td>Di</td></tr></table>", "Tag Mo Di"),
        ("<dl><dt>Amt</dt><dd>Haus</dd></dl><section>A</section><pre>B</pre>", "Amt Haus A B"),
        ("<p>vor<hr>nach</p>", "<p>vor</p> nach<p></p>"),
        ("Wohn<em>zebra</em>ra<span>u</span>m, un<o:p>d</o:p>", "Wohn<em>zebra</em>raum, und"),
        ("<p>Woh\ufffe\nnung &#xfffe;&#11;\uffff\x0b\ud800x</p>", "<p>Wohnung  x</p>"),
        ("<p></p>", ""),
    ],
)
def test_only_harmless_links_and_offered_elements_stay(html, cleaned):
    assert clean_html(html) == cleaned


def test_cleaning_twice_changes_nothing():
    texts = [HOSTILE, "<p>1 < 2 & 3</p>", "<b>x<i>y</b>z</i>", "&lt;script&gt;"]
    assert [clean_html(clean_html(html)) for html in texts] == [clean_html(html) for html in texts]


@pytest.mark.django_db
def test_languages_are_kept_in_the_order_of_the_site():
    city = make_city(languages=["el", "en", "fr"])
    assert City.objects.get(pk=city.pk).languages == ["en", "fr", "el"]
    assert City.objects.filter(languages__contains="fr").count() == 1


def test_an_unknown_language_is_refused():
    with pytest.raises(ValidationError, match="“xx” is not a language of this site"):
        City._meta.get_field("languages").clean(["en", "xx"], None)


def test_pictures_lose_their_metadata_and_stand_upright():
    upside_down = SimpleUploadedFile("a.jpg", samples.picture(kind="JPEG", orientation=3, place="N"))
    with Image.open(reencoded(upside_down)) as picture:
        assert (picture.format, dict(picture.getexif())) == ("WEBP", {})
        red, _green, blue = picture.convert("RGB").getpixel((20, 2))
        assert blue > 200 > 50 > red


def test_large_pictures_become_at_most_2000_pixels_wide():
    with Image.open(reencoded(SimpleUploadedFile("a.png", samples.picture((4000, 1000))))) as picture:
        assert picture.size == (2000, 500)


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"GIF89a\x01\x00\x01\x00", samples.picture()[:-40], samples.picture(kind="BMP")]
)
def test_what_cannot_be_fully_decoded_is_refused_with_a_sentence(content):
    with pytest.raises(ValidationError, match="cannot be read as a JPEG, PNG or WebP picture"):
        reencoded(SimpleUploadedFile("a.png", content))


def test_a_picture_with_too_many_pixels_is_refused_before_decoding():
    with pytest.raises(ValidationError, match="more than 40 million pixels"):
        reencoded(SimpleUploadedFile("a.png", samples.picture((10_000, 5_000))))


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        gzip.compress(b'<svg xmlns="http://www.w3.org/2000/svg"/>', mtime=0),  # its bytes are the name of the test
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
        b"PK\x03\x04",
    ],
)
def test_drawings_with_programs_and_archives_are_no_pictures(content):
    with pytest.raises(ValidationError, match="cannot be read as a JPEG, PNG or WebP picture"):
        reencoded(SimpleUploadedFile("a.png", content, "image/png"))


def test_words_that_stand_apart_on_a_page_stand_apart_without_its_tags():
    html = "<h3>Amt</h3><ul><li><p>Haus</p><ul><li>Hof</li></ul></li><li>A<em>B</em>C &amp; D</li></ul>E<br>F"
    assert words_of(html) == "Amt Haus Hof ABC & D E F"
    assert plain_text(html) == "Amt\nHaus\nHof\nABC & D\nE\nF"
