/* A filtered list that htmx has just brought up to date: what the page says of it outside the results follows. */

function announce() {
  document.getElementById("announcement").textContent = document.querySelector(".result-count").textContent.trim();
}

/* The other languages, the files and the feed named in the head: each of exactly this view. */
function followAddress() {
  const query = new URL(location.href).searchParams;
  query.delete("page");
  for (const link of document.querySelectorAll("a[hreflang][lang], link[rel=alternate], link[rel=canonical]")) {
    const url = new URL(link.href);
    url.search = query;
    link.href = url;
  }
}

/* Whoever followed a link that is gone now goes on reading at the results. */
function keepPlace() {
  if (document.activeElement === document.body) {
    document.getElementById("results").focus({ preventScroll: true });
  }
}

/* htmx notes where it is, for a history that we leave to the browser; a visitor's browser keeps nothing of ours. */
function forget() {
  sessionStorage.removeItem("htmx-current-path-for-history");
}

const sheet = document.querySelector(".filter-sheet");
const liesOverResults = () => sheet.open && getComputedStyle(sheet).position === "fixed";

/* Ticks bring the list up to date beneath the sheet; whoever says “Apply” wants to see it. */
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

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "results") {
    announce();
    followAddress();
    keepPlace();
  }
});

document.body.addEventListener("htmx:pushedIntoHistory", forget);
forget();
