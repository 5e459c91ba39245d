"""Pictures that people upload: what is taken, what is kept of it, and in which widths."""

import re
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 2000
#: The narrower widths in which a picture is kept too; never another one, and none is made when asked for.
WIDTHS = (480, 960)
VARIANT = re.compile(rf"-({'|'.join(map(str, WIDTHS))})\.webp$")
JPEG_START, JPEG_END = b"\xff\xd8", b"\xff\xd9"


class CleanPicture(ContentFile):
    """What we have written ourselves."""


def reencoded(file):
    """Decode a picture fully and write it anew: upright, at most 2,000 px a side, WebP, without metadata.

    Takes an open file; gives a CleanPicture; raises ValidationError with a sentence for the person who uploaded it.
    """
    if file.size > MAX_BYTES:
        raise ValidationError(_("This picture is larger than 10 MB. Save it smaller and choose it again."))
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


def narrower_widths(width):
    """The widths in which a picture of that width is kept too."""
    return [narrower for narrower in WIDTHS if narrower < width]


def variants(file):
    """A picture that was written by `reencoded`, in its narrower widths: {width: CleanPicture}."""
    file.seek(0)
    with Image.open(file, formats=FORMATS) as picture:
        return {width: _as_webp(_narrowed(picture, width)) for width in narrower_widths(picture.width)}


def variant_name(name, width):
    """Where a picture lies in that width: "cities.city/5f….webp" in 480 is "cities.city/5f…-480.webp"."""
    return f"{name.removesuffix('.webp')}-{width}.webp"


def original_name(name):
    """The name of the picture that a variant belongs to; any other name as it is."""
    return VARIANT.sub(".webp", name)


def width_of(name):
    """The width in which a variant is, by its name; None for any other name."""
    found = VARIANT.search(name)
    return int(found[1]) if found else None


def _narrowed(picture, width):
    narrowed = picture.copy()
    narrowed.thumbnail((width, picture.height))
    return narrowed


def _as_webp(picture):
    content = BytesIO()
    picture.save(content, "WEBP", quality=82)
    return CleanPicture(content.getvalue(), name="picture.webp")


def _completed(file):
    """What is in the file; a JPEG gets the end marker that it may lack, for browsers show it then, but Pillow does not.

    After an end marker of its own another one is not read.
    """
    file.seek(0)
    content = file.read()
    return BytesIO(content + JPEG_END if content.startswith(JPEG_START) else content)


def _too_many_pixels():
    return ValidationError(_("This picture has more than 40 million pixels. Save it smaller and choose it again."))


def _decoded(file):
    with Image.open(_completed(file), formats=FORMATS) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise _too_many_pixels()
        # Before anything else, so that there is never a second large one; of a JPEG not even a first.
        picture.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=1)
        upright = ImageOps.exif_transpose(picture)
        clean = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    clean.info.clear()
    return clean
