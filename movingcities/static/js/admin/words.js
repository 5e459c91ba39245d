// The words that stand beside a field in Django's admin, and giving them to those who do not see the page.

export const words = (element) => element?.textContent.trim().replace(/\s+/g, " ").replace(/:$/, "") || "";

export const labelOf = (field) => words(document.querySelector(`label[for="${CSS.escape(field.id)}"]`));

/** The head of the column that a cell of a table of inlines stands in. */
export const columnOf = (field) => {
  const cell = field.closest("td");
  if (!cell) return "";
  const named = cell.className.match(/field-(\S+)/)?.[1];
  const heads = cell.closest("table").querySelectorAll("thead :is(th, td)");
  return words([...heads].find((head) => head.matches(`.column-${named}`)) || [...heads].at(-1));
};

export const rowOf = (field) => words(field.closest(".form-row")?.querySelector("label, legend"));

/** Of several words, those that there are. */
export const joined = (parts, sign) => parts.filter(Boolean).join(sign);

export const name = (element, text) => {
  if (element && text && element.getAttribute("aria-label") !== text) element.setAttribute("aria-label", text);
};
