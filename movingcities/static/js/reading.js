// Marks, in the contents at the side, the section that is being read. Without this script they are plain links.

const links = new Map(
  [...document.querySelectorAll(".contents a[href^='#']")].map((link) => [link.hash.slice(1), link]),
);
const visible = new Set();

const mark = () => {
  const current = [...links.keys()].find((id) => visible.has(id));
  for (const [id, link] of links) {
    if (id === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
};

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) visible[isIntersecting ? "add" : "delete"](target.id);
    mark();
  },
  { rootMargin: "-15% 0px -60% 0px" },
);

for (const id of links.keys()) {
  const section = document.getElementById(id);
  if (section) observer.observe(section);
}

// Escape closes the explanation of a term. Without this script it closes as soon as pointer or focus move on.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const term of document.querySelectorAll(".term:is(:hover, :focus-within)")) {
    term.classList.add("is-closed");
    for (const end of ["mouseleave", "focusout"]) {
      term.addEventListener(end, () => term.classList.remove("is-closed"), { once: true });
    }
  }
});
