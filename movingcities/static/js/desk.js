// Ctrl (or Command) and Enter save the text of the translation desk. Everything else there works without script.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  document.querySelector("#desk-form [value=save]").click();
});

// The rich text editor takes the place of the field; its name has to go along.
window.addEventListener("load", () => {
  const editor = document.querySelector("#desk-form [contenteditable]");
  editor?.setAttribute("aria-label", document.querySelector("label[for=id_text]").textContent);
});
