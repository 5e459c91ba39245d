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

  const without = ({ opened, ...values }) => JSON.stringify(values);

  // What was sent is forgotten once the admin says that it has been saved; not before, since it may have asked for a login.
  const forgetSaved = () => {
    const key = sessionStorage.getItem(SENT);
    if (key && document.querySelector(".messagelist .success")) localStorage.removeItem(key);
    if (!document.querySelector("#login-form")) sessionStorage.removeItem(SENT);
  };

  const addRows = (values) => {
    for (const [name, [total]] of Object.entries(values)) {
      const prefix = name.match(/^(.+)-TOTAL_FORMS$/)?.[1];
      const count = prefix && document.getElementById(`id_${name}`);
      const button = prefix && document.querySelector(`#${prefix}-group .add-row a`);
      while (button && Number(count.value) < Number(total)) button.click();
    }
  };

  const put = (form, values) => {
    addRows(values);
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

  const watch = (form, box) => {
    const key = `${PREFIX}${box.dataset.unsaved}:${location.pathname}`;
    const atStart = without(valuesOf(form));
    const kept = JSON.parse(localStorage.getItem(key) || "null");
    let timer;
    const keep = () => {
      const values = valuesOf(form);
      if (isLoggingOut || without(values) === atStart) return;
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
    };
    const listen = () => {
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
    };
    const done = () => {
      box.hidden = true;
      listen();
    };
    if (!kept || without(kept.values) === atStart) {
      localStorage.removeItem(key);
      listen();
      return;
    }
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    box.querySelector("p").textContent = `${box.dataset.what} ${when.format(kept.at)}`;
    box.hidden = false;
    box.querySelector("[data-bring-back]").addEventListener("click", () => {
      put(form, kept.values);
      done();
      keep();
    });
    box.querySelector("[data-throw-away]").addEventListener("click", () => {
      localStorage.removeItem(key);
      done();
    });
  };

  const start = () => {
    forgetSaved();
    const box = document.querySelector("[data-unsaved]");
    if (box) watch(box.closest("form"), box);
    for (const conflict of document.querySelectorAll("[data-unsaved-conflict]")) {
      conflict.addEventListener("submit", () => sessionStorage.setItem(SENT, `${PREFIX}${conflict.dataset.unsavedConflict}:${conflict.getAttribute("action")}`));
    }
    for (const form of document.querySelectorAll("#logout-form")) {
      form.addEventListener("submit", () => {
        isLoggingOut = true;
        for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
      });
    }
  };

  document.addEventListener("DOMContentLoaded", start);
})();
