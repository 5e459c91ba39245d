// The arrows of django-admin-sortable2 are drawn for the mouse alone, and do not say what they move.

import { followPage } from "./page-changes.js";
import { joined, name, words } from "./words.js";

const nameArrow = (arrow) => {
  const row = (arrow.closest("h3")?.querySelector(".inline_label") || arrow.closest("p")).firstChild;
  name(arrow, joined([arrow.title, words(row)], ": "));
  arrow.tabIndex = 0;
};

document.addEventListener("keydown", (event) => {
  const arrow = event.target.closest(".sort [role=button]");
  if (!arrow || ![" ", "Enter"].includes(event.key)) return;
  event.preventDefault();
  arrow.click();
  arrow.focus(); // which went as its row was moved
});

followPage(() => {
  for (const arrow of document.querySelectorAll(".sort [role=button]")) nameArrow(arrow);
});
