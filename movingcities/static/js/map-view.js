// Moves a map that the server has drawn: zoom, pan, names as there is room, groups that open, and the tie to the list.
// Places are kilometres of EPSG:3035, y growing to the south; on the sheet they are percentages of the view.

const SVG = "http://www.w3.org/2000/svg";
const CLOSEST = 60; // kilometres across
const CLOSEST_WITH_TILES = 4;
const WIDEST = 5200;
const MIDDLE = { x: [1900, 7300], y: [-6000, -700] }; // how far the middle of the view may go
const FINE_FROM = 0.33; // pixels a kilometre
const REACH = 22; // pixels from a pointer to the mark it means
const ARCH = 11;
const LINE = 17;
// Where a name may stand, best first: to the right of its mark, left, above, below.
const SIDES = [
  ["start", ARCH, 5],
  ["end", -ARCH, 5],
  ["middle", 0, -12],
  ["middle", 0, 22],
];

const clamp = (value, [low, high]) => Math.min(Math.max(value, low), high);
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const viewFrom = (text) => {
  const [x, y, size] = text.split(" ").map(Number);
  return { x, y, size };
};
const centre = ({ x, y, size }) => ({ x: x + size / 2, y: y + size / 2 });
const make = (name, attributes, parent) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return parent.appendChild(element);
};

class MapView extends EventTarget {
  constructor(figure) {
    super();
    this.figure = figure;
    this.sheet = figure.querySelector(".map-sheet");
    this.land = figure.querySelector(".map-land");
    this.layer = figure.querySelector("[data-map-marks]");
    this.lit = make("g", { class: "map-lit", "aria-hidden": "true" }, this.sheet);
    this.home = this.view = this.goal = viewFrom(figure.dataset.view);
    this.sizes = [figure.dataset.tiles ? CLOSEST_WITH_TILES : CLOSEST, WIDEST];
    this.pen = document.createElement("canvas").getContext("2d");
    this.pointers = new Map();
    this.limitTools();
    this.leads = !("placePicker" in figure.dataset); // there, marks are to find one's way by, no links
    this.readMarks();
    this.listen();
    figure.dataset.isOpen = "";
    figure.querySelector(".map-tools").hidden = false;
    this.sheet.setAttribute("tabindex", "0");
    this.sheet.setAttribute("aria-describedby", "map-keys");
    this.refineLand();
    if (figure.dataset.tiles) import(figure.dataset.tilesModule).then(({ lay }) => lay(this));
  }

  // Where things are

  get width() {
    return this.sheet.clientWidth || this.sheet.getBoundingClientRect().width;
  }

  /** The kilometres under a pointer. */
  under({ clientX, clientY }, view = this.view) {
    const box = this.sheet.getBoundingClientRect();
    return {
      x: view.x + ((clientX - box.left) / box.width) * view.size,
      y: view.y + ((clientY - box.top) / box.height) * view.size,
    };
  }

  pixels({ x, y }, view = this.view) {
    const scale = this.width / view.size;
    return { x: (x - view.x) * scale, y: (y - view.y) * scale };
  }

  /** Put the parts of a mark where it lies in the view. */
  place({ x, y, parts }) {
    const across = `${(((x - this.view.x) / this.view.size) * 100).toFixed(2)}%`;
    const down = `${(((y - this.view.y) / this.view.size) * 100).toFixed(2)}%`;
    for (const part of parts) {
      const [horizontal, vertical] = part.localName === "circle" ? ["cx", "cy"] : ["x", "y"];
      part.setAttribute(horizontal, across);
      part.setAttribute(vertical, down);
    }
  }

  readMarks(view = this.view) {
    this.marks = [...this.layer.querySelectorAll("a")].map((link) => {
      const parts = [...link.querySelectorAll("circle, use, text")];
      const share = (name) =>
        parseFloat(parts[0].getAttribute(parts[0].localName === "circle" ? `c${name}` : name)) / 100;
      const isStudy = link.classList.contains("map-study");
      return {
        ...{
          link,
          parts,
          isStudy,
          isDot: parts[0].localName === "circle",
          x: view.x + share("x") * view.size,
          y: view.y + share("y") * view.size,
        },
        name: link.querySelector("title")?.textContent ?? "",
        label: link.querySelector(".map-name"),
      };
    });
  }

  // Moving

  /** The view nearest to this one that the map may show. */
  within(view) {
    const size = clamp(view.size, this.sizes);
    const middle = centre(view);
    return { x: clamp(middle.x, MIDDLE.x) - size / 2, y: clamp(middle.y, MIDDLE.y) - size / 2, size };
  }

  /** Show a view at once, whatever the map was gliding to. */
  show(view) {
    cancelAnimationFrame(this.frame);
    this.draw(view);
    this.goal = this.view;
  }

  draw(view) {
    this.view = this.within(view);
    this.land.setAttribute("viewBox", `${this.view.x} ${this.view.y} ${this.view.size} ${this.view.size}`);
    this.figure.classList.toggle("is-moved", view !== this.home);
    this.limitTools();
    this.marks.forEach((mark) => this.place(mark));
    this.light(null);
    this.refineLand();
    this.dispatchEvent(new Event("moved"));
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(), 120);
  }

  /** Go to a view; the next step begins at this goal, also before it is reached. */
  glide(to) {
    cancelAnimationFrame(this.frame);
    if (still()) return this.show(to);
    this.goal = this.within(to);
    const [from, start] = [this.view, performance.now()];
    const step = (now) => {
      const share = Math.min(1, (now - start) / 180);
      const eased = 1 - (1 - share) ** 3;
      const between = (key) => from[key] + (to[key] - from[key]) * eased;
      if (share === 1) return this.show(to);
      this.draw({ x: between("x"), y: between("y"), size: between("size") });
      this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  /** The view in which everything is `factor` times as large and this point stays where it is. */
  zoomed(factor, point, view = this.view) {
    const size = clamp(view.size / factor, this.sizes);
    const part = size / view.size;
    const at = point ?? centre(view);
    return { x: at.x - (at.x - view.x) * part, y: at.y - (at.y - view.y) * part, size };
  }

  /** A step by button or key: closer only to where there is something, the nearest mark if none would be left in sight. */
  stepped(factor) {
    const to = this.zoomed(factor, null, this.goal);
    const middle = centre(to);
    const away = (mark) => Math.max(Math.abs(mark.x - middle.x), Math.abs(mark.y - middle.y));
    const shown = this.marks.filter((mark) => this.isInSight(mark, this.goal)).sort((a, b) => away(a) - away(b));
    return factor > 1 && shown.length && away(shown[0]) > to.size / 2 ? this.zoomed(factor, shown[0], this.goal) : to;
  }

  /** What can do nothing more says so, and keeps the focus that it may have. */
  limitTools() {
    const [closest, widest] = this.sizes;
    for (const button of this.figure.querySelectorAll("[data-zoom]")) {
      const factor = Number(button.dataset.zoom);
      const isAtEnd = factor > 1 ? this.view.size <= closest : factor && this.view.size >= widest;
      button.setAttribute("aria-disabled", String(Boolean(isAtEnd)));
    }
  }

  pan(right, down) {
    const { x, y, size } = this.goal;
    this.glide({ x: x + right * size, y: y + down * size, size });
  }

  refineLand() {
    const { fineLand } = this.figure.dataset;
    if (this.isFine || this.width / this.view.size < FINE_FROM) return;
    this.isFine = true;
    const picture = new Image();
    picture.onload = () => this.land.firstElementChild.setAttribute("href", fineLand);
    picture.src = fineLand;
  }

  async settle() {
    if (this.figure.dataset.marks) await this.fetchMarks();
    this.giveNames();
    this.dispatchEvent(new Event("settled"));
  }

  /** With many cities, the marks of this view come from the server. */
  async fetchMarks() {
    const view = this.view;
    const address = new URL(this.figure.dataset.marks, location);
    address.searchParams.set("view", [view.x, view.y, view.size].map((number) => number.toFixed(1)).join());
    const response = await fetch(address);
    if (!response.ok || view !== this.view) return;
    const marks = new DOMParser().parseFromString(`<svg>${await response.text()}</svg>`, "text/html");
    this.layer.replaceChildren(...marks.querySelector("svg").children);
    this.readMarks(view);
    this.marks.forEach((mark) => this.place(mark));
  }

  // Names

  /** Name case studies, and all others as soon as there is room: what has a name can be reached by keyboard. */
  giveNames() {
    this.pen.font = getComputedStyle(this.sheet).font;
    const shown = this.marks.filter((mark) => this.isInSight(mark));
    const isClose = this.view.size < this.home.size * 0.6 || shown.length <= 40;
    const [dots, taken] = [[], []];
    for (const mark of shown) mark.isDot ? dots.push(this.boxOf(mark, 4)) : taken.push(this.boxOf(mark, ARCH));
    for (const mark of this.marks) this.unname(mark);
    for (const mark of shown.filter((mark) => mark.isStudy)) this.nameIfRoom(mark, taken);
    if (isClose) {
      taken.push(...dots);
      for (const mark of shown.filter((mark) => mark.isDot)) this.nameIfRoom(mark, taken);
    }
    for (const mark of this.marks) {
      const isReachable = this.leads && shown.includes(mark) && (mark.label || !mark.isDot);
      mark.link.setAttribute("tabindex", isReachable ? "0" : "-1");
      mark.link.toggleAttribute("aria-hidden", false);
      if (!isReachable) mark.link.setAttribute("aria-hidden", "true");
    }
  }

  isInSight(mark, view = this.view) {
    const { x, y } = this.pixels(mark, view);
    return x > 0 && y > 0 && x < this.width && y < this.width;
  }

  boxOf(mark, half) {
    const { x, y } = this.pixels(mark);
    return { left: x - half, right: x + half, top: y - half, bottom: y + half };
  }

  unname(mark) {
    if (!mark.label) return;
    mark.label.remove();
    mark.parts = mark.parts.filter((part) => part !== mark.label);
    mark.label = null;
  }

  nameIfRoom(mark, taken) {
    const { x, y } = this.pixels(mark);
    const length = this.pen.measureText(mark.name).width + 2;
    for (const [anchor, dx, dy] of SIDES) {
      const left = x + dx - (anchor === "middle" ? length / 2 : anchor === "end" ? length : 0);
      const box = { left, right: left + length, top: y + dy - 5 - LINE / 2, bottom: y + dy - 5 + LINE / 2 };
      const fits = box.left >= 0 && box.right <= this.width && box.top >= 0 && box.bottom <= this.width;
      if (!fits || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      mark.label = make("text", { class: "map-name", dx, dy, "text-anchor": anchor, "aria-hidden": "true" }, mark.link);
      mark.label.textContent = mark.name;
      mark.parts.push(mark.label);
      return this.place(mark);
    }
  }

  // One mark and its line in the list

  /** Show which mark is meant, with its name on top of all others, here and in the list; null for none. */
  light(mark) {
    if (this.meant === mark) return;
    this.meant?.link.classList.remove("is-lit");
    this.inList(this.meant).forEach((line) => line.classList.remove("is-lit"));
    this.lit.replaceChildren();
    this.meant = mark;
    if (!mark) return;
    mark.link.classList.add("is-lit");
    this.inList(mark).forEach((line) => line.classList.add("is-lit"));
    if (mark.name && !mark.link.matches(":focus-visible:not([data-place])")) this.writeOnTop(mark);
  }

  writeOnTop(mark) {
    this.pen.font = getComputedStyle(this.sheet).font;
    const length = this.pen.measureText(mark.name).width + 20;
    const isRight = this.pixels(mark).x + length + ARCH < this.width;
    const dx = isRight ? ARCH : -ARCH - length;
    const parts = [
      make("rect", { transform: `translate(${dx} -14)`, width: length, height: 28 }, this.lit),
      make("text", { dx: dx + 10, dy: 5 }, this.lit),
    ];
    parts[1].textContent = mark.name;
    this.place({ ...mark, parts });
  }

  inList(mark) {
    const place = mark?.link.dataset.place;
    if (!place) return [];
    return [...document.querySelectorAll(`[data-place="${CSS.escape(place)}"]`)].filter(
      (line) => !this.sheet.contains(line),
    );
  }

  markOf(element) {
    const link = element.closest?.("a");
    return this.marks.find((mark) => mark.link === link) ?? null;
  }

  nearest(event) {
    const box = this.sheet.getBoundingClientRect();
    let [best, least] = [null, REACH];
    for (const mark of this.marks) {
      const { x, y } = this.pixels(mark);
      const away = Math.hypot(x - (event.clientX - box.left), y - (event.clientY - box.top));
      if (away < least) [best, least] = [mark, away];
    }
    return event.target.closest(".map-name") ? this.markOf(event.target) : best;
  }

  // Hands

  listen() {
    const { sheet, figure } = this;
    sheet.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    sheet.addEventListener("pointerdown", (event) => this.onDown(event));
    sheet.addEventListener("pointermove", (event) => this.onMove(event));
    for (const end of ["pointerup", "pointercancel"]) sheet.addEventListener(end, (event) => this.onUp(event));
    sheet.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && this.light(null));
    sheet.addEventListener("click", (event) => this.onClick(event), true);
    sheet.addEventListener("dblclick", (event) => this.glide(this.zoomed(2, this.under(event))));
    sheet.addEventListener("dragstart", (event) => event.preventDefault());
    sheet.addEventListener("focusin", (event) => this.light(this.markOf(event.target)));
    sheet.addEventListener("focusout", () => this.light(null));
    figure.addEventListener("keydown", (event) => this.onKey(event));
    figure.querySelector(".map-tools").addEventListener("click", ({ target }) => this.onTool(target.closest("button")));
    for (const event of ["pointerover", "focusin"]) document.addEventListener(event, this);
    new ResizeObserver(() => this.giveNames()).observe(sheet);
  }

  /** A pointer or the focus is on something of the page: if it is a line of the list, show its mark. */
  handleEvent({ target }) {
    if (!this.figure.isConnected) {
      for (const event of ["pointerover", "focusin"]) document.removeEventListener(event, this);
    } else if (target instanceof Element && !this.figure.contains(target)) {
      const place = target.closest("[data-place]")?.dataset.place;
      this.light(this.marks.find((mark) => place && mark.link.dataset.place === place) ?? null);
    }
  }

  onTool(button) {
    if (!button) return;
    const factor = Number(button.dataset.zoom);
    if (button.ariaDisabled !== "true") this.glide(factor ? this.stepped(factor) : this.home);
  }

  onWheel(event) {
    if (!event.ctrlKey && !event.metaKey) return; // scrolling stays scrolling
    event.preventDefault();
    this.show(this.zoomed(Math.exp(-event.deltaY / 200), this.under(event)));
  }

  onKey(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const zooms = { "+": 2, "=": 2, "-": 0.5 };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (steps[event.key]) this.pan(...steps[event.key].map((step) => step / 5));
    else if (zooms[event.key]) this.glide(this.stepped(zooms[event.key]));
    else if (event.key === "0") this.glide(this.home);
    else if (event.key === "Escape") this.figure.querySelector(".map-end").focus();
    else return;
    event.preventDefault();
  }

  onDown(event) {
    this.touch = event.pointerType !== "mouse";
    this.wasMeant = this.meant; // the focus that a finger brings will change it
    this.pointers.set(event.pointerId, event);
    if (this.pointers.size === 1) this.wasDragged = false;
    this.hold();
  }

  /** Remember what the fingers hold now, as the beginning of a drag or pinch. */
  hold() {
    const held = [...this.pointers.values()];
    this.grip = held.length && { view: this.view, ...this.middleOf(held) };
  }

  middleOf(held) {
    const mean = (key) => held.reduce((sum, pointer) => sum + pointer[key], 0) / held.length;
    const [one, two] = held;
    const spread = two ? Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY) : 1;
    return { clientX: mean("clientX"), clientY: mean("clientY"), spread };
  }

  onMove(event) {
    if (!this.pointers.has(event.pointerId)) {
      if (event.pointerType === "mouse") this.light(this.nearest(event));
      return;
    }
    this.pointers.set(event.pointerId, event);
    const now = this.middleOf([...this.pointers.values()]);
    const moved = Math.hypot(now.clientX - this.grip.clientX, now.clientY - this.grip.clientY);
    if (!this.wasDragged && moved < 5 && this.pointers.size === 1) return;
    if (!this.wasDragged) this.sheet.setPointerCapture(event.pointerId);
    this.wasDragged = true;
    const anchor = this.under(this.grip, this.grip.view);
    const size = clamp((this.grip.view.size * this.grip.spread) / now.spread, this.sizes);
    const there = this.under(now, { ...this.grip.view, size });
    const { x, y } = this.grip.view;
    this.show({ x: x + anchor.x - there.x, y: y + anchor.y - there.y, size });
  }

  onUp(event) {
    this.pointers.delete(event.pointerId);
    this.hold();
  }

  onClick(event) {
    if (event.detail === 0) return this.openGroup(event, this.markOf(event.target)); // by keyboard
    if (this.wasDragged) return event.preventDefault();
    const mark = this.nearest(event);
    const isTwice = this.touch && event.timeStamp - this.lastTap < 300;
    this.lastTap = event.timeStamp;
    if (!mark) {
      this.light(null);
      if (isTwice) this.glide(this.zoomed(2, this.under(event)));
    } else if (this.openGroup(event, mark)) {
      return;
    } else if (this.touch && !mark.label && this.wasMeant !== mark) {
      event.preventDefault(); // the first tap says which city this is, the second goes there
      this.light(mark);
    } else if (this.markOf(event.target) !== mark) {
      event.preventDefault();
      event.stopPropagation();
      const { ctrlKey, metaKey, shiftKey } = event;
      mark.link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
    }
  }

  openGroup(event, mark) {
    if (!mark?.link.dataset.view) return false;
    event.preventDefault();
    this.glide(viewFrom(mark.link.dataset.view));
    return true;
  }
}

/** Make a map movable; gives its MapView. */
export const open = (figure) => new MapView(figure);
