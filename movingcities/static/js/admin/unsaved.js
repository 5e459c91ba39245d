// Keeps what is being typed in this browser until it is saved, and offers it again after a crash or a lost session.
// It lies in the storage of the browser under the number of the user; saving and logging out clear it.

import { draftsOf, drop, dropAll, gather, isChanged, keep } from "./drafts.js";
import { put, valuesOf } from "./form-values.js";

const PREFIX = "unsaved:";
const SENT = "unsaved-sent";
const DELAY = 1000;
let isLoggingOut = false;

// What was sent is forgotten once the admin says that it has been saved; not before, since it may have asked for a login
// or about a conflict.
const forgetSaved = () => {
  const key = sessionStorage.getItem(SENT);
  if (key && document.querySelector(".messagelist .success")) localStorage.removeItem(key);
  if (!document.querySelector("#login-form, [data-unsaved-conflict]")) sessionStorage.removeItem(SENT);
};

// Every opening of a form keeps what is typed in it under a key of its own. So nothing that is still offered, and
// nothing that is being typed in another tab, is lost by it.
class Unsaved {
  constructor(form, box) {
    const place = `${PREFIX}${box.dataset.unsaved}:${location.pathname}:`;
    Object.assign(this, { form, box, place, start: valuesOf(form), key: this.newKey(place) });
    this.offered = draftsOf(place).filter((draft) => this.isWorthOffering(draft));
    this.listen();
    this.offer();
  }

  newKey(place) {
    return `${place}${Date.now()}-${Math.random()}`;
  }

  typed() {
    return { keys: [this.key], at: Date.now(), start: this.start, values: valuesOf(this.form) };
  }

  keep() {
    if (!isLoggingOut) keep(this.typed());
  }

  isWorthOffering(draft) {
    if (isChanged({ start: this.start, values: draft.values })) return true;
    // What was refused is in the form again, and not saved all the same.
    if (this.form.querySelector(".errornote")) this.start = draft.start;
    this.keep();
    drop(draft);
    return false;
  }

  offer() {
    const { box, offered } = this;
    box.hidden = !offered.length;
    if (box.hidden) return;
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    box.querySelector("p").textContent = `${box.dataset.what} ${when.format(offered.at(-1).at)}`;
  }

  // What has been typed while it was offered stays in the form; where both do not go into one, it is offered in turn.
  bringBack() {
    const [old, now] = [this.offered.pop(), this.typed()];
    const [draft, aside] = isChanged(now) ? gather([old, now]) : [old];
    if (aside) {
      this.keep();
      this.offered.unshift(aside);
      this.key = this.newKey(this.place);
    }
    this.start = draft.start;
    put(this.form, draft.values);
    this.keep();
    drop(old);
    this.offer();
  }

  keepSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), DELAY);
  }

  listen() {
    for (const event of ["input", "change", "keyup", "formset:added", "formset:removed"]) {
      this.form.addEventListener(event, () => this.keepSoon());
    }
    window.addEventListener("pagehide", () => this.keep());
    this.form.addEventListener("submit", () => {
      this.keep();
      sessionStorage.setItem(SENT, this.key);
    });
    this.box.querySelector("[data-bring-back]").addEventListener("click", () => this.bringBack());
    this.box.querySelector("[data-throw-away]").addEventListener("click", () => {
      drop(this.offered.pop());
      this.offer();
    });
  }
}

forgetSaved();
const box = document.querySelector("[data-unsaved]");
if (box) new Unsaved(box.closest("form"), box);
document.getElementById("logout-form")?.addEventListener("submit", () => {
  isLoggingOut = true;
  dropAll(PREFIX);
});
