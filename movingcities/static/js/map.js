// Fetches what moves a map when one comes into sight. Without this script a map is a drawing with links.

const open = async (figure) => (await import(figure.dataset.module)).open(figure);

const inSight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    inSight.unobserve(target);
    open(target);
  }
});

const watch = () => document.querySelectorAll("[data-map]:not([data-is-open])").forEach((map) => inSight.observe(map));

watch();
// A list that was filtered comes with a map of its own.
document.addEventListener("htmx:load", watch);
