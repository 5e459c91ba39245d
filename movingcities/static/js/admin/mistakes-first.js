// What was refused is read first: Django's script focuses the first field of a new object when the page has loaded.

window.addEventListener("load", () => requestAnimationFrame(() => document.querySelector(".mistakes")?.focus()));
