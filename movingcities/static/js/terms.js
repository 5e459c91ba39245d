// Escape closes the explanation of a term. Without this script it closes as soon as pointer or focus move on.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const term of document.querySelectorAll(".term:is(:hover, :focus-within)")) {
    term.classList.add("is-closed");
    for (const end of ["mouseleave", "focusout"]) {
      term.addEventListener(end, () => term.classList.remove("is-closed"), { once: true });
    }
  }
});
