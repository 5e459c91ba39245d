"""A skyline for every city, drawn from its slug: a face for those without a picture, always the same.

The shapes are the arch and the block of the site's sign. Colours are the names of tokens in css/tokens.css.
"""

import hashlib

HEIGHT = 160
GROUNDS = ["sea-pale", "vest-pale", "leaf-pale", "plum-pale", "sky-pale", "ochre-pale"]
COLOURS = ["sun", "vest", "plum", "sky", "leaf", "sea"]


def block(x, width, top):
    return f"M{x} {HEIGHT}V{top}h{width}V{HEIGHT}z"


def arch(x, width, top):
    radius = width // 2
    return f"M{x} {HEIGHT}V{top + radius}a{radius} {radius} 0 0 1 {width} 0V{HEIGHT}z"


def tower(x, width, top):
    """A block with a narrower one on top."""
    step = width // 4
    return f"M{x} {HEIGHT}V{top + 24}h{step}V{top}h{width - 2 * step}v24h{step}V{HEIGHT}z"


def gable(x, width, top):
    half = width // 2
    return f"M{x} {HEIGHT}V{top + half}l{half}-{half} {half} {half}V{HEIGHT}z"


SHAPES = [block, arch, tower, arch, gable, arch]


def houses(slug, street):
    """(colour, shape, x, width, top) of each house, from left to right, until the width of the street is filled."""
    dice = iter(hashlib.shake_128(slug.encode()).digest(64))
    x, colour = 0, next(dice) % len(COLOURS)
    highest = 24 if street <= 240 else 64  # a long street is a low one
    while x < street:
        width = 32 + next(dice) % 4 * 8
        width = width if street - x - width >= 32 else street - x
        colour = (colour + 1 + next(dice) % (len(COLOURS) - 1)) % len(COLOURS)  # never that of the neighbour
        top = highest + next(dice) % 8 * (104 - highest) // 8
        yield COLOURS[colour], SHAPES[next(dice) % len(SHAPES)], x, width, top
        x += width


def openings(x, width, top):
    """The door of a house, and two windows where it is high enough for them."""
    middle, radius = x + width // 2, width // 8 + 2
    door = f"M{middle - radius} {HEIGHT}v-{16 + radius}a{radius} {radius} 0 0 1 {2 * radius} 0V{HEIGHT}z"
    if top > 72:
        return door
    return door + "".join(f"M{left} {top + 52}v-9a3 3 0 0 1 6 0v9z" for left in (middle - 10, middle + 4))


def emblem(slug, street=240):
    """The colour of the ground, and [(colour, path)] of the houses; their doors and windows are the last."""
    paths, light = {}, ""
    for colour, shape, x, width, top in houses(slug, street):
        paths[colour] = paths.get(colour, "") + shape(x, width, top)
        light += openings(x, width, top)
    return GROUNDS[sum(slug.encode()) % len(GROUNDS)], [*paths.items(), ("light", light)]
