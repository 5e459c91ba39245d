// Ctrl (or Command) and Enter save the text of the translation desk. Everything else there works without script.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  document.querySelector("#desk-form [value=save]").click();
});
