"""What to read after an approach, found in the Index of the list, however large the catalogue is."""

from typing import NamedTuple

from approaches.filters import ApproachFilter
from approaches.models import Approach
from cities.models import Membership
from lists.bits import lowest

#: So many of other cities are named in each row.
NUMBER = 3
#: So many of the same city are; the list has the others.
MOST_SIBLINGS = 6


class ReadingOn(NamedTuple):
    """Public approaches besides one, with what a card shows."""

    #: Of the same city, from it on in the order of the list.
    siblings: list
    #: Of other cities: the editors' choice, then what shares a policy area.
    suggestions: list
    #: Of other cities in a public network with this one, without the suggestions; each city has others next.
    neighbours: list
    #: How many the city has in all.
    of_the_city: int


def reading_on(approach):
    """The ReadingOn of an approach."""
    index = ApproachFilter.whole()
    own, same_city = index.chosen([approach.pk]), index.union("city", [approach.city.slug])
    elsewhere = index.everything & ~same_city
    suggestions = _suggestions(approach, index, elsewhere)
    neighbours = _neighbours(approach, index, elsewhere, after=same_city.bit_length())
    beside = [place for place in neighbours if place not in suggestions][:NUMBER]
    siblings = _from(own.bit_length(), same_city & ~own, MOST_SIBLINGS)
    rows = [[index.pks[place] for place in places] for places in (siblings, suggestions, beside)]
    cards = Approach.objects.published().for_cards().in_bulk([pk for row in rows for pk in row])
    return ReadingOn(*([cards[pk] for pk in row if pk in cards] for row in rows), same_city.bit_count())


def _suggestions(approach, index, elsewhere):
    """Positions of what to suggest."""
    chosen = index.chosen(approach.related.values_list("pk", flat=True)) & elsewhere
    similar = index.union("area", [area.slug for area in approach.policy_areas.all()]) & elsewhere & ~chosen
    return [*lowest(chosen, NUMBER), *lowest(similar, NUMBER)][:NUMBER]


def _neighbours(approach, index, elsewhere, after):
    """Positions in the networks of the city, as many as stay if some are suggested; those from `after` on first."""
    networks = Membership.objects.published().filter(city=approach.city).values_list("network__slug", flat=True)
    return _from(after, index.union("network", networks) & elsewhere, 2 * NUMBER)


def _from(start, places, number):
    """So many of these places, those from `start` on first, then those before it."""
    onward = places >> start << start
    return [*lowest(onward, number), *lowest(places & ~onward, number)][:number]
