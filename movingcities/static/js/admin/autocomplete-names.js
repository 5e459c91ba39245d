// Gives the boxes that Select2 draws over a choice its name, and takes from them what makes no sense to a screen reader.

import { followPage } from "./page-changes.js";
import { columnOf, joined, labelOf, name, rowOf, words } from "./words.js";

const nameBox = (select) => {
  const box = select.nextElementSibling;
  if (!box?.matches(".select2-container")) return;
  const text = labelOf(select) || columnOf(select) || rowOf(select);
  const chosen = box.querySelector(".select2-selection__rendered");
  const selection = box.querySelector(".select2-selection");
  chosen.setAttribute("role", "presentation");
  if (select.multiple) {
    for (const item of chosen.children) item.setAttribute("role", "presentation");
    name(selection, text);
  } else {
    chosen.removeAttribute("aria-readonly");
    selection.removeAttribute("aria-labelledby");
    name(selection, joined([text, words(chosen).replace(/^×/, "")], ": "));
  }
  name(box.querySelector(".select2-search__field"), text);
};

followPage(() => {
  for (const select of document.querySelectorAll(".admin-autocomplete")) nameBox(select);
  for (const field of document.querySelectorAll(".select2-container--open .select2-search--dropdown input")) {
    name(field, words(document.querySelector(".select2-container--open .select2-selection")) || "…");
  }
});
