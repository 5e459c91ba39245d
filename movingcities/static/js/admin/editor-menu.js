// The menu of the rich text editor in the language of the admin, and for those who do not see it. The editor translates
// its dialogs, but leaves the words of its menu in English.

import { followPage } from "./page-changes.js";
import { name } from "./words.js";

const translated = (text) => window.gettext?.(text) ?? text;

const translateOption = (option) => {
  const text = translated(option.textContent);
  if (option.textContent !== text) option.textContent = text;
};

// The text of a button is the name of a drawing, and a class says which cannot be used.
const nameButton = (button) => {
  button.title = translated(button.title);
  name(button, button.title);
  button.setAttribute("aria-disabled", String(button.classList.contains("disabled")));
  if (button.childElementCount || !button.textContent) return;
  button.dataset.drawing = button.textContent; // which admin.css draws
  button.textContent = "";
};

followPage(() => {
  for (const button of document.querySelectorAll(".prose-menubar__button[title]")) nameButton(button);
  for (const option of document.querySelectorAll(".prose-menubar__option > *")) translateOption(option);
});
