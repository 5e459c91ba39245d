"""Which marks of a map bear their names, and on which side, so that none lies on another."""

# What a letter of the map measures, in pixels; map-view.js measures what it moves itself.
LETTER, LINE, ARCH = 8.2, 17, 11
PHONE, DESK = 310, 540


def name_where_there_is_room(marks):
    """Name case studies, and all where they are few: first what fits on a phone, then what fits on a desk."""
    wanted = [mark for mark in marks if mark.city and (mark.is_case_study or len(marks) <= 40)]
    for width in [PHONE, DESK]:
        taken = [_box(mark, width) for mark in marks if not mark.city or mark in wanted]
        taken += [_name_box(mark, width, mark.anchor) for mark in wanted if mark.anchor]
        for mark in wanted:
            if not mark.anchor and _take_room(mark, width, taken):
                mark.fits_on_phones = width == PHONE


def _take_room(mark, width, taken):
    """Let the name of a mark stand right or left of it; whether there is room for it."""
    for anchor in ["start", "end"]:
        box = _name_box(mark, width, anchor)
        if _is_within(box, width) and not any(_overlap(box, other) for other in taken):
            mark.anchor = anchor
            taken.append(box)
            return True
    return False


def _box(mark, width):
    x, y = (share * width for share in mark.share)
    return x - ARCH, y - ARCH, x + ARCH, y + ARCH


def _name_box(mark, width, anchor):
    x, y = (share * width for share in mark.share)
    length = LETTER * len(mark.city.name)
    left = x + ARCH if anchor == "start" else x - ARCH - length
    return left, y - LINE / 2, left + length, y + LINE / 2


def _is_within(box, width):
    return box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= width


def _overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
