"""The map: which marks stand where for a set of cities, so that a template can draw it without any script.

Coordinates are kilometres of EPSG:3035 with y growing to the south, as in static/images/land.svg. A view is square;
places in it are percentages, so that marks keep their size whatever the width of the map.
"""

from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from cities.map_names import name_where_there_is_room
from cities.models import City
from cities.names import CityName, city_names
from cities.projection import project
from content.freshness import held
from content.rows import raw_rows

# More marks than these are too heavy to send. Then what lies in one square of the view becomes one, with its number;
# on a phone such a square is as wide as a finger needs. SQLite names up to 999 of them in one query.
MOST_MARKS = 900
SQUARE = 1 / 14
SMALLEST_VIEW = 500
ROOM_AROUND = 0.08
# The land that static/images/land.svg shows.
LAND = (1500, -6900, 10500, 0)
CITY_LIST = "cities:city_list"


class View(NamedTuple):
    """A square part of the map."""

    x: float
    y: float
    size: float

    @classmethod
    def parse(cls, text):
        """A view from "x,y,size"; ValueError for anything else."""
        view = cls(*map(float, text.split(",")))
        if not all(map(isfinite, view)) or view.size <= 0:
            raise ValueError(text)
        return view

    @classmethod
    def around(cls, points, smallest=SMALLEST_VIEW):
        """The smallest view with room around all of these (x, y)."""
        (left, right), (top, bottom) = ((min(values), max(values)) for values in zip(*points, strict=True))
        size = max(smallest, max(right - left, bottom - top) * (1 + 2 * ROOM_AROUND))
        return cls(round((left + right - size) / 2), round((top + bottom - size) / 2), round(size))

    def holds(self, point, margin=0.0):
        room, x, y = margin * self.size, point[0] - self.x, point[1] - self.y
        return -room <= x <= self.size + room and -room <= y <= self.size + room

    def shares(self, point):
        """Where an (x, y) lies in the view, from 0 to 1 in both directions."""
        return (point[0] - self.x) / self.size, (point[1] - self.y) / self.size


EUROPE = View(2470, -5450, 4120)


@dataclass(eq=False)  # else each is compared with all others wherever one is looked for
class Mark:
    """A city, or several near each other, at a place of the view."""

    places: list
    point: tuple
    city: CityName | None = None
    url: str = ""
    share: tuple = (0, 0)
    #: Where the name stands: "" for nowhere, else "start" or "end" of the text at the mark; and whether on a phone too.
    anchor: str = ""
    fits_on_phones: bool = False

    @property
    def x(self):
        return f"{self.share[0]:.2%}"

    @property
    def y(self):
        return f"{self.share[1]:.2%}"

    @property
    def is_case_study(self):
        return self.places[0].is_case_study

    @property
    def count(self):
        return len(self.places)

    @property
    def countries(self):
        return sorted({place.country for place in self.places})

    @cached_property
    def view(self):
        """The view that opens a mark of several cities."""
        return View.around([place.point for place in self.places], smallest=60)


@dataclass
class Map:
    view: View
    marks: list
    #: How many of the cities lie beyond the land that is drawn.
    outside: int
    #: The name of the address of the list that shows what is on the map.
    list_name: str

    @property
    def list_url(self):
        return reverse(self.list_name)

    @property
    def leads_to_filters(self):
        """Whether its marks narrow a list further; search engines should not follow them all."""
        return self.list_name != CITY_LIST

    @property
    def marks_url(self):
        """Where the marks of another view are to be had."""
        return reverse(f"{self.list_name.partition(':')[0]}:map")

    @property
    def tiles_url(self):
        """The address of map tiles to lay under the marks close by; empty for none."""
        return settings.MAP_TILES_URL

    @property
    def tiles_attribution(self):
        return settings.MAP_TILES_ATTRIBUTION

    @property
    def case_studies(self):
        return [mark for mark in self.marks if mark.city and mark.is_case_study]

    @property
    def dots(self):
        return [mark for mark in self.marks if mark.city and not mark.is_case_study]

    @property
    def groups(self):
        return [mark for mark in self.marks if not mark.city]


class MapPlace(NamedTuple):
    pk: int
    slug: str
    country: str
    is_case_study: bool
    population: int
    point: tuple


def draw(places, view=None, link=CityName.get_absolute_url, list_name=CITY_LIST):
    """The Map of these Places.

    Without a `view` it shows all of them with room around; `link(city)` gives the address a mark leads to.
    """
    on_land = [place for place in places if _is_on_land(place.point)]
    view = view or (View.around([place.point for place in on_land]) if on_land else EUROPE)
    marks = grouped_marks(on_land, view)
    for mark in marks:
        mark.share = view.shares(mark.point)
    names = city_names()
    for mark in marks:
        if mark.count == 1 and (city := names.get(mark.places[0].pk)):
            mark.city, mark.url = city, link(city)
    name_where_there_is_room(marks)
    return Map(view, marks, len(places) - len(on_land), list_name)


def drawn_everywhere(view=None):
    """The Map of all public cities, held until the content changes: the one that most visitors look at."""
    return held(("map", view, get_language()), lambda: draw(public_places(), view))


def public_places():
    """Each public city as a Place, the largest first, held until the content changes."""
    return held("places", _public_places)


def _public_places():
    placed = City.objects.published().filter(latitude__isnull=False, longitude__isnull=False).order_by()
    rows = raw_rows(placed, "latitude", "longitude", "population", "pk", "slug", "country", "is_case_study")
    found = [MapPlace(*row, population or 0, _point(lat, lon)) for lat, lon, population, *row in rows]
    return sorted(found, key=lambda place: (-place.population, place.pk))


def _point(latitude, longitude):
    easting, northing = project(float(latitude), float(longitude))
    return easting / 1000, -northing / 1000


def _is_on_land(point):
    left, top, right, bottom = LAND
    return left <= point[0] <= right and top <= point[1] <= bottom


def grouped_marks(places, view):
    """A Mark for each place; where that would be too many, for what lies in and near the view, near ones together."""
    if len(places) <= MOST_MARKS:
        return [Mark([place], place.point) for place in places]
    near = [place for place in places if view.holds(place.point, margin=0.25)]
    if len(near) <= MOST_MARKS:
        return [Mark([place], place.point) for place in near]
    squares, side = {}, view.size * SQUARE
    for place in near:
        squares.setdefault((place.point[0] // side, place.point[1] // side), []).append(place)
    return [Mark(members, _middle([place.point for place in members])) for members in squares.values()]


def _middle(points):
    return tuple(sum(values) / len(points) for values in zip(*points, strict=True))
