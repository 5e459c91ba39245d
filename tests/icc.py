"""ICC profiles made by hand (ICC.1:2010), as image programs put them into pictures."""

import struct
from functools import partial
from itertools import product

#: XYZ of the primaries, adapted to D50: of Adobe RGB (1998) and of Display P3.
ADOBE_RGB = [(0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)]
DISPLAY_P3 = [(0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407)]
WHITE = (0.96420, 1.0, 0.82491)


def profile(space, tags, connection="XYZ "):
    """The bytes of a profile for a display: its colour space, its tags {name: content}."""
    place, table, body = 132 + 12 * len(tags), b"", b""
    for name, content in tags.items():
        content += bytes(-len(content) % 4)
        table += struct.pack(">4sII", name, place + len(body), len(content))
        body += content
    head = struct.pack(">4x4xI4s4s4s", 0x02400000, b"mntr", space.encode(), connection.encode())
    head += struct.pack(">12x4s28x", b"acsp") + _numbers(WHITE)
    rest = struct.pack(">I", len(tags)) + table + body
    return struct.pack(">I", 128 + len(rest)) + head[4:].ljust(124, b"\0") + rest


def _numbers(values):
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _place(values):
    return b"XYZ \0\0\0\0" + _numbers(values)


def _curve(gamma):
    return struct.pack(">4s4xIH", b"curv", 1, round(gamma * 256))


def rgb(primaries, gamma=563 / 256, **more):
    """A profile of three primaries and one curve; `more` are further tags."""
    tags = {name: _place(values) for name, values in zip([b"rXYZ", b"gXYZ", b"bXYZ"], primaries, strict=True)}
    curves = dict.fromkeys([b"rTRC", b"gTRC", b"bTRC"], _curve(gamma))
    return profile(
        "RGB ", {b"wtpt": _place(WHITE)} | tags | curves | {name.encode(): tag for name, tag in more.items()}
    )


def grey(gamma):
    return profile("GRAY", {b"wtpt": _place(WHITE), b"kTRC": _curve(gamma)})


def cmyk(lab_of):
    """A profile of the sixteen corners, each with the L, a, b that `lab_of(c, m, y, k)` gives it."""
    ramp = bytes(range(256))
    corners = b"".join(_lab(lab_of(*corner)) for corner in product((0, 1), repeat=4))
    table = struct.pack(">4s4xBBBx", b"mft1", 4, 3, 2) + _numbers((1, 0, 0, 0, 1, 0, 0, 0, 1))
    return profile("CMYK", {b"wtpt": _place(WHITE), b"A2B0": table + ramp * 4 + corners + ramp * 3}, "Lab ")


def _lab(values):
    lightness, *chroma = values
    return bytes([round(lightness * 2.55), *(round(value) + 128 for value in chroma)])


adobe_rgb, display_p3 = partial(rgb, ADOBE_RGB), partial(rgb, DISPLAY_P3)
