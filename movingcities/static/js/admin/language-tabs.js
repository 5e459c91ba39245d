// The languages in tabs on one admin form. Without this script all of them are shown one below the other.

const FIELD = /mt-field-[\w-]+-([a-z]{2})$/;
const KEY = "language-tab";
const languages = [];
const bar = document.createElement("div");
let current;

/** The form of the object, on the pages that have one. */
export const form = document.querySelector("#content-main > form:not([data-presence])");

const languageOf = (input) => {
  const name = [...input.classList].find((css) => FIELD.test(css));
  return name?.match(FIELD)[1];
};

const ownName = (code) => new Intl.DisplayNames([code], { type: "language" }).of(code);

// Each input's row (or table cell, with the head of its column) learns its language.
const mark = (root) => {
  for (const input of root.querySelectorAll(".mt")) {
    const code = languageOf(input);
    const place = input.closest("td") || input.closest(".form-row");
    if (!code || !place) continue;
    place.dataset.language = code;
    if (!languages.includes(code)) languages.push(code);
  }
  for (const head of root.querySelectorAll("th[class*='column-']")) {
    const code = head.className.match(/column-\w+_([a-z]{2})(?:\s|$)/)?.[1];
    if (languages.includes(code)) head.dataset.language = code;
  }
};

const filled = (place) => [...place.querySelectorAll("input.mt, textarea.mt")].some((input) => input.value.trim());

const places = (code) =>
  [...document.querySelectorAll(`.form-row[data-language="${code}"], td[data-language="${code}"]`)].filter(
    (place) => !place.closest(".empty-form"),
  );

const hasError = (code) => places(code).some((place) => place.matches(".errors") || place.querySelector(".errorlist"));

const count = () => {
  for (const button of bar.querySelectorAll("[data-code]")) {
    const all = places(button.dataset.code);
    button.querySelector("small").textContent = `${all.filter(filled).length}/${all.length}`;
    button.classList.toggle("has-error", hasError(button.dataset.code));
  }
};

const show = (code) => {
  current = code;
  sessionStorage.setItem(KEY, code);
  for (const place of document.querySelectorAll("[data-language]")) {
    place.hidden = code !== "all" && place.dataset.language !== code;
  }
  for (const button of bar.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String((button.dataset.code || "all") === code));
  }
  count();
};

/** Show the language of a field, if it has one and all are not shown. */
export const showLanguageOf = (field) => {
  const code = field.closest("[data-language]")?.dataset.language;
  if (code && current !== "all") show(code);
};

const makeButton = (code, label) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  if (code !== "all") {
    button.lang = button.dataset.code = code;
    button.append(" ", document.createElement("small"));
  }
  button.addEventListener("click", () => show(code));
  return button;
};

const addBar = () => {
  bar.className = "language-tabs";
  bar.setAttribute("role", "group");
  bar.append(...languages.map((code) => makeButton(code, ownName(code))), makeButton("all", `1–${languages.length}`));
  form.prepend(bar);
  const source = document.querySelector("#id_source_language")?.value;
  show(languages.find(hasError) || sessionStorage.getItem(KEY) || source || languages[0]);
  form.addEventListener("input", count);
  document.addEventListener("formset:added", (event) => {
    mark(event.target);
    show(current);
  });
};

if (form) mark(form);
if (languages.length) addBar();
