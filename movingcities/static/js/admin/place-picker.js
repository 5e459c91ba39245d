// Picks the place of a city on the map. The two number fields stay the truth: the pin follows them and fills them in.

import { project, unproject } from "../projection.js";

class PlacePicker {
  constructor(map, latitude, longitude) {
    Object.assign(this, { map, fields: { latitude, longitude } });
    this.pin = map.sheet.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "g"));
    this.pin.innerHTML = '<use href="#map-arch"/>';
    const attributes = {
      class: "map-pin",
      tabindex: "0",
      role: "button",
      "aria-label": map.figure.dataset.placePicker,
    };
    for (const [name, value] of Object.entries(attributes)) this.pin.setAttribute(name, value);
    this.follow();
    map.addEventListener("moved", () => this.draw());
    map.figure.addEventListener("click", (event) => this.onClick(event), true);
    this.pin.addEventListener("keydown", (event) => this.onKey(event));
    this.pin.addEventListener("pointerdown", (event) => this.onHold(event));
    for (const field of [latitude, longitude]) field.addEventListener("input", () => this.follow());
  }

  draw() {
    this.pin.toggleAttribute("hidden", !this.point);
    if (this.point) this.map.place({ ...this.point, parts: [this.pin.firstElementChild] });
  }

  /** Put the pin where the fields say, and the view around it if it was not in sight. */
  follow() {
    const [latitude, longitude] = [this.fields.latitude, this.fields.longitude].map((field) =>
      parseFloat(field.value.replace(",", ".")),
    );
    this.point = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? project(latitude, longitude) : null;
    if (this.point && !this.map.isInSight(this.point, this.map.goal)) this.show(this.map.goal.size);
    this.draw();
  }

  show(size) {
    this.map.glide({ x: this.point.x - size / 2, y: this.point.y - size / 2, size });
  }

  /** Fill in the fields, with as many decimals as a pixel of this view can tell apart. */
  choose(point) {
    const degreesAPixel = this.map.view.size / this.map.width / 111;
    const decimals = Math.min(5, Math.max(2, Math.ceil(-Math.log10(degreesAPixel))));
    const degrees = unproject(point);
    for (const [name, field] of Object.entries(this.fields)) {
      field.value = degrees[name].toFixed(decimals);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.follow();
  }

  onClick(event) {
    if (!this.map.sheet.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.pin.contains(event.target)) {
      if (!this.map.wasDragged) this.show(this.map.goal.size / 4);
    } else if (!this.map.wasDragged) this.choose(this.map.under(event));
  }

  onKey(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "Enter") this.show(this.map.goal.size / 4);
    else if (steps[event.key]) this.step(steps[event.key], event.shiftKey ? 20 : 2);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  step([right, down], pixels) {
    const length = (this.map.view.size / this.map.width) * pixels;
    this.choose({ x: this.point.x + right * length, y: this.point.y + down * length });
  }

  onHold(event) {
    event.stopPropagation(); // the pin moves, the map stays
    this.map.wasDragged = false;
    this.pin.setPointerCapture(event.pointerId);
    const move = (moved) => {
      this.map.wasDragged = true;
      this.choose(this.map.under(moved));
    };
    this.pin.addEventListener("pointermove", move);
    this.pin.addEventListener("lostpointercapture", () => this.pin.removeEventListener("pointermove", move), {
      once: true,
    });
  }
}

const figure = document.querySelector("[data-place-picker]");
const fields = ["id_latitude", "id_longitude"].map((id) => document.getElementById(id));
// Who may only look at a city has no fields to fill in.
if (figure && fields.every(Boolean)) {
  const { open } = await import(figure.dataset.module);
  new PlacePicker(open(figure), ...fields);
}
