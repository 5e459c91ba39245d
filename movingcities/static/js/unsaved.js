// Keeps what is being typed in this browser until it is saved, and offers it again after a crash or a lost session.
// It lies in the storage of the browser under the number of the user; saving and logging out clear it.
"use strict";

(() => {
  const PREFIX = "unsaved:";
  const SENT = "unsaved-sent";
  const DELAY = 1000;
  const editors = new Map();
  const broughtBack = new Set();
  let isLoggingOut = false;
  const NEVER = new Set(["csrfmiddlewaretoken", "form"]);

  const valuesOf = (form) => {
    const values = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !NEVER.has(name) && !name.includes("__prefix__")) (values[name] ??= []).push(value);
    }
    return values;
  };

  // What was sent is forgotten once the admin says that it has been saved; not before, since it may have asked for a login
  // or about a conflict.
  const forgetSaved = () => {
    const key = sessionStorage.getItem(SENT);
    if (key && document.querySelector(".messagelist .success")) localStorage.removeItem(key);
    if (!document.querySelector("#login-form, [data-unsaved-conflict]")) sessionStorage.removeItem(SENT);
  };

  // The fields in which a form differs from another state of it.
  const changes = (start, { opened, ...values }) => {
    const names = Object.keys({ ...start, ...values }).filter((name) => name !== "opened");
    const changed = names.filter((name) => JSON.stringify(start[name]) !== JSON.stringify(values[name]));
    return Object.fromEntries(changed.map((name) => [name, values[name] ?? []]));
  };

  const isChanged = ({ start, values }) => Object.keys(changes(start, values)).length > 0;

  // The saved state that a form is compared with, without the time and the signature that follow it.
  const savedState = ({ values }) => values.opened?.[0].split(":")[0];

  const addedRows = ({ start, values }) => Object.keys(changes(start, values)).filter((name) => name.endsWith("-TOTAL_FORMS"));

  // Drafts go into one if they began from the same saved state and do not both have rows under the same numbers.
  const fit = (older, newer) =>
    savedState(older) !== undefined &&
    savedState(older) === savedState(newer) &&
    !addedRows(older).some((name) => addedRows(newer).includes(name));

  // Field by field, the newer wins.
  const over = (older, newer) => ({
    keys: [...older.keys, ...newer.keys],
    at: newer.at,
    start: older.start,
    values: { ...older.values, ...changes(newer.start, newer.values) },
  });

  // As few drafts as possible out of many, oldest first.
  const gather = (drafts) => {
    const gathered = [];
    for (const draft of drafts) {
      const last = gathered.at(-1);
      if (last && fit(last, draft)) gathered.splice(-1, 1, over(last, draft));
      else gathered.push(draft);
    }
    return gathered;
  };

  const draftsOf = (place) => {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(place));
    const drafts = keys.map((key) => ({ keys: [key], ...JSON.parse(localStorage.getItem(key)) }));
    return gather(drafts.sort((one, other) => one.at - other.at));
  };

  const drop = ({ keys }) => keys.forEach((key) => localStorage.removeItem(key));

  const setRows = (values) => {
    for (const [name, [total]] of Object.entries(values)) {
      const prefix = name.match(/^(.+)-TOTAL_FORMS$/)?.[1];
      const count = prefix && document.getElementById(`id_${name}`);
      const button = prefix && document.querySelector(`#${prefix}-group .add-row a`);
      while (button && Number(count.value) < Number(total)) button.click();
      const links = prefix ? [...document.querySelectorAll(`#${prefix}-group .inline-deletelink`)] : [];
      while (links.length && Number(count.value) > Number(total)) links.pop().click();
    }
  };

  const put = (form, values) => {
    setRows(values);
    for (const input of form.elements) {
      if (!input.name || NEVER.has(input.name) || input.type === "file" || /-(TOTAL|INITIAL)_FORMS$/.test(input.name)) continue;
      const kept = values[input.name] ?? [];
      if (input.type === "checkbox" || input.type === "radio") input.checked = kept.includes(input.value);
      else if (input.multiple || input.tagName === "SELECT") choose(input, kept);
      else write(input, kept[0] ?? "");
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  // A rich text editor shows what its textarea held when it started: what comes later it must be told.
  const write = (input, text) => {
    if (input.value === text) return;
    input.value = text;
    broughtBack.add(input);
    editors.get(input)?.commands.setContent(text);
  };

  document.addEventListener("prose-editor:ready", ({ detail: { textarea, editor } }) => {
    editors.set(textarea, editor);
    if (broughtBack.has(textarea)) editor.commands.setContent(textarea.value);
  });

  const choose = (select, kept) => {
    for (const value of kept) {
      if (value && ![...select.options].some((option) => option.value === value)) select.add(new Option(value, value));
    }
    for (const option of select.options) option.selected = kept.includes(option.value);
  };

  // Every opening of a form keeps what is typed in it under a key of its own. So nothing that is still offered, and
  // nothing that is being typed in another tab, is lost by it.
  const watch = (form, box) => {
    const place = `${PREFIX}${box.dataset.unsaved}:${location.pathname}:`;
    const newKey = () => `${place}${Date.now()}-${Math.random()}`;
    const sentence = box.querySelector("p");
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    let start = valuesOf(form);
    let key = newKey();
    let timer;

    const typed = () => ({ keys: [key], at: Date.now(), start, values: valuesOf(form) });
    const keep = () => {
      const { keys, ...draft } = typed();
      if (isLoggingOut) return;
      if (isChanged(draft)) localStorage.setItem(key, JSON.stringify(draft));
      else localStorage.removeItem(key);
    };
    const offered = [];
    for (const draft of draftsOf(place)) {
      if (isChanged({ start, values: draft.values })) {
        offered.push(draft);
        continue;
      }
      // What was refused is in the form again, and not saved all the same.
      if (form.querySelector(".errornote")) ({ start } = draft);
      keep();
      drop(draft);
    }

    const offer = () => {
      box.hidden = !offered.length;
      if (offered.length) sentence.textContent = `${box.dataset.what} ${when.format(offered.at(-1).at)}`;
    };
    // What has been typed while it was offered stays in the form; where both do not go into one, it is offered in turn.
    const bringBack = () => {
      const [old, now] = [offered.pop(), typed()];
      const [draft, aside] = isChanged(now) ? gather([old, now]) : [old];
      if (aside) {
        keep();
        offered.unshift(aside);
        key = newKey();
      }
      start = draft.start;
      put(form, draft.values);
      keep();
      drop(old);
      offer();
    };

    for (const event of ["input", "change", "keyup", "formset:added", "formset:removed"]) {
      form.addEventListener(event, () => {
        clearTimeout(timer);
        timer = setTimeout(keep, DELAY);
      });
    }
    window.addEventListener("pagehide", keep);
    form.addEventListener("submit", () => {
      keep();
      sessionStorage.setItem(SENT, key);
    });
    box.querySelector("[data-bring-back]").addEventListener("click", bringBack);
    box.querySelector("[data-throw-away]").addEventListener("click", () => {
      drop(offered.pop());
      offer();
    });
    offer();
  };

  const start = () => {
    forgetSaved();
    const box = document.querySelector("[data-unsaved]");
    if (box) watch(box.closest("form"), box);
    for (const form of document.querySelectorAll("#logout-form")) {
      form.addEventListener("submit", () => {
        isLoggingOut = true;
        for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
      });
    }
  };

  document.addEventListener("DOMContentLoaded", start);
})();
