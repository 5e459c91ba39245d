"""The colours of pictures: those that they had by their profile, or with 16 bits, stay when these are dropped."""

import struct
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from content.files.pictures import reencoded
from tests import icc
from tests.computing import at_most
from tests.corpus.pictures import chunk

pytestmark = pytest.mark.once

COLOURS = [(200, 60, 60), (60, 160, 60), (60, 60, 200), (128, 128, 128)]
GREYS = [(64,) * 3, (128,) * 3, (192,) * 3, (32,) * 3]


def stripes(colours, mode="RGB"):
    """Each colour as a square of 100 pixels, side by side."""
    image = Image.new(mode, (100 * len(colours), 100))
    for number, colour in enumerate(colours):
        image.paste(colour, (100 * number, 0, 100 * number + 100, 100))
    return image


def deep(greys):
    """The stripes with 16 bits a pixel."""
    row = b"".join(struct.pack("<H", grey) * 100 for grey in greys)
    return Image.frombytes("I;16", (100 * len(greys), 100), row * 100)


def in_space(profile, mode="RGB"):
    """The stripes as a picture in the colour space of a profile holds them."""
    opened = ImageCms.ImageCmsProfile(BytesIO(profile))
    srgb = ImageCms.createProfile("sRGB")
    return ImageCms.profileToProfile(
        stripes(COLOURS), srgb, opened, ImageCms.Intent.RELATIVE_COLORIMETRIC, outputMode=mode
    )


def uploaded(image, kind="PNG", **options):
    """The picture that is kept of an image saved like that."""
    content = BytesIO()
    image.save(content, kind, **options)
    return Image.open(reencoded(SimpleUploadedFile("a", content.getvalue())))


def colours_of(picture, count=4):
    return [picture.getpixel((100 * number + 50, 50)) for number in range(count)]


def furthest(found, expected):
    """The largest difference of a channel between two lists of colours."""
    return max(
        abs(one - other) for pair in zip(found, expected, strict=True) for one, other in zip(*pair, strict=False)
    )


WIDE = {"Adobe RGB": icc.adobe_rgb(), "Display P3": icc.display_p3(), "linear": icc.adobe_rgb(gamma=1.0)}


@pytest.mark.parametrize("profile", WIDE.values(), ids=WIDE)
@pytest.mark.parametrize(
    ("kind", "options"), [("PNG", {}), ("JPEG", {"quality": 95, "subsampling": 0}), ("WEBP", {"lossless": True})]
)
def test_a_picture_of_another_colour_space_keeps_its_colours(profile, kind, options):
    image = in_space(profile)
    assert furthest(colours_of(image), COLOURS) > 10
    kept = uploaded(image, kind, icc_profile=profile, **options)
    assert (kept.mode, kept.info.get("icc_profile")) == ("RGB", None)
    # A JPEG rounds before the conversion, which makes more of it.
    assert furthest(colours_of(kept), COLOURS) <= (6 if kind == "JPEG" else 3)


def test_a_drawing_of_few_colours_is_kept_exactly_and_a_photograph_is_not():
    assert colours_of(uploaded(stripes(COLOURS))) == COLOURS
    noise = Image.effect_noise((400, 400), 50).convert("RGB")
    assert uploaded(noise.quantize(64)).getcolors(64) is not None
    assert uploaded(noise).tobytes() != noise.tobytes()


def test_a_palette_and_see_through_parts_keep_theirs():
    profile = icc.display_p3()
    image = in_space(profile)
    assert furthest(colours_of(uploaded(image.quantize(16), icc_profile=profile)), COLOURS) <= 3
    image = image.convert("RGBA")
    image.putalpha(77)
    kept = uploaded(image, icc_profile=profile)
    assert furthest(colours_of(kept), [(*colour, 77) for colour in COLOURS]) <= 3
    assert {colour[3] for colour in colours_of(kept)} == {77}


def test_the_profile_of_a_grey_picture_is_heeded():
    linear = stripes([13, 55, 137], "L")  # 64, 128 and 192 in light
    assert furthest(colours_of(uploaded(linear, icc_profile=icc.grey(1.0)), 3), GREYS[:3]) <= 3
    linear.putalpha(200)
    kept = uploaded(linear, icc_profile=icc.grey(1.0))
    assert furthest(colours_of(kept, 3), [(*grey, 200) for grey in GREYS[:3]]) <= 3
    assert furthest(colours_of(uploaded(linear.convert("L"), icc_profile=icc.adobe_rgb(gamma=1.0)), 3), GREYS[:3]) <= 3


def test_a_picture_for_print_is_shown_as_its_profile_says():
    profile = icc.cmyk(lambda c, m, y, k: (0, 0, 0) if k else (100 - 30 * c - 20 * m - 10 * y, 0, 0))
    inks = stripes([(0, 0, 0, 0), (255, 0, 0, 0), (255, 255, 255, 0), (0, 0, 0, 255)], "CMYK")
    # L* of 100, 70, 40 and 0 in sRGB
    expected = [(255,) * 3, (171,) * 3, (94,) * 3, (0,) * 3]
    assert furthest(colours_of(uploaded(inks, "JPEG", quality=95, icc_profile=profile)), expected) <= 3
    plain = [(255, 255, 255), (0, 255, 255), (0, 0, 0), (0, 0, 0)]
    assert furthest(colours_of(uploaded(inks, "JPEG", quality=95)), plain) <= 3


@pytest.mark.parametrize(
    "profile",
    [
        b"no profile",
        b"\xff" * 400,
        icc.adobe_rgb()[:200],
        icc.grey(2.2),
        icc.cmyk(lambda c, m, y, k: (50, 0, 0)),
        icc.adobe_rgb() + bytes(5_000_000),
    ],
    ids=["junk", "ones", "cut off", "of grey", "of inks", "huge"],
)
def test_a_profile_that_does_not_fit_changes_nothing(profile):
    assert furthest(colours_of(uploaded(stripes(COLOURS), "JPEG", quality=95, icc_profile=profile)), COLOURS) <= 3


def test_a_profile_that_calculates_without_end_is_left_alone():
    count = 400_000
    one = struct.pack(">4s4xHH12f", b"matf", 3, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0)
    chain = struct.pack(">4s4xHHI", b"mpet", 3, 3, count) + struct.pack(">II", 16 + 8 * count, len(one)) * count + one
    profile = icc.adobe_rgb(D2B1=chain)
    with at_most(2):
        kept = uploaded(stripes(COLOURS), "JPEG", quality=95, icc_profile=profile)
        assert furthest(colours_of(kept), COLOURS) <= 3


@pytest.mark.parametrize("value", [(16384, 32768, 49152, 8192), (0, 100, 200, 255)], ids=["light", "dark"])
def test_grey_of_sixteen_bits_is_as_light_as_it_was(value):
    kept = uploaded(deep(value))
    assert furthest(colours_of(kept), [(grey >> 8,) * 3 for grey in value]) <= 1


def test_the_see_through_grey_of_sixteen_bits_is_that_one_alone():
    content = BytesIO()
    deep([16384, 16385, 49152, 8192]).save(content, "PNG")
    head, rest = content.getvalue()[:33], content.getvalue()[33:]  # up to the end of IHDR
    marked = head + chunk(b"tRNS", struct.pack(">H", 16384)) + rest
    kept = Image.open(reencoded(SimpleUploadedFile("a.png", marked)))
    assert [colour[3] for colour in colours_of(kept)] == [0, 255, 255, 255]
    assert furthest(colours_of(kept)[1:], [GREYS[0], *GREYS[2:]]) <= 1
