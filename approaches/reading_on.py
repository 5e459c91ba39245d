"""What to read after an approach, found in the Index of the list, however large the catalogue is."""

from typing import NamedTuple

from approaches.filters import ApproachFilter
from approaches.models import Approach
from cities.models import Membership
from lists.bits import lowest

#: So many of other cities are named in each row.
NUMBER = 3


class ReadingOn(NamedTuple):
    """Public approaches besides one, with what a card shows."""

    #: All of the same city.
    siblings: list
    #: Of other cities: the editors' choice, then what shares a policy area.
    suggestions: list
    #: Of other cities in a public network with this one, without the suggestions; each city has others next.
    neighbours: list


def reading_on(approach):
    """The ReadingOn of an approach."""
    index = ApproachFilter.whole()
    own, same_city = index.chosen([approach.pk]), index.union("city", [approach.city.slug])
    elsewhere = index.everything & ~same_city
    suggestions = _suggestions(approach, index, elsewhere)
    neighbours = _neighbours(approach, index, elsewhere, after=same_city.bit_length())
    beside = [place for place in neighbours if place not in suggestions][:NUMBER]
    rows = [[index.pks[place] for place in places] for places in (lowest(same_city & ~own), suggestions, beside)]
    cards = Approach.objects.published().for_cards().in_bulk([pk for row in rows for pk in row])
    return ReadingOn(*([cards[pk] for pk in row if pk in cards] for row in rows))


def _suggestions(approach, index, elsewhere):
    """Positions of what to suggest."""
    chosen = index.chosen(approach.related.values_list("pk", flat=True)) & elsewhere
    similar = index.union("area", [area.slug for area in approach.policy_areas.all()]) & elsewhere & ~chosen
    return [*lowest(chosen, NUMBER), *lowest(similar, NUMBER)][:NUMBER]


def _neighbours(approach, index, elsewhere, after):
    """Positions in the networks of the city, as many as stay if some are suggested; those from `after` on first."""
    networks = Membership.objects.published().filter(city=approach.city).values_list("network__slug", flat=True)
    found = index.union("network", networks) & elsewhere
    onward = found >> after << after
    return [*lowest(onward, 2 * NUMBER), *lowest(found & ~onward, 2 * NUMBER)]
