// What Django's admin and its widgets leave undone for people who do not see the page or use no mouse: what has no name
// gets the words beside it, what acts is reached and pressed by keys, and what was refused is read first.
"use strict";

(() => {
  const words = (element) => element?.textContent.trim().replace(/\s+/g, " ").replace(/:$/, "") || "";

  const labelOf = (id) => words(document.querySelector(`label[for="${CSS.escape(id)}"]`));

  // The head of the column that a cell of a table of inlines stands in.
  const columnOf = (field) => {
    const cell = field.closest("td");
    if (!cell) return "";
    const named = cell.className.match(/field-(\S+)/)?.[1];
    const heads = cell.closest("table").querySelectorAll("thead :is(th, td)");
    return words([...heads].find((head) => head.matches(`.column-${named}`)) || [...heads].at(-1));
  };

  const rowOf = (field) => words(field.closest(".form-row")?.querySelector("label, legend"));

  const nameOf = (field) => labelOf(field.id) || columnOf(field) || rowOf(field);

  // A date and a time share one legend; each has its word before it.
  const partOf = (field) => {
    const word = field.closest(".datetime") && field.previousSibling?.textContent.trim().replace(/:$/, "");
    return [rowOf(field), word].filter(Boolean).join(", ");
  };

  const name = (element, text) => {
    if (element && text && element.getAttribute("aria-label") !== text) element.setAttribute("aria-label", text);
  };

  const nameSelect2 = (select) => {
    const box = select.nextElementSibling;
    if (!box?.matches(".select2-container")) return;
    const text = nameOf(select);
    const chosen = box.querySelector(".select2-selection__rendered");
    const selection = box.querySelector(".select2-selection");
    chosen.setAttribute("role", "presentation");
    if (select.multiple) {
      for (const item of chosen.children) item.setAttribute("role", "presentation");
      name(selection, text);
    } else {
      chosen.removeAttribute("aria-readonly");
      selection.removeAttribute("aria-labelledby");
      name(selection, [text, words(chosen).replace(/^×/, "")].filter(Boolean).join(": "));
    }
    name(box.querySelector(".select2-search__field"), text);
  };

  // The rich text editor translates its dialog, but leaves the words of its menu in English.
  const translated = (text) => window.gettext?.(text) ?? text;

  const translateOption = (option) => {
    const text = translated(option.textContent);
    if (option.textContent !== text) option.textContent = text;
  };

  // The buttons of the rich text editor: their text is the name of a drawing, and a class says which cannot be used.
  const nameButton = (button) => {
    button.title = translated(button.title);
    name(button, button.title);
    button.setAttribute("aria-disabled", String(button.classList.contains("disabled")));
    if (button.childElementCount || !button.textContent) return;
    button.dataset.drawing = button.textContent; // which admin/forms.css draws
    button.textContent = "";
  };

  // The arrows of django-admin-sortable2 are drawn for the mouse alone, and do not say what they move.
  const nameArrow = (arrow) => {
    const row = (arrow.closest("h3")?.querySelector(".inline_label") || arrow.closest("p")).firstChild;
    name(arrow, [arrow.title, words(row)].filter(Boolean).join(": "));
    arrow.tabIndex = 0;
  };

  const press = (event) => {
    const arrow = event.target.closest(".sort [role=button]");
    if (!arrow || ![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    arrow.click();
    arrow.focus(); // which went as its row was moved
  };

  const nameAll = () => {
    for (const button of document.querySelectorAll(".prose-menubar__button[title]")) nameButton(button);
    for (const option of document.querySelectorAll(".prose-menubar__option > *")) translateOption(option);
    for (const arrow of document.querySelectorAll(".sort [role=button]")) nameArrow(arrow);
    for (const field of document.querySelectorAll(".datetime :is(input, select)")) name(field, partOf(field));
    for (const field of document.querySelectorAll(".tabular td :is(input, select, textarea):not([type=hidden])")) {
      name(field, labelOf(field.id) || columnOf(field));
    }
    for (const select of document.querySelectorAll(".admin-autocomplete")) nameSelect2(select);
    for (const editor of document.querySelectorAll("[contenteditable]")) name(editor, rowOf(editor));
    for (const box of document.querySelectorAll(".select2-container--open .select2-search--dropdown input")) {
      name(box, words(document.querySelector(".select2-container--open .select2-selection")) || "…");
    }
    for (const icon of document.querySelectorAll(".help-tooltip[aria-label]")) icon.setAttribute("role", "img");
    for (const head of document.querySelectorAll(".tabular thead th:empty")) {
      const cell = document.createElement("td");
      cell.className = head.className;
      head.replaceWith(cell);
    }
  };

  let isAsked = false;
  const soon = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      nameAll();
    });
  };

  document.addEventListener("keydown", press);
  // Django's script focuses the first field of a new object; and the rich text editors are set up after the page.
  window.addEventListener("load", () => requestAnimationFrame(() => document.querySelector(".mistakes")?.focus()));
  document.addEventListener("DOMContentLoaded", () => {
    soon();
    new MutationObserver(soon).observe(document.body, { childList: true, subtree: true, attributeFilter: ["class"] });
  });
})();
