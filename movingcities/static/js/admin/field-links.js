// Where a link of the check-list or of the list of mistakes leads (#id_summary_de): its language is shown, what is folded
// is opened, and the field is focused.

import { form, showLanguageOf } from "./language-tabs.js";

const goTo = (field) => {
  showLanguageOf(field);
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const row = field.closest(".form-row, td") || field;
  const box = row.querySelector("[contenteditable]") || (field.matches("input, select, textarea") && field) || row;
  row.scrollIntoView({ block: "center" });
  box.focus({ preventScroll: true });
};

const fieldOf = (hash) => (hash.startsWith("#id_") ? document.getElementById(hash.slice(1)) : null);

const follow = (event) => {
  const field = fieldOf(event.target.closest(".mistakes a")?.hash || "");
  if (!field) return;
  event.preventDefault();
  goTo(field);
};

form?.addEventListener("click", follow);

const wanted = form && !form.querySelector(".mistakes") && fieldOf(location.hash); // else see mistakes-first.js
// The rich text editors of the page are set up a moment after it has loaded.
if (wanted) window.addEventListener("load", () => requestAnimationFrame(() => goTo(wanted)));
