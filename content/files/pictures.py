"""Pictures that people upload: what is taken, what is kept of it, and in which widths."""

import re
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from content.texts import filled, megabytes

PICTURE_FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PICTURE_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 2000
FEW_COLOURS = 64
#: The narrower widths in which a picture is kept too; never another one, and none is made when asked for.
WIDTHS = (480, 960)
VARIANT = re.compile(rf"-({'|'.join(map(str, WIDTHS))})\.webp$")
JPEG_START, JPEG_END = b"\xff\xd8", b"\xff\xd9"
#: The modes in which pictures of a profile's colour space can be; a grey picture may also mean a grey of RGB.
MODES = {"GRAY": {"L"}, "RGB ": {"RGB", "L"}, "CMYK": {"CMYK"}}
MAX_PROFILE_BYTES = 4 * 1024 * 1024


class CleanPicture(ContentFile):
    """What we have written ourselves."""


def reencoded(file: Any) -> CleanPicture:
    """Decode a picture fully and write it anew: upright, at most 2,000 px a side, WebP, without metadata.

    Takes an open file; gives a CleanPicture; raises ValidationError with a sentence for the person who uploaded it.
    """
    if file.size > MAX_PICTURE_BYTES:
        sentence = _("This picture is larger than %(limit)s MB. Save it smaller and choose it again.")
        raise ValidationError(filled(sentence, limit=megabytes(MAX_PICTURE_BYTES)))
    try:
        picture = _decoded(file)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except ValidationError:
        raise
    except Exception as error:  # Pillow raises far more than OSError on broken files
        raise ValidationError(
            _("This file cannot be read as a JPEG, PNG or WebP picture. Open it in an image program and save it anew.")
        ) from error
    return _as_webp(picture)


def narrower_widths(width: int) -> list[int]:
    """The widths in which a picture of that width is kept too."""
    return [narrower for narrower in WIDTHS if narrower < width]


def variants(file: Any) -> dict[int, CleanPicture]:
    """A picture that was written by `reencoded`, in its narrower widths: {width: CleanPicture}."""
    file.seek(0)
    with Image.open(file, formats=PICTURE_FORMATS) as picture:
        return {width: _as_webp(_narrowed(picture, width)) for width in narrower_widths(picture.width)}


def variant_name(name: str, width: int) -> str:
    """Where a picture lies in that width: "cities.city/5f….webp" in 480 is "cities.city/5f…-480.webp"."""
    return f"{name.removesuffix('.webp')}-{width}.webp"


def original_name(name: str) -> str:
    """The name of the picture that a variant belongs to; any other name as it is."""
    return VARIANT.sub(".webp", name)


def width_of(name: str) -> int | None:
    """The width in which a variant is, by its name; None for any other name."""
    found = VARIANT.search(name)
    return int(found[1]) if found else None


def _narrowed(picture: Image.Image, width: int) -> Image.Image:
    narrowed = picture.copy()
    narrowed.thumbnail((width, picture.height))
    return narrowed


def _as_webp(picture: Image.Image) -> CleanPicture:
    """A drawing of few colours keeps them, and mostly needs less room so; a photograph loses what nobody sees."""
    content = BytesIO()
    picture.save(content, "WEBP", quality=82, lossless=picture.getcolors(FEW_COLOURS) is not None)
    return CleanPicture(content.getvalue(), name="picture.webp")


def _completed(file: Any) -> BytesIO:
    """What is in the file; a JPEG gets the end marker that it may lack, for browsers show it then, but Pillow does not.

    After an end marker of its own another one is not read.
    """
    file.seek(0)
    content = file.read()
    return BytesIO(content + JPEG_END if content.startswith(JPEG_START) else content)


def _too_many_pixels() -> ValidationError:
    sentence = _("This picture has more than %(limit)s million pixels. Save it smaller and choose it again.")
    return ValidationError(filled(sentence, limit=MAX_PIXELS // 1_000_000))


def _decoded(file: Any) -> Image.Image:
    with Image.open(_completed(file), formats=PICTURE_FORMATS) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise _too_many_pixels()
        # Before anything else, so that there is never a second large one; of a JPEG not even a first.
        picture.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=1)
        upright = _plain(ImageOps.exif_transpose(picture))
        clean = _in_srgb(upright, picture.info.get("icc_profile", b""))
    clean.info.clear()
    return clean


def _plain(picture: Image.Image) -> Image.Image:
    """Without a palette, and with eight bits a channel: Pillow takes what lies above 255 in a grey of 16 for white."""
    if picture.mode in {"P", "PA"}:
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return _in_eight_bits(picture) if picture.mode.startswith("I") else picture


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """A grey picture of 16 bits a pixel with the upper eight of each, and the one grey see-through that is so."""
    deep, key = picture.convert("I"), picture.info.get("transparency")
    grey = deep.point([value >> 8 for value in range(65536)], "L")
    if key is not None:
        grey.putalpha(deep.point([255 * (value != key) for value in range(65536)], "L"))
    return grey


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """RGB or RGBA, with the colours that a picture has by its ICC profile: nobody who reads the profile is to come."""
    colours = _converted(picture, profile)
    if picture.has_transparency_data:
        colours.putalpha(picture.convert("RGBA").getchannel("A"))
    return colours


def _converted(picture: Image.Image, content: bytes) -> Image.Image:
    """In sRGB; a picture without a profile, or with a broken or foreign one, is taken to be so already."""
    mode = {"CMYK": "CMYK", "1": "L", "L": "L", "LA": "L"}.get(picture.mode, "RGB")
    try:
        profile = _profile(content)
        space = profile.profile.xcolor_space
        if mode not in MODES[space]:
            raise ValueError("a profile of other pictures")
        return ImageCms.profileToProfile(  # type: ignore[return-value]  # None only for one changed in place
            picture.convert("RGB" if space == "RGB " else mode),
            profile,
            ImageCms.createProfile("sRGB"),
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            "RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, KeyError, ValueError):
        return picture.convert("RGB")


def _profile(content: bytes) -> ImageCms.ImageCmsProfile:
    """An ICC profile. Raises OSError or ValueError of what is none, or may take for ever to calculate with.

    Profiles whose tags D2B0 to D2B3 are chains of elements (ICC.1:2010, 9.2.29) have as many of these as they say,
    in a few bytes each; cameras and image programs write tables and curves.
    """
    end = min(132 + 12 * int.from_bytes(content[128:132]), len(content))
    names = {content[start : start + 3] for start in range(132, end, 12)}
    if len(content) > MAX_PROFILE_BYTES or b"D2B" in names:
        raise ValueError("no ordinary profile")
    return ImageCms.ImageCmsProfile(BytesIO(content))
