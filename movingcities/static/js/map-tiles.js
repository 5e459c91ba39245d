// Lays tiles of the server that the operator has named under the marks of a map, as soon as it is close enough.
// Tiles are squares of web Mercator. On this map each becomes a parallelogram; from FROM on, no point of one then lies
// half a pixel from where it belongs.

import { project, unproject } from "./projection.js";

const SVG = "http://www.w3.org/2000/svg";
const PIXELS = 256; // along a side of a tile
const [FROM, TO] = [10, 19]; // levels of zoom: at level z the Earth is 2 ** z tiles around
const EQUATOR = 40075; // kilometres
const SEAM = 0.5 / PIXELS; // how far a tile reaches under its neighbours, so that no land shows between them

const RADIANS = Math.PI / 180;
const mercator = ({ latitude, longitude }) => [
  longitude / 360 + 0.5,
  0.5 - Math.atanh(Math.sin(latitude * RADIANS)) / (2 * Math.PI),
];
const corner = (x, y, z) => {
  const latitude = Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** z))) / RADIANS;
  return project(latitude, (x / 2 ** z) * 360 - 180);
};

/** The corners of a tile on the map in kilometres: above left, above right, below left, below right. */
const corners = ({ x, y, z }) => [corner(x, y, z), corner(x + 1, y, z), corner(x, y + 1, z), corner(x + 1, y + 1, z)];

/** The matrix that takes the unit square to the parallelogram nearest to four corners. */
const matrix = ([a, b, c, d]) => {
  const right = { x: (b.x + d.x - a.x - c.x) / 2, y: (b.y + d.y - a.y - c.y) / 2 };
  const down = { x: (c.x + d.x - a.x - b.x) / 2, y: (c.y + d.y - a.y - b.y) / 2 };
  const start = (key) => (a[key] + b[key] + c[key] + d[key]) / 4 - (right[key] + down[key]) / 2;
  return [right.x, right.y, down.x, down.y, start("x"), start("y")];
};

const touches = (points, view) =>
  ["x", "y"].every((key) => {
    const values = points.map((point) => point[key]);
    return Math.max(...values) > view[key] && Math.min(...values) < view[key] + view.size;
  });

/** The tiles that cover a view, none of them drawn larger than it is; none at all where that would be too coarse. */
const covering = (view, width) => {
  const { latitude } = unproject({ x: view.x + view.size / 2, y: view.y + view.size / 2 });
  const around = (EQUATOR * Math.cos(latitude * RADIANS) * width) / (view.size * PIXELS);
  const z = Math.min(Math.ceil(Math.log2(around)), TO);
  if (z < FROM) return [];
  const edges = [0, view.size].flatMap((right) =>
    [0, view.size].map((down) => mercator(unproject({ x: view.x + right, y: view.y + down }))),
  );
  const [across, along] = [0, 1].map((axis) => edges.map((edge) => Math.floor(edge[axis] * 2 ** z)));
  const tiles = [];
  for (let x = Math.min(...across); x <= Math.max(...across); x += 1) {
    for (let y = Math.min(...along); y <= Math.max(...along); y += 1) tiles.push({ x, y, z });
  }
  return tiles.filter((tile) => touches(corners(tile), view));
};

class Tiles {
  constructor(map) {
    this.map = map;
    this.layer = document.createElementNS(SVG, "svg");
    this.layer.setAttribute("class", "map-tiles");
    map.land.after(this.layer);
    this.credit = map.figure.querySelector("[data-map-credit]");
    this.laid = new Map();
    map.addEventListener("moved", () => this.follow());
    map.addEventListener("settled", () => this.cover());
    this.follow(); // the map may have been moved while this script was on its way
    this.cover();
  }

  follow() {
    this.layer.setAttribute("viewBox", this.map.land.getAttribute("viewBox"));
  }

  /** Lay what this view lacks; what it no longer needs stays below until all of that has come. */
  async cover() {
    const wanted = new Map(
      covering(this.map.view, this.map.width).map((tile) => [`${tile.z}/${tile.x}/${tile.y}`, tile]),
    );
    this.wanted = wanted;
    this.map.figure.classList.toggle("has-tiles", wanted.size > 0);
    this.credit.hidden = !wanted.size;
    await Promise.all([...wanted].filter(([key]) => !this.laid.has(key)).map(([key, tile]) => this.put(key, tile)));
    if (this.wanted !== wanted) return;
    for (const [key, image] of this.laid) {
      if (wanted.has(key)) continue;
      image.remove();
      this.laid.delete(key);
    }
  }

  /** Lay one tile; done when it has come or failed. */
  put(key, tile) {
    const image = document.createElementNS(SVG, "image");
    const side = 1 + 2 * SEAM;
    const attributes = {
      x: -SEAM,
      y: -SEAM,
      width: side,
      height: side,
      preserveAspectRatio: "none",
      transform: `matrix(${matrix(corners(tile))})`,
    };
    for (const [name, value] of Object.entries(attributes)) image.setAttribute(name, value);
    this.laid.set(key, this.layer.appendChild(image));
    return new Promise((done) => {
      for (const end of ["load", "error"]) image.addEventListener(end, done);
      image.addEventListener("error", () => image.remove()); // the land shows instead
      image.setAttribute(
        "href",
        this.map.figure.dataset.tiles.replace(/\{([zxy])\}/g, (_part, name) => tile[name]),
      );
    });
  }
}

/** Lay tiles under a MapView. */
export const lay = (map) => new Tiles(map);
