// Keeps the cities ticked for comparison when the list is filtered or turned to another page, and names in the bar those
// that the list no longer shows. They are kept in this page alone.

let kept = [];

/** Say how many are ticked, in the button that compares them. */
function count() {
  const number = document.getElementById("compare-number");
  if (number) number.textContent = `(${document.querySelectorAll(".pick :checked").length})`;
}

const isList = (event) => event.target.id === "results";

/** Take the ticked boxes along; where there was no list, those of the one before. */
function take() {
  if (document.getElementById("compare-chosen")) {
    kept = [...document.querySelectorAll(".pick :checked")].map((box) => box.closest("label"));
  }
}

/** Tick them in the new list; what is not in it stands in the bar, with its name. */
function giveBack() {
  const bar = document.getElementById("compare-chosen");
  if (!bar) return;
  for (const label of kept) {
    const [box, name] = [label.querySelector("input"), label.querySelector("span")];
    const shown = document.querySelector(`.rows .pick [value="${CSS.escape(box.value)}"]`);
    if (shown) {
      shown.checked = true;
    } else {
      name.className = "";
      label.replaceChildren(box, name);
      bar.append(label);
    }
  }
  count();
}

document.body.addEventListener("htmx:beforeSwap", (event) => isList(event) && take());
document.body.addEventListener("htmx:afterSettle", (event) => isList(event) && giveBack());
document.body.addEventListener("change", count);
window.addEventListener("pageshow", count); // by then, coming back, the browser has ticked what was ticked
