// On a small screen the filters lie over the list that they filter.

const sheet = document.querySelector(".filter-sheet");
const liesOverResults = () => sheet.open && getComputedStyle(sheet).position === "fixed";

// Ticks bring the list up to date beneath the sheet; whoever says “Apply” wants to see it.
sheet.addEventListener("submit", () => {
  if (!liesOverResults()) return;
  const results = document.getElementById("results");
  sheet.open = false;
  results.focus({ preventScroll: true });
  results.scrollIntoView();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !liesOverResults()) return;
  event.preventDefault(); // it would also empty the field for words
  sheet.open = false;
  sheet.querySelector("summary").focus();
});
