"""One drawing for each city: what stands where, from the back to the front."""
# fmt: off
# ruff: noqa: F403, F405

from shapes import *


def amsterdam():
    row = [
        (-40, 150, 300, BRICK, neck), (110, 165, 350, SEA, steps), (275, 140, 310, OCHRE, bell),
        (415, 160, 380, PLUM, neck), (575, 150, 320, BRICK, steps), (725, 135, 370, INK, bell),
        (860, 165, 310, SKY, point), (1025, 150, 350, PLUM, steps), (1175, 120, 300, OCHRE, bell),
    ]
    houses = each(
        lambda x, w, h, c, gable: house(x, 230, w, h, c, gable, 3, 4, BUTTER if c != OCHRE else PAPER, SUN), *row
    )
    mirror = each(lambda x, w, h, c, gable: box(x + 12, 40 + h % 90, w - 24, 160 - h % 90, SHADE), *row)
    canal = box(0, 0, WIDTH, 210, SEA) + mirror + ripples(190, MINT)
    barge = (
        box(190, 92, 220, 56, SUN) + windows(196, 92, 208, 56, 5, 1, INK, arch)
        + poly(INK, (130, 92), (490, 92), (455, 40), (175, 40))
    )
    span = (
        bridge(640, 66, 620, 150, 3, PAPER, SEA) + box(640, 222, 620, 6, INK)
        + repeat(lambda x: box(x, 228, 6, 40, INK), 660, 60, 9)
    )
    return sheet(
        BUTTER, houses, canal, box(0, 200, WIDTH, 30, INK), barge, span, line(INK, 6, (652, 268), (1200, 268))
    )


def barcelona():
    def needle(cx, w, h, c):
        slits = "".join(
            box(cx - 20 + 14 * i, 230 + j * 38, 7, 24, PAPER) for j in range(int(h / 75)) for i in range(3)
        )
        return (
            spindle(cx, 150, w, h, c) + slits + disc(cx, 150 + h, 11, SUN)
            + line(SUN, 6, (cx, 150 + h), (cx, 178 + h))
        )

    hills = hill(250, 150, 1000, 250, GREEN) + hill(980, 150, 900, 190, GREEN)
    church = spindle(560, 150, 170, 570, BRICK) + disc(560, 722, 16, SUN)
    church += each(
        needle, (450, 100, 400, OCHRE), (670, 100, 400, OCHRE), (515, 100, 480, OCHRE), (605, 100, 480, OCHRE)
    )
    doors = box(390, 150, 340, 90, OCHRE) + each(
        arch, (416, 150, 70, 120, INK), (515, 150, 90, 150, INK), (634, 150, 70, 120, INK)
    )
    blocks = each(
        lambda x, w, h, c: box(x, 150, w, h, c) + windows(x + 8, 170, w - 16, h - 30, 4, 5, PAPER),
        (30, 120, 190, SKY), (150, 130, 250, VEST), (280, 110, 170, PLUM), (740, 120, 210, SKY),
        (1020, 100, 170, OCHRE), (1120, 110, 230, VEST),
    )
    pill = (
        arch(870, 150, 140, 400, SEA) + windows(880, 190, 120, 290, 5, 12, MINT)
        + windows(888, 250, 104, 200, 3, 5, SUN)
    )
    bench = (
        box(0, 0, WIDTH, 70, SEA) + ripples(62, MINT)
        + "".join(
            dome(60 + i * 120, 70, 60, c) + dome(60 + i * 120, 70, 34, PAPER)
            for i, c in enumerate([SUN, SKY, LEAF, VEST, SUN, PLUM, LEAF, SKY, SUN, VEST])
        )
    )
    return sheet(PEACH, hills, blocks, pill, church, doors, box(0, 70, WIDTH, 80, BUTTER), bench)


def berlin():
    def spike(cx):
        pier = (
            box(cx - 50, 60, 100, 340, BRICK) + box(cx, 60, 50, 340, SHADE) + arch(cx - 24, 150, 48, 150, BUTTER)
            + box(cx - 58, 390, 116, 14, INK)
        )
        return (
            pier + tower(cx, 404, 84, 110, BRICK) + spire(cx, 514, 108, 120, INK)
            + windows(cx - 34, 410, 68, 90, 2, 1, BUTTER, arch)
        )

    blocks = each(
        lambda x, w, h, c, n: box(x, 300, w, h, c) + windows(x + 6, 312, w - 12, h - 20, n, 6, AIR),
        (-20, 170, 210, PLUM, 4), (150, 110, 280, SKY, 3), (920, 140, 290, OCHRE, 4), (1060, 180, 210, PLUM, 5),
        (490, 80, 150, PLUM, 2),
    )
    mast = (
        poly(INK, (400, 300), (416, 690), (424, 690), (440, 300)) + line(VEST, 8, (420, 690), (420, 780))
        + line(PAPER, 8, (420, 715), (420, 735))
    )
    ball = disc(420, 610, 54, SEA) + box(366, 600, 108, 14, SUN) + path(SHADE, "M420 664a54 54 0 0 0 0-108z")
    church = box(810, 340, 110, 60, LEAF) + cupola(865, 400, 50, LEAF)
    deck = (
        bridge(-60, 110, 1320, 170, 8, BRICK, MINT) + arcade(-60, 280, 1320, 60, 33, BRICK, BUTTER)
        + box(0, 340, WIDTH, 10, INK)
    )
    train = (
        box(110, 350, 380, 70, SUN) + windows(118, 362, 364, 52, 7, 1, INK, box, (0.7, 0.6))
        + repeat(lambda x: dome(x, 350, 12, INK), 150, 100, 4)
    )
    river = box(0, 0, WIDTH, 150, SEA) + ripples(130, MINT)
    piers = repeat(lambda x: arch(x, 70, 46, 90, BRICK), -83, 165, 9)
    return sheet(AIR, blocks, mast, ball, church, river, deck, piers, train, spike(600), spike(765))


def bern():
    alps = each(
        mountain, (120, 330, 560, 300, SKY, PAPER), (430, 330, 520, 380, SKY, PAPER),
        (760, 330, 560, 330, SKY, PAPER), (1080, 330, 520, 400, SKY, PAPER),
    )
    roofs = "".join(
        box(x, 200, 124, 230, c) + tri(x + 62, 430, 144, 74, BRICK) + windows(x + 10, 300, 104, 120, 3, 2, PAPER)
        + box(x + 44, 450, 36, 26, INK)
        for x, c in zip(
            range(-30, 1200, 124), [OCHRE, LEAF, SEA, OCHRE, LEAF, OCHRE, SEA, LEAF, OCHRE, SEA], strict=False
        )
    )
    lanes = arcade(-30, 110, 1260, 180, 15, BUTTER, INK, 0.7) + box(0, 290, WIDTH, 8, INK)
    clock = (
        tower(390, 110, 190, 440, PAPER) + arch(345, 110, 90, 190, INK) + disc(390, 450, 66, INK)
        + disc(390, 450, 54, SUN)
    )
    hands = line(INK, 8, (390, 450), (390, 494)) + line(INK, 8, (390, 450), (424, 432))
    hat = poly(BRICK, (275, 550), (330, 640), (450, 640), (505, 550)) + spire(390, 630, 64, 140, BRICK)
    minster = (
        tower(880, 110, 130, 400, OCHRE) + windows(824, 330, 112, 160, 2, 1, BUTTER, arch)
        + spire(880, 510, 130, 240, OCHRE) + arch(845, 110, 70, 170, INK)
    )
    pins = spire(822, 510, 30, 90, OCHRE) + spire(938, 510, 30, 90, OCHRE)
    return sheet(GREEN, alps, roofs, lanes, minster, pins, clock, hat, hands, sea(110, SEA, MINT))


def bologna():
    def leaning(cx, w, h, lean, c, top):
        crown = box(cx - w / 2 - 8, 110 + h, w + 16, 34, c) + repeat(
            lambda x: box(x, 144 + h, 14, 16, c), cx - w / 2 - 8, 26, int(w / 26) + 1
        )
        slits = "".join(arch(cx - 9, y, 18, 36, top) for y in range(360, 90 + h, 90))
        return turned(lean, cx, 110, tower(cx, 110, w, h, c), crown, slits)

    town = each(
        lambda x, w, h, c: house(x, 230, w, h, c, flat, 3, 2, PAPER, c),
        (-20, 150, 120, OCHRE), (130, 150, 180, PLUM), (280, 130, 110, OCHRE), (720, 150, 110, PLUM),
        (870, 150, 160, OCHRE), (1020, 180, 120, PLUM),
    )
    sanctuary = (
        hill(980, 230, 760, 290, LEAF) + box(890, 505, 180, 50, OCHRE)
        + windows(894, 508, 172, 44, 5, 1, BUTTER, arch) + box(940, 555, 80, 30, OCHRE)
        + cupola(980, 585, 44, VEST, SUN)
    )
    walk = arcade(-40, 70, 1280, 170, 8, VEST, BUTTER, 0.76) + box(0, 240, WIDTH, 12, INK)
    people = (
        person(336, 70, 112, SEA, OCHRE) + person(386, 70, 90, LEAF, BRICK) + person(680, 70, 108, PLUM, OCHRE)
        + person(1000, 70, 100, SKY, BRICK)
    )
    return sheet(
        PEACH, sanctuary, leaning(470, 84, 570, -1, BRICK, SUN), leaning(640, 96, 290, 4, BRICK, SUN), town, walk,
        people, box(0, 0, WIDTH, 70, INK),
    )


def bremen():
    door = arch(330, 80, 540, 700, SUN)
    donkey = path(INK, "M430 80h64v120a76 76 0 0 0 152 0v-120h64v230l74 120-60 60-94-120h-200z") + line(
        INK, 12, (436, 360), (404, 260)
    )
    donkey += (
        poly(INK, (706, 450), (790, 506), (862, 400), (820, 366), (770, 410))
        + poly(INK, (716, 456), (734, 590), (764, 488)) + poly(INK, (756, 480), (792, 590), (796, 498))
        + disc(790, 458, 7, SUN)
    )
    dog = path(
        BRICK, "M456 370h46v40a34 34 0 0 0 68 0v-40h46v70h24l14 22h62l8 20-12 28-62 12-18 30h-56l-20-56h-100z"
    ) + line(BRICK, 14, (462, 480), (424, 540))
    dog += path(INK, "M590 546v-50a17 17 0 0 1 34 0v50z") + box(706, 482, 20, 20, INK) + disc(648, 516, 6, SUN)
    cat = (
        path(SEA, "M470 496h30v26a26 26 0 0 0 52 0v-26h30v96h-112z") + arch(536, 556, 76, 76, SEA)
        + tri(551, 616, 28, 44, SEA) + tri(597, 616, 28, 44, SEA)
    )
    cat += curve(SEA, 12, "M474 586c-56 6-60 60-40 90") + disc(560, 600, 5, SUN) + disc(588, 600, 5, SUN)
    legs = line(OCHRE, 6, (496, 660), (496, 590), (508, 590)) + line(OCHRE, 6, (520, 660), (520, 590), (532, 590))
    cock = (
        arch(448, 700, 28, 46, PLUM) + arch(466, 690, 28, 74, VEST) + bowl(512, 702, 50, VEST)
        + arch(532, 690, 40, 68, VEST) + each(dome, (540, 752, 9, PLUM), (553, 757, 9, PLUM), (565, 750, 8, PLUM))
    )
    cock += poly(OCHRE, (572, 742), (598, 732), (572, 724)) + bowl(568, 722, 9, PLUM) + disc(556, 736, 4, INK)
    hall = (
        arcade(-20, 80, 330, 130, 4, PAPER, INK) + box(-20, 210, 330, 150, BRICK)
        + windows(-12, 220, 314, 130, 5, 1, BUTTER)
    )
    hall += (
        steps(20, 360, 120, BRICK, 3, 30) + steps(170, 360, 120, BRICK, 3, 30) + arch(66, 370, 28, 54, BUTTER)
        + arch(216, 370, 28, 54, BUTTER)
    )
    minster = "".join(
        tower(cx, 80, 110, 440, PLUM) + spire(cx, 520, 120, 150, LEAF)
        + windows(cx - 46, 350, 92, 150, 2, 2, ROSE, arch)
        for cx in (960, 1130)
    )
    minster += box(1010, 80, 70, 260, PLUM) + arch(1000, 80, 90, 160, INK) + disc(1045, 290, 26, ROSE)
    pavement = box(0, 0, WIDTH, 80, INK) + repeat(lambda x: arch(x, 0, 60, 52, SEA), 30, 120, 10)
    riders = moved(-20, dog, legs, cat, cock)
    return sheet(MINT, moved(-36, hall), moved(24, minster), door, donkey, riders, pavement)


def cadiz():
    def white(x, y, w, h, c=PAPER):
        return box(x, y, w, h, c) + windows(
            x + 6, y + h * 0.3, w - 12, h * 0.6, max(2, int(w / 44)), max(1, int(h / 80)), SKY, arch, (0.36, 0.6)
        )

    lookouts = each(
        lambda cx, y, h: (
            box(cx - 22, y, 44, h, BUTTER) + dome(cx, y + h, 22, VEST) + arch(cx - 9, y + h - 40, 18, 30, SKY)
        ), (130, 360, 130), (300, 330, 90), (1010, 360, 140), (1130, 320, 100),
    )
    nave = box(400, 200, 430, 270, BUTTER) + windows(410, 220, 410, 230, 4, 1, SKY, arch, (0.4, 0.7))
    drum = (
        box(500, 470, 230, 70, PAPER) + windows(506, 478, 218, 56, 7, 1, SKY, arch) + cupola(615, 540, 128, SUN, VEST)
    )
    bells = "".join(
        tower(cx, 200, 92, 360, PAPER) + arch(cx - 20, 470, 40, 70, SKY) + box(cx - 32, 560, 64, 60, BUTTER)
        + arch(cx - 14, 566, 28, 46, SKY) + cupola(cx, 620, 34, VEST)
        for cx in (400, 830)
    )
    town = each(
        white, (-20, 190, 150, 170), (200, 190, 160, 140), (880, 190, 150, 180, BUTTER), (1070, 190, 140, 140),
        (110, 190, 120, 110, BUTTER), (640, 190, 170, 90), (480, 190, 140, 100), (960, 190, 150, 90),
    )
    rampart = box(0, 150, WIDTH, 60, OCHRE) + repeat(lambda x: box(x, 208, 40, 18, OCHRE), -10, 74, 17)
    boats = boat(190, 92, 130, VEST, PAPER, SUN) + boat(1010, 78, 160, INK, PAPER, SUN)
    return sheet(
        SKY, lookouts, nave, drum, bells, town, rampart, box(0, 0, WIDTH, 150, SEA), ripples(140, MINT), boats
    )


def gdansk():
    def front(x, w, h, c, gable):
        return house(x, 180, w, h, c, gable, 3, 4, BUTTER, INK)

    left = each(front, (-30, 130, 290, SEA, bell), (100, 130, 330, VEST, steps), (230, 130, 270, OCHRE, neck))
    right = each(front, (820, 130, 300, PLUM, steps), (950, 120, 340, SKY, bell), (1070, 130, 290, VEST, neck))
    church = (
        tower(1000, 180, 150, 460, BRICK) + steps(925, 640, 150, BRICK, 2, 24)
        + windows(935, 530, 130, 100, 3, 1, BUTTER, arch)
    )
    bulwarks = "".join(
        box(x, 180, 150, 300, BRICK) + arch(x + 50, 180, 50, 100, INK)
        + windows(x + 10, 300, 130, 150, 3, 2, BUTTER, arch, (0.3, 0.6))
        for x in (390, 640)
    )
    caps = poly(INK, (380, 480), (480, 560), (550, 480)) + poly(INK, (630, 480), (700, 560), (800, 480))
    crane = poly(
        INK, (500, 180), (500, 480), (470, 560), (470, 640), (590, 760), (710, 640), (710, 560), (680, 480),
        (680, 180),
    )
    planks = (
        repeat(lambda x: box(x, 190, 5, 366, OCHRE), 512, 31, 6) + box(470, 556, 240, 8, OCHRE)
        + arch(545, 180, 90, 190, SUN)
    )
    hatch = arch(560, 600, 60, 90, SUN) + windows(490, 490, 200, 50, 5, 1, SUN, arch)
    ship = (
        line(INK, 7, (250, 130), (250, 340)) + poly(PAPER, (180, 170), (320, 170), (306, 310), (194, 310))
        + poly(BRICK, (110, 130), (400, 130), (355, 50), (150, 50)) + poly(SUN, (252, 340), (252, 372), (306, 356))
        + windows(130, 90, 250, 30, 6, 1, SUN, arch)
    )
    return sheet(
        MINT, church, left, right, bulwarks, caps, crane, planks, hatch, box(0, 160, WIDTH, 20, INK),
        sea(160, SEA, MINT), ship,
    )


def ghent():
    def nicholas():
        body = tower(190, 230, 130, 360, SKY) + windows(135, 450, 110, 130, 2, 1, BUTTER, arch)
        return body + "".join(spire(cx, 590, 34, 70, SKY) for cx in (142, 238)) + spire(190, 590, 66, 100, SKY)

    def belfry():
        body = (
            tower(600, 180, 150, 420, OCHRE) + windows(540, 450, 120, 130, 2, 1, BUTTER, arch)
            + box(512, 600, 176, 22, OCHRE)
        )
        body += (
            "".join(spire(cx, 622, 30, 60, OCHRE) for cx in (527, 673)) + box(555, 622, 90, 40, OCHRE)
            + spire(600, 662, 100, 100, SUN)
        )
        return (
            body + disc(600, 768, 10, SUN) + disc(600, 410, 34, SUN) + line(INK, 5, (600, 410), (600, 434))
            + line(INK, 5, (600, 410), (616, 402)) + arch(558, 180, 84, 150, INK)
        )

    def bavo():
        body = tower(1000, 230, 170, 430, PLUM) + "".join(
            windows(930, y, 140, 110, 2, 1, ROSE, arch) for y in (420, 540)
        )
        return body + "".join(
            box(cx - 14, 660, 28, 40, PLUM) + spire(cx, 700, 28, 40, PLUM) for cx in (925, 975, 1025, 1075)
        )

    fronts = each(
        lambda x, w, h, c, gable, g: house(x, 180, w, h, c, gable, 3, 3, g, INK),
        (-30, 140, 190, BRICK, steps, BUTTER), (110, 150, 230, SUN, bell, BRICK),
        (270, 120, 170, LEAF, steps, BUTTER), (390, 130, 220, PAPER, steps, SKY), (680, 130, 200, PAPER, bell, SKY),
        (810, 130, 240, BRICK, steps, BUTTER), (940, 150, 180, SUN, steps, BRICK),
        (1090, 140, 220, LEAF, bell, BUTTER),
    )
    quay = box(0, 166, WIDTH, 16, INK) + "".join(
        person(x, 176, h, c, d)
        for x, h, c, d in (
            (500, 90, VEST, BUTTER), (548, 80, SEA, OCHRE), (700, 86, PLUM, OCHRE), (742, 92, LEAF, BUTTER),
            (930, 84, VEST, OCHRE), (290, 88, SEA, BUTTER),
        )
    )
    punt = (
        box(240, 84, 190, 50, SUN) + windows(246, 84, 178, 50, 5, 1, INK, arch)
        + poly(INK, (180, 84), (500, 84), (470, 38), (210, 38))
    )
    return sheet(MINT, nicholas(), bavo(), fronts, belfry(), quay, sea(166, SEA, MINT), punt)


def grenoble():
    peaks = each(
        mountain, (80, 210, 700, 400, SKY, PAPER), (1120, 210, 720, 470, SKY, PAPER),
        (620, 210, 900, 540, SEA, PAPER),
    ) + mountain(900, 210, 560, 320, SKY, PAPER)
    bastille = (
        poly(LEAF, (-20, 200), (-20, 480), (90, 520), (250, 500), (470, 200)) + box(40, 502, 180, 60, BUTTER)
        + repeat(lambda x: box(x, 560, 18, 14, BUTTER), 42, 32, 6)
    )
    bastille += arch(110, 506, 36, 44, INK)
    cable = line(INK, 5, (190, 560), (1030, 280))
    pods = "".join(
        line(INK, 5, (x, y), (x, y - 16)) + disc(x, y - 58, 44, c) + box(x - 44, y - 64, 88, 12, INK)
        + bowl(x, y - 68, 26, PAPER)
        for x, y, c in ((424, 482, VEST), (524, 449, SUN), (624, 416, VEST))
    )
    town = each(
        lambda x, w, h, c: house(x, 120, w, h, c, flat, 3, 3, BUTTER, INK),
        (-20, 130, 150, OCHRE), (110, 120, 190, BRICK), (230, 150, 140, PLUM), (380, 130, 160, OCHRE),
        (510, 140, 120, BRICK), (650, 120, 140, PLUM), (770, 130, 110, OCHRE), (1110, 120, 180, BRICK),
    )
    station = box(900, 120, 210, 190, INK) + arch(925, 120, 160, 170, SUN) + arch(950, 120, 110, 130, INK)
    return sheet(PEACH, peaks, bastille, cable, pods, town, station, box(0, 108, WIDTH, 12, INK), sea(108, SEA, MINT))


def halle_saale():
    def red_tower():
        turrets = "".join(spire(cx, 520, 44, 100, LEAF) for cx in (152, 308))
        clock = (
            disc(230, 450, 44, PAPER) + line(INK, 6, (230, 450), (230, 480)) + line(INK, 6, (230, 450), (250, 440))
        )
        return (
            tower(230, 80, 170, 440, BRICK) + windows(162, 250, 136, 130, 2, 1, PEACH, arch) + clock + turrets
            + spire(230, 520, 130, 240, LEAF) + arch(196, 80, 68, 120, INK)
        )

    def lantern(cx):
        return (
            tower(cx, 80, 110, 410, OCHRE) + windows(cx - 44, 330, 88, 130, 2, 1, BUTTER, arch)
            + dome(cx, 490, 55, SEA) + box(cx - 26, 530, 52, 70, OCHRE) + arch(cx - 10, 536, 20, 48, BUTTER)
            + cupola(cx, 600, 30, SEA)
        )

    def blue(cx):
        return (
            tower(cx, 80, 100, 400, OCHRE) + windows(cx - 40, 350, 80, 110, 2, 1, BUTTER, arch)
            + spire(cx, 480, 110, 240, SKY)
        )

    link = (
        box(520, 440, 240, 22, INK) + repeat(lambda x: box(x, 462, 5, 26, INK), 590, 20, 6)
        + box(520, 486, 240, 6, INK)
    )
    nave = (
        box(500, 80, 560, 260, BUTTER) + poly(VEST, (480, 340), (1080, 340), (1060, 430), (500, 430))
        + windows(590, 150, 60, 170, 1, 1, SEA, arch, (0.7, 0.9))
        + windows(770, 150, 180, 170, 3, 1, SEA, arch, (0.6, 0.9))
    )
    stalls = "".join(
        box(x + 10, 60, 120, 90, PAPER) + arch(x + 44, 60, 52, 74, INK)
        + "".join(
            box(x + i * 28, 150, 28, 36, a) + bowl(x + 14 + i * 28, 151, 14, a)
            for i, a in enumerate((c, PAPER, c, PAPER, c))
        )
        for x, c in ((340, LEAF), (560, SUN), (740, VEST), (1030, PLUM))
    )
    town = each(
        lambda x, w, h, c, gable: house(x, 80, w, h, c, gable, 2, 3, PAPER, INK),
        (-30, 110, 220, PLUM, point), (80, 80, 180, SEA, point), (330, 110, 200, SKY, point),
        (1110, 120, 210, PLUM, point),
    )
    return sheet(
        ROSE, town, nave, link, lantern(540), lantern(740), blue(960), blue(1070), red_tower(),
        box(0, 0, WIDTH, 82, INK), stalls,
    )


def lewisham_london():
    towers = (
        each(
            lambda x, w, h, c, n: box(x, 260, w, h, c) + windows(x + 6, 280, w - 12, h - 30, n, 9, AIR),
            (60, 110, 330, SEA, 3), (185, 90, 410, PLUM, 3), (960, 100, 380, SEA, 3), (1070, 100, 300, PLUM, 3),
        ) + arch(300, 260, 90, 300, SKY) + windows(306, 280, 78, 220, 3, 7, AIR)
    )
    terrace = "".join(
        box(x, 120, 150, 260, c) + tri(x + 75, 380, 150, 84, c) + box(x - 10, 380, 34, 90, INK)
        + box(x - 6, 470, 10, 20, VEST) + box(x + 10, 470, 10, 20, VEST)
        + windows(x + 16, 260, 118, 100, 2, 1, PAPER, arch, (0.6, 0.8)) + box(x + 16, 130, 74, 110, PAPER)
        + windows(x + 18, 134, 70, 100, 3, 1, c) + arch(x + 100, 120, 40, 104, d)
        for x, c, d in (
            (-60, BRICK, SUN), (90, OCHRE, LEAF), (240, BRICK, SKY), (730, OCHRE, VEST), (880, BRICK, SUN),
            (1030, OCHRE, SEA), (1180, BRICK, LEAF),
        )
    )
    clock = (
        tower(560, 120, 120, 400, BUTTER) + arch(528, 120, 64, 130, INK) + windows(514, 290, 92, 90, 2, 1, INK, arch)
        + disc(560, 450, 44, INK) + disc(560, 450, 34, PAPER)
    )
    clock += (
        line(INK, 6, (560, 450), (560, 476)) + line(INK, 6, (560, 450), (578, 442)) + box(488, 520, 144, 20, BUTTER)
        + spire(560, 540, 110, 130, LEAF) + disc(560, 676, 10, SUN)
    )
    bus = (
        box(650, 84, 400, 240, VEST) + box(650, 190, 400, 14, PAPER)
        + windows(660, 214, 380, 96, 6, 1, BUTTER, box, (0.74, 0.8))
        + windows(660, 104, 250, 80, 4, 1, BUTTER, box, (0.74, 0.8))
    )
    bus += arch(940, 84, 84, 96, INK) + "".join(disc(x, 84, 36, INK) + disc(x, 84, 14, PAPER) for x in (740, 890))
    return sheet(
        AIR, towers, terrace, clock, box(0, 0, WIDTH, 120, INK), repeat(lambda x: box(x, 30, 90, 8, SUN), 40, 190, 7),
        bus,
    )


def livadia():
    cliffs = poly(OCHRE, (-20, 150), (-20, 500), (120, 560), (260, 540), (330, 420), (420, 360), (520, 150)) + poly(
        SHADE, (260, 540), (330, 420), (420, 360), (520, 150), (300, 150)
    )
    castle = (
        box(40, 530, 200, 80, BUTTER) + box(10, 540, 70, 130, BUTTER)
        + repeat(lambda x: box(x, 608, 18, 16, BUTTER), 86, 34, 5)
        + repeat(lambda x: box(x, 668, 16, 16, BUTTER), 10, 27, 3) + arch(130, 540, 40, 54, INK)
    )
    far = hill(900, 150, 1100, 370, LEAF) + hill(420, 150, 500, 200, LEAF)

    def home(x, w, h, c, n, y=226):
        roof = poly(VEST, (x - 14, 148 + h), (x + 34, 200 + h), (x + w - 34, 200 + h), (x + w + 14, 148 + h))
        return (
            box(x, 150, w, h, c) + roof
            + windows(x + 8, y, w - 16, 140 + h - y, n, max(1, int((h + 150 - y) / 90)), SEA, arch, (0.36, 0.7))
        )

    doors = arch(483, 150, 44, 66, INK) + arch(1063, 150, 44, 66, INK)
    town = home(420, 170, 170, BUTTER, 3) + home(620, 230, 310, PAPER, 4, 300) + home(1000, 170, 210, BUTTER, 3)
    planes = (
        tree(900, 150, 90, 290, SEA) + tree(970, 150, 76, 210, SEA) + tree(590, 150, 70, 180, SEA)
        + tree(1185, 150, 90, 260, SEA)
    )
    spokes = "".join(
        turned(i * 45 + 10, 735, 180, box(730, 180, 10, 100, INK), box(714, 262, 42, 20, INK)) for i in range(8)
    )
    wheel = (
        spokes + '<circle cx="735" cy="180" r="80" fill="none" stroke="#0e2a33" stroke-width="12"/>'
        + disc(735, 180, 20, SUN)
    )
    span = (
        path(BUTTER, "M30 120h560v40h-100l-100 66h-160l-100-66h-100z") + arch(220, 50, 180, 150, SEA)
        + line(INK, 8, (30, 162), (130, 162), (230, 228), (390, 228), (490, 162), (590, 162))
    )
    return sheet(
        MINT, disc(520, 640, 66, SUN), far, cliffs, castle, planes, town, doors, box(0, 138, WIDTH, 14, INK),
        sea(138, SEA, MINT), wheel, span,
    )


def marseille():
    rock = poly(
        PAPER, (330, 200), (420, 350), (520, 370), (600, 430), (830, 430), (900, 350), (1010, 320), (1120, 200)
    ) + poly(SHADE, (720, 430), (830, 430), (900, 350), (1010, 320), (1120, 200), (760, 200))
    bands = "".join(box(640, 430 + i * 28, 190, 14, BRICK) for i in range(5))
    church = box(640, 430, 190, 140, PAPER) + bands + arch(740, 430, 50, 94, INK) + cupola(770, 570, 54, PAPER, SUN)
    belfry = (
        box(590, 430, 90, 230, PAPER) + "".join(box(590, 430 + i * 28, 90, 14, BRICK) for i in range(8))
        + arch(613, 560, 44, 80, INK) + box(582, 654, 106, 14, INK)
    )
    belfry += box(606, 668, 58, 34, PAPER) + spire(635, 700, 34, 70, VEST) + arch(613, 430, 44, 84, INK)
    quay = each(
        lambda x, w, h, c: (
            box(x, 200, w, h, c)
            + windows(x + 8, 250, w - 16, h - 60, 3, max(2, int(h / 56)), INK, arch, (0.36, 0.62))
            + box(x - 3, 198 + h, w + 6, 12, BRICK) + arch(x + w / 2 - 22, 200, 44, 46, INK)
        ), (-20, 130, 190, PEACH), (110, 120, 230, OCHRE), (230, 140, 170, PAPER), (370, 110, 140, VEST),
        (830, 120, 130, OCHRE), (950, 130, 190, PEACH), (1080, 140, 240, VEST),
    )
    boats = (
        boat(160, 104, 130, INK, PAPER, BUTTER) + boat(330, 70, 150, VEST, PAPER, BUTTER)
        + boat(1040, 96, 140, INK, PAPER, BUTTER)
    )
    return sheet(
        SUN, rock, church, belfry, quay, sea(190, SKY, AIR), box(0, 190, WIDTH, 14, INK), boats,
        boat(640, 40, 210, INK, PAPER, SUN),
    )


def milan():
    front = poly(
        PAPER, (240, 130), (240, 330), (330, 400), (430, 470), (530, 560), (630, 470), (730, 400), (820, 330),
        (820, 130),
    )
    pillars = each(
        lambda cx, h: box(cx - 13, 130, 26, h, AIR) + spire(cx, 130 + h, 26, 90, PAPER),
        (253, 220), (340, 290), (435, 360), (625, 360), (720, 290), (807, 220),
    )
    pillars += each(
        lambda cx, h: spire(cx, h, 14, 70, PAPER),
        (296, 370), (388, 435), (482, 505), (578, 505), (672, 435), (764, 370),
    )
    lady = spire(530, 540, 30, 170, PAPER) + disc(530, 716, 12, SUN) + line(SUN, 5, (530, 700), (530, 744))
    doors = each(
        lambda cx, w, h: arch(cx - w / 2, 130, w, h, INK),
        (530, 90, 150), (390, 60, 110), (670, 60, 110), (297, 44, 84), (763, 44, 84),
    ) + each(
        lambda cx, y, w, h: arch(cx - w / 2, y, w, h, PLUM),
        (530, 320, 80, 150), (388, 280, 40, 90), (672, 280, 40, 90),
    )
    green = box(960, 130, 150, 450, INK) + "".join(
        box(950 + (j % 2) * 20, 170 + j * 60, 150, 8, AIR)
        + repeat(lambda x, j=j: dome(x, 178 + j * 60, 24, LEAF), 974 + (j % 2) * 30, 50, 3)
        for j in range(7)
    )
    velasca = (
        box(84, 130, 100, 300, BRICK)
        + poly(BRICK, (84, 430), (50, 470), (50, 610), (218, 610), (218, 470), (184, 430))
        + windows(92, 150, 84, 260, 3, 7, PEACH) + windows(60, 476, 148, 124, 5, 3, PEACH)
        + box(118, 610, 32, 40, BRICK)
    )
    low = (
        box(1110, 130, 100, 300, SKY) + windows(1116, 150, 90, 260, 3, 6, AIR) + box(-20, 130, 104, 190, SKY)
        + windows(-10, 150, 90, 150, 3, 3, AIR)
    )
    tram = (
        box(330, 70, 440, 120, SUN) + box(330, 178, 440, 20, PAPER)
        + windows(342, 108, 416, 68, 7, 1, INK, arch, (0.7, 0.9)) + box(330, 90, 440, 8, BRICK)
    )
    tram += (
        "".join(disc(x, 66, 24, INK) + disc(x, 66, 9, SUN) for x in (410, 480, 620, 690))
        + line(INK, 5, (550, 198), (600, 250)) + line(INK, 4, (0, 252), (1200, 252))
    )
    return sheet(
        PLUM, low, velasca, green, front, pillars, lady, doors, box(0, 0, WIDTH, 130, BUTTER),
        line(INK, 8, (0, 42), (1200, 42)), tram,
    )


def montreuil():
    towers = each(
        lambda x, w, h, c, n, m: box(x, 250, w, h, c) + windows(x + 6, 270, w - 12, h - 34, n, m, ROSE),
        (60, 130, 340, PLUM, 3, 6), (220, 110, 250, SEA, 3, 5), (860, 120, 400, PLUM, 3, 7),
        (1000, 150, 240, BRICK, 4, 4), (1130, 90, 310, SEA, 2, 5),
    )
    moon = (
        disc(560, 590, 130, SUN) + disc(500, 640, 26, BUTTER) + disc(540, 540, 34, BUTTER)
        + disc(630, 530, 18, BUTTER)
    )
    moon += (
        poly(INK, (586, 632), (620, 590), (706, 660), (670, 702)) + poly(VEST, (586, 632), (620, 590), (572, 586))
        + line(PAPER, 6, (640, 676), (674, 634))
    )
    beams = (
        repeat(lambda x: line(INK, 5, (x, 250), (x, 370)), 385, 64, 6)
        + line(INK, 5, (370, 370), (545, 440), (720, 370), (370, 370)) + line(INK, 5, (380, 310), (710, 310))
    )
    studio = box(380, 250, 330, 120, AIR) + tri(545, 370, 350, 70, AIR) + beams + arch(505, 250, 80, 104, VEST)

    def espalier(cx, y, fruit):
        arms = line(INK, 7, (cx, y), (cx, y + 90)) + line(INK, 6, (cx - 76, y + 62), (cx, y + 26), (cx + 76, y + 62))
        leaves = "".join(
            dome(cx + dx, y + dy, 30, LEAF) for dx, dy in ((-78, 52), (78, 52), (-40, 64), (40, 64), (0, 76))
        )
        return (
            arms + leaves
            + "".join(
                disc(cx + dx, y + dy, 13, fruit) for dx, dy in ((-78, 52), (-34, 84), (40, 58), (4, 100), (84, 76))
            )
        )

    def wall(x, y, w, c):
        return box(x, y, w, 130, c) + box(x - 10, y + 122, w + 20, 16, BRICK)

    orchard = (
        box(0, 0, WIDTH, 250, GREEN) + wall(-20, 150, 1240, BUTTER)
        + repeat(lambda x: espalier(x, 150, VEST), 100, 250, 5)
    )
    front = (
        box(0, 0, WIDTH, 90, LEAF) + wall(-20, 0, 460, PAPER) + wall(760, 0, 460, PAPER)
        + repeat(lambda x: espalier(x, 0, SUN), 100, 220, 2) + repeat(lambda x: espalier(x, 0, SUN), 880, 220, 2)
    )
    return sheet(
        ROSE, moon, towers, studio, orchard, front, person(570, 20, 140, PLUM, OCHRE),
        person(646, 20, 106, VEST, BRICK),
    )


def naples():
    volcano = poly(
        PLUM, (-60, 210), (180, 470), (250, 500), (330, 470), (400, 560), (440, 590), (500, 575), (540, 590),
        (900, 290), (1100, 210),
    ) + poly(SHADE, (500, 575), (540, 590), (900, 290), (1100, 210), (620, 210))
    castle = (
        box(60, 190, 300, 90, OCHRE) + box(90, 280, 120, 60, OCHRE)
        + repeat(lambda x: box(x, 340, 18, 14, OCHRE), 92, 34, 4)
        + repeat(lambda x: arch(x, 190, 40, 60, BUTTER), 80, 72, 4)
        + repeat(lambda x: box(x, 280, 18, 14, OCHRE), 220, 34, 4)
    )
    houses = each(
        lambda x, y, w, h, c, n, m: (
            box(x, y, w, h, c) + windows(x + 10, y + 16, w - 20, h - 30, n, m, INK, arch, (0.34, 0.6))
            + box(x - 4, y + h, w + 8, 12, PAPER)
        ), (1000, 200, 220, 440, VEST, 4, 6), (850, 200, 170, 330, PEACH, 3, 5), (690, 200, 180, 240, SKY, 3, 3),
        (1010, 150, 200, 250, OCHRE, 4, 3), (800, 150, 220, 150, PAPER, 4, 2), (590, 150, 220, 110, BRICK, 4, 1),
    )
    majolica = box(880, 540, 110, 40, BUTTER) + cupola(935, 580, 60, LEAF)
    rope = curve(INK, 4, "M700 380Q780 350 850 390") + curve(INK, 4, "M810 244Q920 214 1020 250")
    washing = each(
        lambda x, y, w, c: box(x, y - 54, w, 54, c),
        (728, 372, 34, PAPER), (772, 369, 28, SUN), (806, 373, 26, VEST), (840, 236, 40, SUN), (892, 231, 30, VEST),
        (932, 231, 40, PEACH), (980, 238, 26, SKY),
    )
    return sheet(
        SUN, disc(590, 590, 90, PAPER), volcano, castle, houses, majolica, rope, washing,
        scales(190, 42, SEA, SKY, SEA, SKY), boat(440, 70, 170, INK, PAPER, BUTTER),
    )


def palermo():
    mount = poly(PLUM, (-20, 160), (60, 420), (170, 470), (330, 440), (420, 330), (560, 300), (700, 160)) + poly(
        SHADE, (170, 470), (330, 440), (420, 330), (560, 300), (700, 160), (260, 160)
    )
    church = (
        box(400, 160, 560, 250, OCHRE) + windows(420, 180, 520, 190, 5, 1, BUTTER, arch, (0.5, 0.86))
        + repeat(lambda x: arch(x, 409, 28, 34, OCHRE), 404, 42, 14)
    )
    domes = "".join(
        box(cx - 80, 420, 160, 60, OCHRE) + windows(cx - 76, 426, 152, 46, 4, 1, INK, arch)
        + cupola(cx, 480, 88, VEST)
        for cx in (496, 680, 864)
    )
    bells = (
        tower(1060, 160, 130, 420, BUTTER)
        + "".join(windows(1005, y, 110, 110, 2, 1, INK, arch, (0.6, 0.8)) for y in (200, 320, 440))
        + cupola(1060, 580, 60, VEST)
    )
    return sheet(
        AIR, disc(250, 640, 74, SUN), mount, church, domes, bells, palm(150, 150, 330, LEAF),
        palm(300, 150, 220, LEAF), scales(152, 40, SEA, SKY, SEA, SKY), box(0, 150, WIDTH, 12, INK),
    )


def potsdam():
    church = (
        box(50, 90, 300, 170, OCHRE) + windows(60, 100, 280, 150, 6, 1, BUTTER, arch, (0.5, 0.8))
        + box(40, 260, 320, 16, OCHRE) + box(100, 276, 200, 130, OCHRE)
    )
    church += (
        windows(104, 286, 192, 106, 8, 1, BUTTER, box, (0.5, 0.9)) + box(88, 400, 224, 14, OCHRE)
        + cupola(200, 414, 106, LEAF)
    )
    wall = box(430, 90, 480, 330, SUN) + repeat(lambda x: box(x, 420, 44, 34, SUN), 436, 72, 7)
    passage = arch(540, 90, 260, 300, VEST) + arch(564, 90, 212, 270, PAPER)
    turrets = "".join(
        tower(cx, 90, 130, 430, SUN) + windows(cx - 50, 330, 100, 150, 2, 2, INK, arch)
        + spire(cx, 520, 160, 210, VEST)
        for cx in (440, 900)
    )
    town = each(
        lambda x, w, h, c: house(x, 90, w, h, c, point, 2, 3, PAPER, INK),
        (1000, 110, 200, PLUM), (1110, 120, 260, SEA), (-60, 110, 220, PLUM),
    )
    walkers = person(640, 90, 140, SEA, OCHRE) + person(704, 90, 106, PLUM, BRICK)
    return sheet(AIR, town, church, wall, passage, turrets, walkers, box(0, 78, WIDTH, 12, INK), sea(78, SEA, MINT))


def rottenburg_am_neckar():
    def framed(x, y, w, h, c, roof):
        beams = "".join(line(c, 9, (x, y + k), (x + w, y + k)) for k in (4, h * 0.34, h * 0.67, h - 4)) + "".join(
            line(c, 9, (x + k, y), (x + k, y + h)) for k in (4, w / 3, 2 * w / 3, w - 4)
        )
        cross = (
            line(c, 8, (x + 4, y + h * 0.34), (x + w / 3, y + h * 0.67))
            + line(c, 8, (x + w - 4, y + h * 0.34), (x + w * 2 / 3, y + h * 0.67))
            + line(c, 8, (x + w / 3, y + h * 0.67), (x + 4, y + h))
            + line(c, 8, (x + w * 2 / 3, y + h * 0.67), (x + w - 4, y + h))
        )
        panes = (
            windows(x + w / 3, y + h * 0.36, w / 3, h * 0.3, 1, 1, SEA, box, (0.6, 0.7))
            + windows(x + w / 3, y + h * 0.68, w / 3, h * 0.3, 1, 1, SEA, box, (0.6, 0.7))
            + arch(x + w * 0.38, y, w * 0.24, h * 0.28, c)
        )
        return (
            box(x, y, w, h, PAPER) + beams + cross + panes + tri(x + w / 2, y + h, w + 34, w * 0.8, roof)
            + arch(x + w / 2 - 14, y + h + 24, 28, 42, PAPER)
        )

    vines = hill(200, 200, 900, 330, LEAF) + hill(1040, 200, 900, 260, LEAF)
    cathedral = (
        tower(620, 180, 120, 330, OCHRE) + windows(570, 380, 100, 110, 2, 1, BUTTER, arch)
        + spire(620, 510, 120, 240, OCHRE) + windows(600, 540, 40, 90, 1, 2, BUTTER, arch)
        + arch(590, 180, 60, 110, INK)
    )
    cathedral += (
        "".join(spire(cx, 510, 30, 70, OCHRE) for cx in (572, 668)) + box(680, 180, 170, 160, BUTTER)
        + windows(690, 200, 150, 120, 3, 1, OCHRE, arch) + poly(BRICK, (674, 340), (856, 340), (830, 420), (680, 420))
    )
    town = (
        framed(60, 180, 150, 210, BRICK, INK) + framed(230, 180, 170, 180, PLUM, BRICK)
        + framed(420, 180, 130, 150, INK, VEST) + framed(870, 180, 160, 220, BRICK, INK)
        + framed(1050, 180, 170, 180, INK, VEST) + framed(-90, 180, 130, 160, PLUM, VEST)
    )
    span = bridge(-40, 60, 1280, 130, 5, OCHRE, SEA) + box(-40, 190, 1280, 10, INK)
    return sheet(BUTTER, vines, cathedral, town, box(0, 0, WIDTH, 190, SEA), span, ripples(96, MINT))


def swansea():
    hills = hill(180, 200, 900, 370, LEAF) + hill(860, 200, 1200, 270, SEA)

    def rank(x, y, *colours):
        return "".join(
            box(x + i * 56, y, 54, 50, c) + tri(x + 27 + i * 56, y + 50, 60, 28, INK)
            + arch(x + 18 + i * 56, y, 18, 32, INK)
            for i, c in enumerate(colours)
        )

    terrace = (
        rank(-20, 420, PEACH, PAPER, SUN, PEACH) + rank(-40, 320, SUN, PAPER, PEACH, SUN, PAPER, PEACH)
        + rank(-20, 220, PAPER, PEACH, SUN, PAPER, PEACH, SUN)
    )
    quays = each(
        lambda x, w, h, c, n: (
            box(x, 200, w, h, c) + windows(x + 6, 216, w - 12, h - 30, n, max(2, int(h / 46)), AIR)
        ), (690, 80, 120, PLUM, 2), (770, 94, 430, SKY, 3), (864, 110, 150, PLUM, 3), (974, 70, 100, BRICK, 2),
    )
    quays += poly(SKY, (770, 629), (864, 629), (864, 690))
    mast = (
        poly(INK, (500, 120), (526, 120), (398, 640), (384, 634))
        + "".join(line(INK, 4, (394 + i * 14, 622 - i * 55), (720 - i * 30, 160)) for i in range(7))
        + line(INK, 5, (390, 636), (330, 160))
    )
    deck = box(300, 146, 500, 18, PAPER) + box(300, 138, 500, 8, INK)
    head = (
        poly(OCHRE, (1000, 180), (1030, 230), (1080, 250), (1100, 220), (1130, 270), (1220, 280), (1220, 180))
        + box(1124, 270, 56, 170, PAPER) + box(1124, 320, 56, 30, VEST) + box(1124, 380, 56, 30, VEST)
        + box(1114, 436, 76, 10, INK) + box(1134, 446, 36, 40, SUN) + cupola(1152, 484, 24, INK, VEST)
    )
    return sheet(
        MINT, disc(1000, 620, 70, SUN), hills, terrace, quays, head, scales(186, 50, SEA, SKY, SEA, SKY), deck, mast,
        boat(920, 40, 160, INK, PAPER, SUN),
    )


def tilburg():
    hall = "".join(
        poly(BRICK, (x, 250), (x, 480), (x + 160, 390), (x + 160, 250))
        + poly(SUN, (x, 480), (x, 412), (x + 44, 402), (x + 44, 455))
        for x in range(200, 840, 160)
    )
    glass = repeat(
        lambda x: (
            arch(x, 250, 104, 124, INK) + arch(x + 10, 250, 84, 108, BUTTER)
            + line(INK, 5, (x + 52, 250), (x + 52, 358)) + line(INK, 5, (x + 10, 306), (x + 94, 306))
        ), 228, 160, 4,
    )
    chimney = (
        poly(VEST, (90, 250), (104, 690), (150, 690), (164, 250)) + box(98, 670, 58, 20, INK)
        + box(104, 560, 47, 14, PAPER)
    )
    church = (
        "".join(
            tower(cx, 250, 84, 320, PLUM) + windows(cx - 36, 440, 72, 100, 2, 1, ROSE, arch)
            + spire(cx, 570, 88, 180, LEAF)
            for cx in (950, 1120)
        ) + box(990, 250, 90, 230, PLUM) + arch(998, 250, 74, 130, INK) + disc(1035, 430, 24, ROSE)
    )
    warp = "".join(
        box(x, 0, 30, 250, (VEST, SUN, PLUM, SUN, SKY, SUN)[i % 6]) for i, x in enumerate(range(0, 1200, 30))
    )
    weft = "".join(
        box(x + (30 if j % 2 else 0), j * 50 + 10, 30, 30, (PAPER, SEA, PAPER, LEAF, PAPER)[j])
        for j in range(5)
        for x in range(0, 1200, 60)
    )
    return sheet(MINT, chimney, church, hall, glass, warp, weft, box(0, 244, WIDTH, 12, INK))


def tilos():
    isle = poly(
        OCHRE, (120, 190), (260, 380), (360, 360), (470, 520), (560, 560), (650, 500), (760, 420), (830, 450),
        (1010, 300), (1120, 190),
    ) + poly(SHADE, (560, 560), (650, 500), (760, 420), (830, 450), (1010, 300), (1120, 190), (640, 190))
    far = poly(PEACH, (-20, 190), (60, 300), (140, 280), (260, 190)) + poly(
        PEACH, (980, 190), (1100, 330), (1220, 300), (1220, 190)
    )

    def mill(cx, y, h):
        blades = "".join(
            turned(
                a, cx, y + h,
                poly(SEA, (cx - 9, y + h), (cx - 4, y + h + h * 0.52), (cx + 2, y + h + h * 0.52), (cx + 9, y + h)),
            )
            for a in (15, 135, 255)
        )
        return (
            poly(SEA, (cx - 9, y), (cx - 5, y + h), (cx + 5, y + h), (cx + 9, y)) + blades + disc(cx, y + h, 11, INK)
        )

    def cube(x, y, w, h):
        return (
            box(x, y, w, h, PAPER) + box(x + w * 0.7, y, w * 0.3, h, SHADE)
            + arch(x + w * 0.16, y, w * 0.26, h * 0.56, SKY) + box(x + w * 0.5, y + h * 0.5, w * 0.16, h * 0.22, SKY)
        )

    village = each(
        cube, (420, 310, 90, 80), (520, 340, 80, 80), (350, 240, 100, 90), (470, 230, 110, 90), (600, 280, 90, 90),
        (320, 190, 90, 70), (700, 240, 90, 70),
    )
    chapel = box(580, 190, 140, 100, PAPER) + cupola(650, 290, 50, SKY) + arch(626, 190, 48, 74, SKY)
    panels = "".join(
        poly(INK, (x, 210), (x + 26, 254), (x + 86, 254), (x + 60, 210))
        + line(PAPER, 3, (x + 30, 210), (x + 56, 254)) + line(PAPER, 3, (x + 13, 232), (x + 73, 232))
        for x in (830, 910, 990)
    )
    return sheet(
        BUTTER, disc(230, 620, 84, VEST), far, mill(840, 430, 220), mill(720, 440, 140), isle, village, chapel,
        panels, cypress(290, 190, 44, 140, LEAF), cypress(800, 200, 40, 130, LEAF),
        scales(196, 46, SEA, SKY, SEA, SKY, SEA), boat(250, 50, 190, INK, PAPER, SUN),
    )


def utrecht():
    def tier(y, w, h, n):
        return (
            tower(600, y, w, h, SUN)
            + windows(600 - w * 0.4, y + h * 0.12, w * 0.8, h * 0.76, n, 1, INK, arch, (0.5, 0.9))
            + box(600 - w / 2 - 12, y + h, w + 24, 14, SUN)
        )

    dom = (
        tower(600, 260, 176, 100, SUN) + tier(340, 176, 140, 2) + tier(494, 156, 110, 2) + tier(618, 100, 106, 3)
        + spire(600, 738, 96, 50, BRICK)
    )
    dom += "".join(spire(cx, y, 24, 50, SUN) for cx, y in ((512, 494), (688, 494), (526, 618), (674, 618))) + arch(
        562, 260, 76, 96, INK
    )
    row = each(
        lambda x, w, h, c, gable, g: house(x, 260, w, h, c, gable, 3, 3, g, INK),
        (-30, 140, 150, SEA, bell, BUTTER), (110, 130, 190, BRICK, steps, BUTTER),
        (240, 130, 140, PAPER, point, BRICK), (370, 130, 180, PLUM, neck, BUTTER),
        (700, 130, 160, PLUM, steps, BUTTER), (830, 150, 130, BRICK, bell, BUTTER),
        (980, 130, 190, SEA, point, BUTTER), (1110, 130, 150, PAPER, steps, BRICK),
    )
    trees = each(
        tree, (60, 130, 84, 200, LEAF), (360, 130, 84, 190, LEAF), (810, 130, 84, 190, LEAF),
        (1110, 130, 84, 200, LEAF),
    )
    cellars = (
        box(0, 130, WIDTH, 136, BRICK)
        + repeat(lambda x: arch(x, 130, 76, 106, INK) + arch(x + 10, 130, 56, 92, SUN), 97, 150, 7)
        + box(0, 256, WIDTH, 12, INK)
    )
    quay = box(0, 112, WIDTH, 20, PAPER)
    skiff = (
        person(540, 62, 100, PLUM, OCHRE) + person(610, 62, 110, SUN, BUTTER) + person(672, 62, 94, LEAF, OCHRE)
        + poly(INK, (430, 74), (770, 74), (735, 30), (465, 30))
    )
    return sheet(SKY, row, dom, box(0, 0, WIDTH, 112, SEA), cellars, quay, trees, ripples(108, MINT), skiff)


def valencia():
    def orange(cx, y, w):
        fruits = (
            (-0.24, 0.8, SUN), (0.2, 0.72, VEST), (0.02, 1.1, SUN), (-0.2, 1.3, VEST), (0.24, 1.24, SUN),
            (0.02, 1.5, VEST),
        )
        return tree(cx, y, w, w * 1.7, LEAF) + "".join(
            disc(cx + dx * w, y + dy * w, w * 0.1, c) for dx, dy, c in fruits
        )

    miguelete = (
        tower(160, 150, 130, 430, OCHRE) + windows(106, 440, 108, 110, 2, 1, BUTTER, arch)
        + box(86, 574, 148, 16, OCHRE) + box(130, 590, 60, 70, OCHRE) + arch(146, 596, 28, 50, BUTTER)
        + spire(160, 660, 60, 50, VEST)
    )
    cathedral = (
        box(225, 150, 190, 190, OCHRE) + windows(234, 190, 172, 130, 3, 1, BUTTER, arch) + cupola(320, 340, 74, SKY)
    )

    def bastion(cx):
        body = poly(
            SUN, (cx - 84, 150), (cx - 84, 520), (cx - 50, 540), (cx + 50, 540), (cx + 84, 520), (cx + 84, 150)
        ) + poly(SHADE, (cx + 50, 150), (cx + 50, 540), (cx + 84, 520), (cx + 84, 150))
        return (
            body + repeat(lambda x: box(x, 538, 22, 26, SUN), cx - 50, 39, 3) + box(cx - 84, 420, 168, 12, OCHRE)
            + arch(cx - 16, 450, 32, 60, INK) + arch(cx - 14, 290, 28, 64, INK)
        )

    gate = (
        box(490, 150, 280, 250, SUN) + repeat(lambda x: box(x, 400, 24, 26, SUN), 574, 29, 4)
        + arch(570, 150, 120, 190, INK) + arch(588, 150, 84, 160, PAPER) + bastion(485) + bastion(775)
    )
    eye = (
        dome(970, 130, 204, PAPER) + dome(970, 130, 176, SKY)
        + "".join(line(PAPER, 7, (970 + dx, 130), (970 + dx * 0.72, 290)) for dx in range(-180, 181, 45))
        + dome(970, 130, 100, INK) + dome(970, 130, 80, SUN)
    )
    mirror = f'<g transform="matrix(1 0 0 -.5 0 195)">{eye}</g>' + box(766, 28, 408, 102, "#0b647066")
    pool = box(0, 0, WIDTH, 130, SEA) + mirror + ripples(124, MINT)
    return sheet(
        PEACH, miguelete, cathedral, gate, box(0, 130, WIDTH, 20, OCHRE), eye, pool, box(0, 124, WIDTH, 12, INK),
        orange(60, 136, 110), orange(380, 136, 124),
    )


def warsaw():
    palace = (
        box(470, 150, 260, 180, OCHRE) + windows(480, 200, 240, 110, 8, 2, SUN, arch)
        + tower(600, 330, 160, 190, OCHRE) + windows(530, 345, 140, 160, 5, 6, SUN) + tower(600, 520, 110, 70, OCHRE)
        + windows(552, 528, 96, 50, 4, 1, SUN, arch)
    )
    palace += (
        tower(600, 590, 60, 40, OCHRE) + spire(600, 630, 44, 150, OCHRE)
        + "".join(
            tower(cx, 150, 56, 240, OCHRE) + windows(cx - 20, 240, 40, 130, 2, 4, SUN) + cupola(cx, 390, 24, OCHRE)
            for cx in (450, 750)
        )
    )
    palace += "".join(spire(cx, 520, 18, 46, OCHRE) for cx in (528, 672)) + arch(562, 150, 76, 120, INK)
    glass = (
        path(SKY, "M860 150v360q0 110 120 130v-490z") + windows(870, 200, 100, 330, 4, 11, BUTTER)
        + box(300, 150, 100, 430, SEA) + windows(306, 196, 88, 370, 4, 12, BUTTER)
        + poly(SEA, (300, 579), (400, 579), (400, 640))
    )
    glass += (
        box(190, 150, 90, 300, PLUM) + windows(196, 196, 78, 240, 3, 7, BUTTER) + box(1010, 150, 110, 350, PLUM)
        + windows(1016, 196, 98, 290, 4, 9, BUTTER)
    )
    town = each(
        lambda x, w, h, c, gable: house(x, 130, w, h, c, gable, 2, 3, INK if c == SUN else BUTTER, INK),
        (-20, 110, 190, VEST, point), (90, 100, 210, SUN, flat), (190, 110, 170, LEAF, point),
        (300, 100, 200, BRICK, flat), (800, 110, 180, SUN, point), (910, 100, 210, BRICK, flat),
        (1010, 110, 170, LEAF, point), (1120, 100, 210, VEST, flat),
    )
    column = (
        box(424, 130, 60, 30, PAPER) + box(446, 160, 16, 190, PAPER) + box(436, 350, 36, 12, PAPER)
        + person(454, 360, 64, SUN, SUN) + line(SUN, 6, (478, 360), (478, 440)) + line(SUN, 6, (466, 420), (490, 420))
    )
    return sheet(
        INK, glass, palace, town, column, box(0, 0, WIDTH, 130, SEA), box(0, 124, WIDTH, 10, SUN), ripples(112, MINT),
        boat(930, 40, 150, INK, PAPER, SUN),
    )


def zaragoza():
    def pillar(cx, y, h):
        return (
            tower(cx, y, 70, h, OCHRE)
            + "".join(arch(cx - 16, y + k, 32, 56, BUTTER) for k in range(150, int(h) - 50, 90))
            + box(cx - 42, y + h, 84, 14, OCHRE) + box(cx - 24, y + h + 14, 48, 50, OCHRE)
            + arch(cx - 10, y + h + 18, 20, 38, BUTTER) + spire(cx, y + h + 64, 56, 70, SEA)
        )

    back = pillar(350, 230, 330) + pillar(850, 230, 330)
    nave = (
        box(250, 230, 700, 130, OCHRE) + windows(262, 240, 676, 110, 11, 1, BUTTER, arch)
        + box(240, 360, 720, 12, INK)
    )

    def tiled(cx, y, r, c):
        return (
            box(cx - r, y, 2 * r, 30, OCHRE) + cupola(cx, y + 30, r, c)
            + "".join(
                curve(SUN, 5, f"M{cx - r + 4} {y + 34}a{r - 4} {r * k} 0 0 0 {2 * r - 8} 0") for k in (0.35, 0.7)
            )
        )

    domes = (
        "".join(tiled(cx, 370, 38, c) for cx, c in ((300, SEA), (400, LEAF), (800, LEAF), (900, SEA)))
        + "".join(tiled(cx, 370, 50, c) for cx, c in ((494, SKY), (706, SKY))) + box(530, 370, 140, 60, OCHRE)
        + windows(536, 376, 128, 50, 5, 1, BUTTER, arch) + tiled(600, 430, 76, SEA)
    )
    front = pillar(230, 200, 420) + pillar(970, 200, 420)
    town = each(
        lambda x, w, h, c: house(x, 200, w, h, c, flat, 3, 3, PAPER, INK),
        (-30, 120, 160, VEST), (90, 100, 210, PLUM), (1010, 110, 190, VEST), (1120, 110, 150, PLUM),
    )
    span = bridge(-60, 60, 1320, 140, 6, BUTTER, SEA) + repeat(
        lambda x: poly(OCHRE, (x - 24, 50), (x, 36), (x + 24, 50), (x + 24, 130), (x, 150), (x - 24, 130)),
        160, 220, 5,
    )
    return sheet(
        PEACH, back, nave, domes, town, front, box(0, 0, WIDTH, 200, SEA), span, box(0, 206, WIDTH, 8, INK),
        ripples(80, MINT),
    )


def zurich():
    alps = each(
        mountain, (160, 260, 620, 260, AIR, PAPER), (560, 260, 560, 320, AIR, PAPER),
        (960, 260, 700, 280, AIR, PAPER),
    )
    ridge = hill(200, 240, 900, 190, LEAF) + hill(980, 240, 800, 150, LEAF)
    twins = "".join(
        tower(cx, 180, 110, 350, BUTTER) + windows(cx - 46, 380, 92, 120, 2, 1, INK, arch)
        + box(cx - 62, 530, 124, 14, BUTTER) + box(cx - 44, 544, 88, 60, BUTTER)
        + windows(cx - 40, 548, 80, 50, 3, 1, INK, arch) + cupola(cx, 604, 50, BRICK)
        for cx in (760, 900)
    )
    minster = (
        box(800, 180, 60, 260, BUTTER) + arch(800, 180, 60, 120, INK) + box(940, 180, 130, 190, BUTTER)
        + windows(950, 220, 110, 130, 3, 1, INK, arch) + poly(BRICK, (940, 370), (1086, 370), (1060, 430), (940, 430))
    )
    peter = (
        tower(200, 180, 130, 330, PAPER) + disc(200, 420, 54, INK) + disc(200, 420, 44, SUN)
        + line(INK, 7, (200, 420), (200, 454)) + line(INK, 7, (200, 420), (224, 406)) + spire(200, 510, 120, 170, INK)
    )
    frau = (
        tower(440, 180, 90, 290, BUTTER) + windows(402, 360, 76, 90, 2, 1, INK, arch) + spire(440, 470, 90, 260, SEA)
    )
    town = each(
        lambda x, w, h, c, gable: house(x, 180, w, h, c, gable, 3, 3, PAPER, INK),
        (-40, 140, 180, BRICK, point), (100, 110, 150, VEST, flat), (260, 130, 190, PLUM, point),
        (490, 120, 170, VEST, flat), (610, 100, 180, LEAF, point), (1060, 160, 200, PLUM, point),
    )
    return sheet(
        SKY, alps, ridge, twins, minster, peter, frau, town, box(0, 168, WIDTH, 14, INK), sea(168, SEA, MINT),
        boat(560, 50, 190, INK, PAPER, SUN), boat(930, 84, 110, PAPER, PAPER, SUN),
    )
