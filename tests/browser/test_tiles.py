"""Tiles of a server that the operator has named, under the marks of the map."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from math import atan, degrees, pi, sinh
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import expect

from cities.projection import project
from tests.browser.maps import view_of
from tests.real_site import free_port, serving

# By whether x and y of a tile are odd.
COLOURS = {(0, 0): (200, 0, 0), (1, 0): (0, 160, 0), (0, 1): (0, 0, 200), (1, 1): (230, 200, 0)}
SHEET = """() => {
  const sheet = document.querySelector(".map-sheet");
  const { x, y } = sheet.getBoundingClientRect();
  return { x: x + sheet.clientLeft, y: y + sheet.clientTop, width: sheet.clientWidth };
}"""
#: Whether the tiles of earlier views, which stay below until all of the new ones have come, are gone.
OF_ONE_LEVEL = """() => {
  const images = [...document.querySelectorAll(".map-tiles image")];
  return new Set(images.map((image) => image.getAttribute("href").split("/").at(-3))).size === 1;
}"""
ATTRIBUTION = "© Somebody, https://example.org/copyright"


class Tile(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        x, y = map(int, self.path.removesuffix(".png").split("/")[-2:])
        picture = BytesIO()
        Image.new("RGB", (256, 256), COLOURS[x % 2, y % 2]).save(picture, "PNG")
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(picture.getvalue())

    def log_message(self, *_arguments):
        """Say nothing."""


@pytest.fixture(scope="module")
def tile_server():
    """A server of coloured tiles that keeps what it was asked for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tile)
    server.asked = []
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def tiled_site(site_environment, tile_server):
    """The same site with tiles."""
    tiles = {
        "MAP_TILES_URL": f"http://127.0.0.1:{tile_server.server_port}/{{z}}/{{x}}/{{y}}.png",
        "MAP_TILES_ATTRIBUTION": ATTRIBUTION,
    }
    with serving(site_environment | tiles | {"PORT": str(free_port())}) as address:
        yield address


def come_closer(page, steps):
    page.locator(".map[data-is-open]").wait_for()
    page.locator(".map-sheet").scroll_into_view_if_needed()
    page.locator(".map-sheet").focus()
    for _step in range(steps):
        page.keyboard.press("+")
        view_of(page)


def tiles_laid(page):
    """The (z, x, y) of the tiles under the map, when all of them have come."""
    page.wait_for_function(OF_ONE_LEVEL)
    addresses = page.locator(".map-tiles image").evaluate_all(
        "images => Promise.all(images.map(image => image.decode().then(() => image.getAttribute('href'))))"
    )
    return [tuple(map(int, address.removesuffix(".png").split("/")[-3:])) for address in addresses]


def corner(x, y, z):
    """The place of the corner above left of a tile, in kilometres of the map."""
    easting, northing = project(degrees(atan(sinh(pi * (1 - 2 * y / 2**z)))), x / 2**z * 360 - 180)
    return easting / 1000, -northing / 1000


def meeting_point(picture, x, y):
    """Where four colours meet near a pixel: the middle of the pixels that have all of them within three pixels."""
    found = []
    for column in range(x - 12, x + 13):
        for row in range(y - 12, y + 13):
            near = {picture.getpixel((column + i, row + j)) for i in range(-3, 4) for j in range(-3, 4)}
            if set(COLOURS.values()) <= near:
                found.append((column + 0.5, row + 0.5))
    return tuple(sum(values) / len(found) for values in zip(*found, strict=True))


@pytest.mark.parametrize(("steps", "level"), [(6, 10), (8, 12), (10, 14)])
def test_the_corners_of_tiles_lie_where_the_projection_puts_them(page, tiled_site, steps, level):
    page.goto(f"{tiled_site}/en/cities/")
    come_closer(page, steps)
    tiles = tiles_laid(page)
    page.evaluate("document.querySelector('[data-map-marks]').remove()")
    left, top, size = [float(number) for number in page.get_attribute(".map-tiles", "viewBox").split()[:3]]
    sheet = page.evaluate(SHEET)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    expected, found = [], []
    for z, x, y in tiles:
        place = corner(x, y, z)
        across, down = (
            (value - start) / size * sheet["width"] for value, start in zip(place, [left, top], strict=True)
        )
        if all(60 < value < sheet["width"] - 60 for value in [across, down]):  # clear of the edge and the buttons
            expected.append((sheet["x"] + across, sheet["y"] + down))
            found.append(meeting_point(picture, round(expected[-1][0]), round(expected[-1][1])))
    assert {z for z, _x, _y in tiles} == {level}
    assert len(expected) > 0
    assert found == [pytest.approx(point, abs=2) for point in expected]


def test_nothing_is_asked_of_the_server_before_somebody_comes_close(page, tiled_site, tile_server):
    tile_server.asked.clear()
    page.goto(f"{tiled_site}/en/cities/", wait_until="networkidle")
    come_closer(page, 2)
    assert tile_server.asked == []
    assert not page.get_by_text("© Somebody").is_visible()
    come_closer(page, 4)
    tiles_laid(page)
    assert {path.split("/")[1] for path in tile_server.asked} == {"10"}
    assert page.get_by_text("© Somebody").is_visible()
    assert page.get_attribute("[data-map-credit] a", "href") == "https://example.org/copyright"


def test_tiles_come_however_late_their_script_does(page, tiled_site):
    held = []
    page.route("**/js/map-tiles*.js", lambda route: held.append(route))
    page.goto(f"{tiled_site}/en/cities/")
    come_closer(page, 6)
    assert page.locator(".map-tiles").count() == 0
    for route in held:
        route.continue_()
    assert {z for z, _x, _y in tiles_laid(page)} == {10}


def test_tiles_go_when_the_view_becomes_wide_again(page, tiled_site):
    page.goto(f"{tiled_site}/en/cities/")
    come_closer(page, 6)
    assert len(tiles_laid(page)) > 0
    page.keyboard.press("0")
    expect(page.locator(".map-tiles image")).to_have_count(0)


def test_without_a_tile_server_the_map_asks_no_other_host(page, site):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/en/cities/")
    come_closer(page, 8)
    assert [url for url in asked if not url.startswith(site)] == []
    assert page.locator(".map-tiles").count() == 0
