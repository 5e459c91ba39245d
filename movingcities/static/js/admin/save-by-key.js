// Ctrl (or Command) and Enter save the translation of a text. Everything else there works without script.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  document.querySelector("#desk-form [value=save]").click();
});
