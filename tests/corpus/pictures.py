"""Pictures by what must become of them, and files that are none: {name: bytes} of each."""

import gzip
import struct
import zipfile
import zlib
from io import BytesIO
from itertools import product
from random import Random

from PIL import Image

from tests import samples

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
#: The depths that the format has for each of its kinds of colour.
DEPTHS = {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}
NO_PIXELS = zlib.compress(b"\0")
LEADING_OUT = ["../../evil.txt", "/abs.txt", "a\\..\\..\\w.txt", "x" * 300]
ALMOST = "almost too many pixels.png"


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def rows(width, height, depth, colour):
    """So many rows of pixels that differ, each after the number of the filter that is none."""
    length = (width * depth * CHANNELS[colour] + 7) // 8
    return b"".join(b"\0" + bytes((x * 7 + y * 31) % 256 for x in range(length)) for y in range(height))


def png(width=9, height=7, depth=8, colour=2, data=None, extra=b"", interlace=0):
    """The bytes of a PNG with such a head, whatever is in it; `data` is what stands for its pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))
    palette = chunk(b"PLTE", bytes(range(256)) * 3) if colour == 3 and depth == 8 else b""
    if colour == 3 and depth < 8:
        palette = chunk(b"PLTE", bytes(range(3 * 2**depth)))
    if data is None:
        data = zlib.compress(rows(width, height, depth, colour))
    return SIGNATURE + head + palette + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def interlaced(width, height):
    """An RGB picture as it comes in over a slow line: seven passes, each a little finer (PNG, section 8.2)."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    sizes = [(len(range(x, width, by_x)), len(range(y, height, by_y))) for x, y, by_x, by_y in passes]
    data = b"".join(rows(across, down, 8, 2) for across, down in sizes if across and down)
    return png(width, height, data=zlib.compress(data), interlace=1)


def blank(width, height):
    """The pixels of a black picture of one bit each, deflated row by row, for there are many."""
    squeeze, row = zlib.compressobj(9), b"\0" * (1 + (width + 7) // 8)
    return b"".join(squeeze.compress(row) for _row in range(height)) + squeeze.flush()


def saved(image, kind, **options):
    content = BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def photo(mode="RGB", size=(60, 40)):
    """A picture in which hardly two pixels are alike."""
    channels = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, size, Random(7).randbytes(size[0] * size[1] * channels))


def good():
    """Taken, and readable afterwards."""
    kinds = [(colour, bits) for colour, depths in DEPTHS.items() for bits in depths]
    found = {f"{bits} bits of colour {colour}.png": png(9, 7, bits, colour) for colour, bits in kinds}
    sizes = [(1, 1), (1, 8), (3, 1), (3, 8), (9, 1), (9, 8)]
    found |= {f"interlaced {width} × {height}.png": interlaced(width, height) for width, height in sizes}
    found |= {f"{width} × {height}.png": png(width, height) for width, height in [(1, 1), (1, 300), (300, 1)]}
    notes = chunk(b"gAMA", b"\0\0\xb1\x8f") + chunk(b"pHYs", b"\0\0\x0b\x13" * 2 + b"\1") + chunk(b"tIME", bytes(7))
    found |= {
        "one colour see-through.png": png(colour=0, extra=chunk(b"tRNS", b"\0\x07")),
        "palette see-through.png": png(colour=3, extra=chunk(b"tRNS", bytes(range(0, 200, 2)))),
        "gamma, size and time.png": png(extra=notes),
        "a chunk of nobody.png": png(extra=chunk(b"abCd", b"x" * 99)),
        "many chunks of nothing.png": png(extra=chunk(b"abCd", b"") * 500),
        "says that it moves.png": png(extra=chunk(b"acTL", struct.pack(">II", 10_000, 0))),
        "moves.png": saved(photo(), "PNG", save_all=True, append_images=[photo().rotate(180)]),
        "something behind it.png": png() + b"<script>top.hit=1</script>",
        "pixels in many chunks.png": in_pieces(),
        "moves.webp": saved(photo(), "WEBP", save_all=True, append_images=[photo().rotate(180)]),
        ALMOST: png(6324, 6324, 1, 0, blank(6324, 6324)),
        "in steps.jpg": saved(photo(), "JPEG", progressive=True),
        "with a remark.jpg": saved(photo(), "JPEG", comment=b"x" * 9999),
    }
    found |= {f"{mode}.jpg": saved(photo(mode), "JPEG") for mode in ["L", "RGB", "CMYK"]}
    for quality, subsampling in product([1, 50, 100], [0, 1, 2]):
        content = saved(photo(), "JPEG", quality=quality, subsampling=subsampling)
        found[f"quality {quality}, subsampling {subsampling}.jpg"] = content
    for mode, lossless in product(["RGB", "RGBA"], [True, False]):
        found[f"{mode}{', without loss' * lossless}.webp"] = saved(photo(mode), "WEBP", lossless=lossless)
    return found


def in_pieces():
    whole = png(60, 40)
    start = whole.index(b"IDAT")
    length = struct.unpack(">I", whole[start - 4 : start])[0]
    data = whole[start + 4 : start + 4 + length]
    pieces = b"".join(chunk(b"IDAT", data[place : place + 9]) for place in range(0, length, 9))
    return whole[: start - 4] + pieces + chunk(b"IEND", b"")


def located():
    """Taken; where they were made is gone afterwards."""
    exif = Image.Exif()
    exif[0x010F] = "Telltale camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 56.0, 15.0), 3: "E", 4: (6.0, 57.0, 37.0)})
    found = {f"located.{kind}": saved(photo(), kind, exif=exif, xmp=b"<x>Telltale</x>") for kind in ["JPEG", "WEBP"]}
    return found | {"located.PNG": saved(photo(), "PNG", exif=exif)}


def whole_ones():
    """One of each kind that is taken, large enough to be cut in many places."""
    return {
        "whole.png": saved(photo(), "PNG"),
        "whole.jpg": saved(photo(), "JPEG", quality=90),
        "in steps.jpg": saved(photo(), "JPEG", progressive=True),
        "with loss.webp": saved(photo(), "WEBP"),
        "without loss.webp": saved(photo(), "WEBP", lossless=True),
    }


def broken():
    """Refused: no reader can make a picture of them, or they are of a kind that is not taken."""
    found = {
        "empty.png": b"",
        "a signature.png": SIGNATURE,
        "a signature.jpg": b"\xff\xd8\xff\xe0",
        "a signature.webp": b"RIFF\x08\0\0\0WEBP",
        "html.png": b"<!doctype html><script>top.hit=1</script>",
        "pdf.png": samples.pdf(),
        "zeros.png": b"\0" * 5000,
        "noise.png": Random(1).randbytes(5000),
        "head only.png": png()[:33],
        "no pixels.png": png()[:33] + chunk(b"IEND", b""),
        "no width.png": png(0, 7, data=NO_PIXELS),
        "no height.png": png(9, 0, data=NO_PIXELS),
        "no palette.png": SIGNATURE + png(colour=3)[8:33] + chunk(b"IDAT", NO_PIXELS) + chunk(b"IEND", b""),
        "line ends of another system.png": png().replace(b"\r\n", b"\n", 1),
    }
    unknown = [(3, 0), (1, 2), (16, 3), (4, 6), (0, 0), (8, 1), (8, 5), (8, 7), (32, 2)]
    found |= {f"{depth} bits of colour {colour}.png": png(9, 7, depth, colour, NO_PIXELS) for depth, colour in unknown}
    found |= {
        f"first {length} bytes of {name}": whole[:length]
        for name, whole in whole_ones().items()
        for length in [1, 4, 12, 20, 30]
    }
    kinds = ["GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "PCX", "JPEG2000", "DDS", "SGI", "EPS"]
    return found | {f"another kind.{kind}": saved(photo(), kind) for kind in kinds}


def lying():
    """Look right to who only looks at their outside, which is all that Pillow's `verify` and Django's ImageField do.

    Refused, or taken so that what is kept really opens.
    """
    found = {}
    for number, (name, whole) in enumerate(whole_ones().items()):
        if name.endswith("jpg"):
            scan = whole.index(b"\xff\xda") + 20
            lengths = [scan + (len(whole) - scan) * part // 16 for part in range(1, 16)]
            found |= {f"{length} bytes of {name}": whole[:length] for length in lengths}
            found |= {f"{seed} damaged {name}": damaged(whole, scan, 10 * number + seed) for seed in range(10)}
    for colour, part in product(DEPTHS, [0, 1, 2, 3]):
        data = zlib.compress(rows(60, 40, 8, colour))
        found[f"{part} quarters of colour {colour}.png"] = png(60, 40, 8, colour, data[: len(data) * part // 4])
    return found | {
        "pixels that are none.png": png(data=b"no zlib at all"),
        "a wrong sum.png": png(data=zlib.compress(rows(9, 7, 8, 2))[:-4] + b"abcd"),
        "a filter that is none.png": png(data=zlib.compress(b"\x09" * 500)),
        "too few rows.png": png(9, 700, data=zlib.compress(rows(9, 7, 8, 2))),
        "too many rows.png": png(data=zlib.compress(rows(9, 700, 8, 2))),
        "an interlace that is none.png": png(interlace=9),
    }


def damaged(content, start, seed):
    dice, damage = Random(seed), bytearray(content)
    for _time in range(1 + seed % 20):
        damage[dice.randrange(start, len(damage))] = dice.randrange(256)
    return bytes(damage)


def with_size(content, place, how, *size):
    """The picture with another width and height in its head."""
    return content[:place] + struct.pack(how, *size) + content[place + struct.calcsize(how) :]


def bombs():
    """Small files that say they are, or become, so large that no picture of a page can be; refused undecoded."""
    small = png(8, 8)[:33]
    jpeg, lossless = saved(photo(), "JPEG"), saved(photo(), "WEBP", lossless=True)
    steps, see_through = saved(photo(), "JPEG", progressive=True), saved(photo("RGBA"), "WEBP")
    text = b"a\0\0" + zlib.compress(b"A" * 60_000_000, 9)
    return {
        "20,000 × 20,000 of one bit.png": png(20_000, 20_000, 1, 0, blank(20_000, 20_000)),
        "60,000 × 60,000.png": png(60_000, 60_000, 1, 0, NO_PIXELS),
        "one pixel wide.png": png(1, 2_000_000_000, 1, 0, NO_PIXELS),
        "one pixel high.png": png(2_000_000_000, 1, 1, 0, NO_PIXELS),
        "as large as can be.png": png(2**31 - 1, 2**31 - 1, data=NO_PIXELS),
        "a row too many.png": png(6325, 6325, 1, 0, NO_PIXELS),
        "interlaced.png": png(30_000, 30_000, data=NO_PIXELS, interlace=1),
        "sixteen bits.png": png(10_000, 10_000, 16, 6, NO_PIXELS),
        "a text of 60 MB.png": png(8, 8, extra=chunk(b"zTXt", text)),
        "texts of 60 MB.png": small + chunk(b"zTXt", text) * 20 + chunk(b"IDAT", NO_PIXELS),
        "an international text.png": png(8, 8, extra=chunk(b"iTXt", b"a\0\1\0\0\0" + text[3:])),
        "a profile of 60 MB.png": png(8, 8, extra=chunk(b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 60_000_000, 9))),
        "65,500 × 65,500.jpg": with_size(jpeg, jpeg.index(b"\xff\xc0") + 5, ">HH", 65_500, 65_500),
        "65,500 × 65,500 in steps.jpg": with_size(steps, steps.index(b"\xff\xc2") + 5, ">HH", 65_500, 65_500),
        "16,384 × 16,384.webp": with_size(lossless, 21, "<I", 16_383 | 16_383 << 14),
        "a canvas of 16,384.webp": with_size(see_through, 24, "<HBHB", 16_383, 0, 16_383, 0),
    }


def no_pictures():
    """Drawings, archives and tables, with programs, with entities, with much in little; all refused, and as PDF too."""
    moving = b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    moving += (b"," + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0\x02\x02D\x01\0") * 5000 + b";"
    entity = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"'
    laughs = b'<!ENTITY a "' + b"A" * 50 + b'">'
    laughs += b"".join(b'<!ENTITY %c "%b">' % (98 + place, b"&%c;" % (97 + place) * 20) for place in range(8))
    return {
        "5,000 frames of 65,535.gif": moving,
        "with an archive behind.gif": saved(photo().quantize(), "GIF") + b"PK\x05\x06" + b"\0" * 18,
        "html.png": b"<!doctype html><script>top.hit=1</script>",
        "pdf.png": b"%PDF-1.4\n%%EOF",
        "zero.png": b"",
        "script.svg": drawing + b' onload="top.hit=1"><script>top.hit=1</script></svg>',
        "frame.svg": drawing + b'><foreignObject><iframe src="javascript:top.hit=1"/></foreignObject></svg>',
        "entities.svg": b"<!DOCTYPE svg [" + laughs + b"]>" + drawing + b"><text>&i;</text></svg>",
        "a file of the server.svg": entity + drawing + b">&x;</svg>",
        "100 MB.svgz": gzip.compress(drawing + b">" + b" " * 100_000_000 + b"</svg>", 9),
        "300 MB of texts.xlsx": archive({"xl/sharedStrings.xml": b"A" * 300_000_000}),
        "names that lead out.zip": archive(dict.fromkeys(LEADING_OUT, b"x")),
        "60,000 members.zip": archive(dict.fromkeys(map(str, range(60_000)), b"")),
    }


def archive(members):
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, member in members.items():
            file.writestr(name, member)
        link = zipfile.ZipInfo("link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    return content.getvalue()
