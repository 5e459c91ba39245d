"""Drawings for approaches and news: what stands where, from the back to the front."""
# fmt: off
# ruff: noqa: F403, F405

from shapes import *


def potsdam_immigration_office():
    floor = box(0, 0, WIDTH, 170, OCHRE) + box(0, 164, WIDTH, 8, INK)
    light = poly(BUTTER, (690, 170), (990, 170), (900, 0), (470, 0))
    outside = (
        arch(690, 170, 300, 520, SUN) + arch(716, 170, 248, 494, PAPER) + box(716, 170, 248, 60, LEAF)
        + tree(900, 200, 80, 200, LEAF) + disc(790, 500, 40, SUN)
    )
    leaf = (
        poly(VEST, (990, 150), (990, 560), (1010, 620), (1050, 660), (1120, 690), (1120, 80))
        + disc(1020, 370, 12, SUN) + poly(SHADE, (1054, 120), (1054, 662), (1120, 690), (1120, 80))
    )
    clerk = person(300, 200, 320, LEAF, BRICK)
    desk = (
        box(110, 300, 470, 24, INK) + box(140, 100, 24, 200, INK) + box(526, 100, 24, 200, INK)
        + box(400, 140, 126, 160, BRICK) + line(INK, 5, (400, 220), (526, 220)) + box(446, 256, 34, 8, SUN)
        + box(446, 176, 34, 8, SUN)
    )
    papers = (
        box(180, 324, 110, 10, PAPER) + box(190, 334, 110, 10, PEACH) + arch(370, 324, 40, 50, SEA)
        + box(384, 372, 12, 22, INK) + dome(390, 390, 15, INK)
    )
    lamp = (
        line(INK, 8, (520, 324), (520, 430), (460, 480)) + turned(40, 450, 470, dome(450, 455, 44, SUN))
        + box(490, 324, 60, 12, INK)
    )
    calendar = box(80, 520, 140, 150, PAPER) + "".join(
        windows(90, y, 120, 40, 4, 1, c) for y, c in ((530, SKY), (574, VEST), (618, SKY))
    )
    picture = arch(440, 560, 110, 160, SEA) + arch(454, 574, 82, 132, MINT) + hill(495, 574, 82, 50, LEAF)
    return sheet(
        ROSE, calendar, picture, floor, light, outside, leaf, clerk, desk, papers, lamp,
        person(650, 50, 340, SKY, OCHRE),
    )


def zurich_city_card():
    def card(degrees, c, *parts):
        return turned(
            degrees, 600, 100,
            path(
                c,
                "M250 190h700a30 30 0 0 1 30 30v380a30 30 0 0 1-30 30h-700a30 30 0 0 1-30-30v-380a30 30 0 0 1 30-30z",
            ), *parts,
        )

    portrait = (
        arch(270, 240, 230, 320, SUN) + arch(310, 240, 150, 170, VEST) + disc(385, 450, 62, OCHRE)
        + dome(385, 456, 66, INK)
    )
    words = box(560, 510, 330, 34, INK) + box(560, 450, 240, 20, SEA) + box(560, 410, 280, 20, SEA)
    town = (
        "".join(box(cx - 26, 240, 52, 90, SKY) + cupola(cx, 330, 26, BRICK) for cx in (800, 870))
        + box(560, 240, 60, 80, PLUM) + spire(590, 320, 60, 90, PLUM) + box(640, 240, 50, 50, LEAF)
        + arch(700, 240, 60, 80, SUN) + box(540, 234, 400, 8, INK)
    )
    front = card(-3, PAPER, portrait, words, town)
    return sheet(SEA, card(13, SUN), card(5, PEACH), front, turned(-3, 600, 100, arch(890, 560, 44, 50, SEA)))


def barcelona_nausica_programme():
    hull = (
        path(INK, "M230 250h760q-30-130-150-150h-470q-110 20-140 150z")
        + windows(360, 160, 480, 70, 6, 1, SUN, arch, (0.4, 0.8)) + box(230, 238, 760, 14, VEST)
    )
    home = (
        box(400, 250, 360, 240, PAPER) + tri(580, 490, 440, 160, VEST) + arch(530, 250, 100, 160, SUN)
        + arch(548, 250, 64, 130, INK) + windows(410, 290, 110, 160, 1, 1, SKY, arch, (0.5, 0.6))
        + windows(640, 290, 110, 160, 1, 1, SKY, arch, (0.5, 0.6))
    )
    home += (
        arch(555, 520, 50, 66, INK) + box(690, 560, 40, 90, BRICK) + box(760, 250, 160, 130, PEACH)
        + poly(PLUM, (750, 380), (930, 380), (900, 430), (760, 430)) + arch(815, 250, 56, 90, LEAF)
        + box(290, 250, 110, 90, PEACH) + dome(345, 340, 55, LEAF) + arch(322, 250, 46, 70, INK)
    )
    mast = line(INK, 7, (270, 250), (270, 600)) + poly(SUN, (276, 600), (276, 540), (360, 570))
    garland = "".join(
        tri(x, y, 28, -36, c) for x, y, c in ((330, 585, VEST), (390, 600, SKY), (450, 615, LEAF), (510, 630, PLUM))
    ) + line(INK, 4, (270, 570), (580, 648))
    return sheet(
        MINT, disc(960, 620, 84, SUN), scales(190, 56, SKY), home, garland, mast, hull,
        scales(126, 56, SEA, SKY, SEA),
    )


def palermo_conference():
    bay = box(0, 360, WIDTH, 180, SKY)
    mount = poly(PLUM, (-20, 540), (140, 670), (300, 690), (420, 600), (560, 580), (700, 540))
    domes = (
        box(760, 540, 380, 90, OCHRE) + windows(770, 546, 360, 76, 6, 1, BUTTER, arch)
        + "".join(cupola(cx, 630, 60, VEST) for cx in (825, 950, 1075))
    )
    wall = box(0, 0, WIDTH, 370, PEACH) + box(0, 362, WIDTH, 12, INK)
    table = path(INK, "M130 150a470 110 0 0 0 940 0a470 110 0 0 0-940 0z") + path(
        PAPER, "M130 172a470 110 0 0 0 940 0a470 110 0 0 0-940 0z"
    )
    behind = each(
        person, (210, 190, 260, SEA, OCHRE), (366, 220, 266, VEST, PEACH), (522, 240, 256, LEAF, BRICK),
        (678, 240, 270, SUN, OCHRE), (834, 220, 256, PLUM, PEACH), (990, 190, 264, SEA, BRICK),
    )
    ahead = each(person, (330, -60, 260, PLUM, BRICK), (600, -70, 260, SUN, OCHRE), (870, -60, 260, SKY, BRICK))
    papers = each(
        lambda x, y, c: poly(c, (x, y), (x + 80, y), (x + 68, y + 24), (x + 12, y + 24)),
        (260, 206, MINT), (420, 226, BUTTER), (700, 226, MINT), (860, 206, BUTTER),
    )
    return sheet(BUTTER, disc(600, 680, 60, SUN), mount, domes, bay, wall, behind, table, papers, ahead)


def municipalities_as_safe_harbours():
    town = each(
        lambda x, w, h, c, gable: house(x, 330, w, h, c, gable, 3, 3, BUTTER if c != SUN else BRICK, INK),
        (-20, 130, 150, BRICK, steps), (110, 120, 190, SUN, bell), (230, 130, 140, PLUM, point),
        (840, 130, 150, SKY, point), (970, 120, 190, SUN, steps), (1090, 130, 150, BRICK, bell),
    )
    gate = (
        arch(350, 330, 500, 440, VEST) + arch(400, 330, 400, 390, PAPER) + disc(600, 480, 90, SUN)
        + box(400, 330, 400, 120, SKY)
    )
    moles = (
        poly(OCHRE, (-20, 340), (360, 340), (250, 210), (-20, 210))
        + poly(OCHRE, (1220, 340), (840, 340), (950, 210), (1220, 210)) + box(-20, 180, 270, 30, INK)
        + box(950, 180, 270, 30, INK) + box(0, 328, 360, 12, INK) + box(840, 328, 360, 12, INK)
    )
    lights = "".join(
        box(cx - 30, 220, 60, 180, PAPER) + box(cx - 30, 260, 60, 34, c) + box(cx - 30, 330, 60, 34, c)
        + box(cx - 40, 398, 80, 12, INK) + box(cx - 20, 410, 40, 42, BUTTER) + cupola(cx, 450, 28, INK, c)
        for cx, c in ((180, VEST), (1020, VEST))
    )
    lights += "".join(arch(cx - 13, 220, 26, 36, INK) for cx in (180, 1020))
    water = box(0, 0, WIDTH, 330, SEA) + ripples(320, MINT, 360, 480)
    return sheet(
        PEACH, gate, town, water, moles, lights, ripples(170, MINT), boat(600, 250, 110, INK, PAPER, SUN),
        boat(370, 70, 160, INK, PAPER, SUN), boat(800, 40, 190, INK, PAPER, SUN),
    )
