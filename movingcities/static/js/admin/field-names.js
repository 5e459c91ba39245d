// Gives the fields that Django draws without a label of their own the words beside them as a name.

import { followPage } from "./page-changes.js";
import { columnOf, joined, labelOf, name, rowOf, words } from "./words.js";

// A date and a time share one legend; each has its word before it.
const partOf = (field) => {
  const word = field.closest(".datetime") && words(field.previousSibling);
  return joined([rowOf(field), word], ", ");
};

// The rich text editor takes the place of a field.
const replacedBy = (editor) => editor.closest(".prose-editor").querySelector("textarea");

followPage(() => {
  for (const field of document.querySelectorAll(".datetime :is(input, select)")) name(field, partOf(field));
  for (const field of document.querySelectorAll(".tabular td :is(input, select, textarea):not([type=hidden])")) {
    name(field, labelOf(field) || columnOf(field));
  }
  for (const editor of document.querySelectorAll(".prose-editor [contenteditable]")) {
    name(editor, rowOf(editor) || labelOf(replacedBy(editor)));
  }
});
