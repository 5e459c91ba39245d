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

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "results") {
    announce();
    followAddress();
    keepPlace();
  }
});

document.body.addEventListener("htmx:pushedIntoHistory", forget);
forget();
