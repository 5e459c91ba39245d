"""Shapes for the pictures: flat colours, straight edges and the round arch.

All measures are pixels from the lower left corner, so that things stand on the ground: (x, y) is where
a shape's lower left corner stands. `cx` is the middle of a shape.
"""

WIDTH, HEIGHT = 1200, 800

PAPER, INK, SUN, VEST, SEA = "#fffaf0", "#0e2a33", "#ffc83d", "#c9330f", "#0b6470"
LEAF, PLUM, SKY, BRICK, OCHRE = "#2b7548", "#7a2e62", "#245ea8", "#9a3324", "#8a5a0b"
MINT, PEACH, GREEN, ROSE, AIR, BUTTER = "#d9ecea", "#f7d9cd", "#ddeedf", "#f1e0ec", "#e4e9f5", "#ffe9b8"
SHADE = "#0e2a3326"


def sheet(ground, *parts):
    """A whole picture as SVG, y pointing up."""
    flip = f"matrix(1 0 0 -1 0 {HEIGHT})"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<g transform="{flip}">{box(0, 0, WIDTH, HEIGHT, ground)}{"".join(parts)}</g></svg>'
    )


# Plain shapes


def path(c, d):
    return f'<path fill="{c}" d="{d}"/>'


def poly(c, *points):
    return path(c, "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "z")


def box(x, y, w, h, c):
    return path(c, f"M{x:g} {y:g}h{w:g}v{h:g}h{-w:g}z")


def arch(x, y, w, h, c):
    """The sign of the house: a round arch, `h` high over all."""
    r = w / 2
    return path(c, f"M{x:g} {y:g}v{h - r:g}a{r:g} {r:g} 0 0 0 {w:g} 0v{r - h:g}z")


def dome(cx, y, r, c):
    return arch(cx - r, y, 2 * r, r, c)


def bowl(cx, y, r, c):
    """A dome upside down, hanging from `y`."""
    return path(c, f"M{cx - r:g} {y:g}a{r:g} {r:g} 0 0 1 {2 * r:g} 0z")


def disc(cx, y, r, c):
    return f'<circle fill="{c}" cx="{cx:g}" cy="{y:g}" r="{r:g}"/>'


def tri(cx, y, w, h, c):
    return poly(c, (cx - w / 2, y), (cx, y + h), (cx + w / 2, y))


def line(c, width, *points):
    way = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    return f'<path fill="none" stroke="{c}" stroke-width="{width}" d="{way}"/>'


def curve(c, width, d):
    return f'<path fill="none" stroke="{c}" stroke-width="{width}" d="{d}"/>'


def each(draw, *rows):
    """One drawing for each row of values."""
    return "".join(draw(*row) for row in rows)


def repeat(draw, x, step, count):
    """The same drawing `count` times, `step` apart."""
    return "".join(draw(x + i * step) for i in range(count))


def turned(degrees, x, y, *parts):
    return f'<g transform="rotate({degrees} {x} {y})">{"".join(parts)}</g>'


def moved(dx, *parts):
    return f'<g transform="translate({dx} 0)">{"".join(parts)}</g>'


def windows(x, y, w, h, columns, rows, c, shape=box, fill=(0.46, 0.56)):
    """Windows spread evenly over a wall."""
    dx, dy = w / columns, h / rows
    a, b = dx * fill[0], dy * fill[1]
    return "".join(
        shape(x + i * dx + (dx - a) / 2, y + j * dy + (dy - b) / 2, a, b, c)
        for j in range(rows)
        for i in range(columns)
    )


# Parts of buildings


def tower(cx, y, w, h, c):
    return box(cx - w / 2, y, w, h, c) + box(cx, y, w / 2, h, SHADE)


def spire(cx, y, w, h, c):
    return tri(cx, y, w, h, c) + poly(SHADE, (cx, y), (cx, y + h), (cx + w / 2, y))


def cupola(cx, y, r, c, lantern=SUN):
    """A dome with its shadow and a small lantern."""
    top = box(cx - r / 9, y + r - 4, r / 4.5, r / 3, c) + spire(cx, y + r * 1.3, r / 3, r / 3, lantern)
    return top + dome(cx, y, r, c) + path(SHADE, f"M{cx:g} {y:g}v{r:g}a{r:g} {r:g} 0 0 0 {r:g} {-r:g}z")


def spindle(cx, y, w, h, c):
    """A tower that narrows in one long curve."""
    x, z = cx - w / 2, cx + w / 2
    left = f"M{x:g} {y:g}C{x:g} {y + h * 0.6:g} {cx - w * 0.1:g} {y + h:g} {cx:g} {y + h:g}"
    right = f"C{cx + w * 0.1:g} {y + h:g} {z:g} {y + h * 0.6:g} {z:g} {y:g}z"
    return path(c, left + right) + path(SHADE, f"M{cx:g} {y:g}V{y + h:g}{right}")


def steps(x, y, w, c, count=4, rise=24):
    run = w / (2 * count + 1)
    return "".join(box(x + i * run, y + i * rise - 1, w - 2 * i * run, rise + 1, c) for i in range(count + 1))


def point(x, y, w, c):
    return tri(x + w / 2, y, w, w * 0.62, c)


def bell(x, y, w, c):
    """The gable of canal houses: two shoulders and a round head."""
    shoulders = poly(c, (x, y - 1), (x + w * 0.24, y + w * 0.42), (x + w * 0.76, y + w * 0.42), (x + w, y - 1))
    return shoulders + arch(x + w * 0.24, y, w * 0.52, w * 0.78, c)


def neck(x, y, w, c):
    return box(x + w * 0.24, y - 1, w * 0.52, w * 0.5, c) + tri(x + w / 2, y + w * 0.48, w * 0.66, w * 0.24, c)


def flat(x, y, w, c):
    return box(x - 6, y - 1, w + 12, 16, c)


def house(x, y, w, h, c, gable=point, columns=3, rows=4, glass=PAPER, door=INK):
    """A house front with a round door; `h` is the height of the wall."""
    foot = min(78, h * 0.36)
    walls = box(x, y, w, h, c) + gable(x, y + h, w, c)
    panes = windows(x + w * 0.07, y + foot, w * 0.86, h - foot, columns, rows, glass)
    attic = arch(x + w * 0.42, y + h + w * 0.1, w * 0.16, w * 0.26, glass) if gable is not flat else ""
    return walls + panes + attic + arch(x + w * 0.36, y, w * 0.28, foot * 0.86, door)


def arcade(x, y, w, h, count, wall, hole, fill=0.66):
    """A wall of `count` arches."""
    bay = w / count
    gap = bay * (1 - fill) / 2
    return box(x, y, w, h, wall) + repeat(lambda at: arch(at + gap, y, bay * fill, h * 0.78, hole), x, bay, count)


def bridge(x, y, w, h, count, c, hole):
    return arcade(x, y, w, h, count, c, hole, 0.78) + box(x, y + h, w, 12, c)


# Land and water


def hill(cx, y, w, h, c):
    """A soft hill: the top of a wide arch."""
    return path(c, f"M{cx - w / 2:g} {y:g}A{w / 2:g} {h:g} 0 0 0 {cx + w / 2:g} {y:g}z")


def mountain(cx, y, w, h, c, snow=None):
    cap = h * 0.3
    half = w / 2 * 0.3
    top = ""
    if snow:
        zigzag = [
            (cx + half * f, y + h - cap * d) for f, d in ((-1, 1), (-0.5, 0.72), (-0.15, 1.05), (0.3, 0.75), (1, 1))
        ]
        top = poly(snow, *zigzag, (cx, y + h))
    return tri(cx, y, w, h, c) + top + poly(SHADE, (cx, y), (cx, y + h), (cx + w / 2, y))


def sea(y, c=SEA, glint=MINT):
    """Flat water up to the height `y`, with a few straight lights."""
    return box(0, 0, WIDTH, y, c) + ripples(y, glint)


def ripples(y, c, x=0, w=WIDTH, gap=38):
    lights = []
    for row, level in enumerate(range(int(y) - gap // 2 - 8, 8, -gap)):
        for i, at in enumerate(range(x - 90 + (row * 137) % 210, x + w, 260)):
            left, right = max(at, x), min(at + 50 + (i * 53 + row * 71) % 90, x + w)
            lights.append(box(left, level, right - left, 5, c) if right > left else "")
    return "".join(lights)


def scales(y, r, *colours):
    """Sea as rows of arches, the highest row first."""
    rows = []
    for row, c in enumerate(colours):
        base = y - row * r * 0.75 - r
        shift = r if row % 2 else 0
        rows.append(
            box(0, 0, WIDTH, base + 1, c)
            + repeat(lambda at, b=base, c=c: dome(at, b, r, c), -shift, 2 * r, WIDTH // (2 * r) + 2)
        )
    return "".join(rows)


def boat(cx, y, w, hull, sail, jib=PAPER):
    """A sailing boat on the line `y`."""
    mast = line(INK, 5, (cx, y), (cx, y + w * 1.25))
    main = poly(sail, (cx + 8, y + w * 0.28), (cx + 8, y + w * 1.2), (cx + w * 0.46, y + w * 0.28))
    fore = poly(jib, (cx - 8, y + w * 0.28), (cx - 8, y + w), (cx - w * 0.34, y + w * 0.28))
    return (
        mast
        + main
        + fore
        + poly(hull, (cx - w / 2, y + w * 0.2), (cx + w / 2, y + w * 0.2), (cx + w * 0.36, y), (cx - w * 0.36, y))
    )


def tree(cx, y, w, h, c, trunk=INK):
    return line(trunk, 6, (cx, y), (cx, y + h * 0.6)) + arch(cx - w / 2, y + h * 0.28, w, h * 0.72, c)


def cypress(cx, y, w, h, c):
    return spindle(cx, y, w, h, c)


def palm(cx, y, h, c, trunk=OCHRE):
    """A palm: a slender trunk and seven hanging leaves."""
    top = y + h
    stem = poly(trunk, (cx - 12, y), (cx - 6, top), (cx + 6, top), (cx + 12, y))
    leaves = []
    for dx, dy, bend in (
        (-1, -0.32, 0.34),
        (-0.94, 0.06, 0.5),
        (-0.56, 0.42, 0.5),
        (0, 0.5, 0.2),
        (0.56, 0.42, 0.5),
        (0.94, 0.06, 0.5),
        (1, -0.32, 0.34),
    ):
        r = h * 0.42
        tip = (cx + dx * r, top + dy * r)
        high = (cx + dx * r * 0.5, top + (dy * 0.5 + bend) * r)
        low = (cx + dx * r * 0.45, top + (dy * 0.5 + bend * 0.35) * r)
        leaves.append(
            path(c, f"M{cx} {top}Q{high[0]:g} {high[1]:g} {tip[0]:g} {tip[1]:g}Q{low[0]:g} {low[1]:g} {cx} {top}z")
        )
    return stem + "".join(leaves)


def person(cx, y, h, c, head):
    """Someone: an arch with a head."""
    return arch(cx - h * 0.21, y, h * 0.42, h * 0.68, c) + disc(cx, y + h * 0.84, h * 0.15, head)
