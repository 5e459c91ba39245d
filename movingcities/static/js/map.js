// Fetches what moves a map when one comes into sight. Without this script a map is a drawing with links.

const open = async (figure) => (await import(figure.dataset.module)).open(figure);

const inSight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    inSight.unobserve(target);
    open(target);
  }
});

// Each once: a map is not open yet while the script that opens it is on its way.
const watched = new WeakSet();
const watch = () => {
  for (const map of document.querySelectorAll("[data-map]")) {
    if (!watched.has(map)) inSight.observe(map);
    watched.add(map);
  }
};

watch();
// A list that was filtered comes with a map of its own.
document.addEventListener("htmx:load", watch);
