// What Django's admin draws as something that it is not: the head of a column without a word is none, an icon is a picture.

import { followPage } from "./page-changes.js";

const asCell = (head) => {
  const cell = document.createElement("td");
  cell.className = head.className;
  head.replaceWith(cell);
};

followPage(() => {
  for (const icon of document.querySelectorAll(".help-tooltip[aria-label]")) icon.setAttribute("role", "img");
  for (const head of document.querySelectorAll(".tabular thead th:empty")) asCell(head);
});
