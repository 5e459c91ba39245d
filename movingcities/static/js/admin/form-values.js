// What stands in a form, read and written, also where a rich text editor has taken the place of a field.

const NEVER = new Set(["csrfmiddlewaretoken", "form"]);
const editors = new Map();
const written = new Set();

/** {name: values} of a form, without files and what is not for anybody to fill in. */
export const valuesOf = (form) => {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || NEVER.has(name) || name.includes("__prefix__")) continue;
    values[name] ??= [];
    values[name].push(value);
  }
  return values;
};

const setRows = (values) => {
  for (const [name, [total]] of Object.entries(values)) {
    const prefix = name.match(/^(.+)-TOTAL_FORMS$/)?.[1];
    const count = prefix && document.getElementById(`id_${name}`);
    const button = prefix && document.querySelector(`#${prefix}-group .add-row a`);
    while (button && Number(count.value) < Number(total)) button.click();
    const links = prefix ? [...document.querySelectorAll(`#${prefix}-group .inline-deletelink`)] : [];
    while (links.length && Number(count.value) > Number(total)) links.pop().click();
  }
};

// A rich text editor shows what its textarea held when it started: what comes later it must be told.
const write = (input, text) => {
  if (input.value === text) return;
  input.value = text;
  written.add(input);
  editors.get(input)?.commands.setContent(text);
};

document.addEventListener("prose-editor:ready", ({ detail: { textarea, editor } }) => {
  editors.set(textarea, editor);
  if (written.has(textarea)) editor.commands.setContent(textarea.value);
});

const choose = (select, kept) => {
  for (const value of kept) {
    if (value && ![...select.options].some((option) => option.value === value)) select.add(new Option(value, value));
  }
  for (const option of select.options) option.selected = kept.includes(option.value);
};

const isOurs = ({ name, type }) => name && !NEVER.has(name) && type !== "file" && !/-(TOTAL|INITIAL)_FORMS$/.test(name);

/** Put values into a form, with as many rows as they need. */
export const put = (form, values) => {
  setRows(values);
  for (const input of form.elements) {
    if (!isOurs(input)) continue;
    const kept = values[input.name] ?? [];
    if (input.type === "checkbox" || input.type === "radio") input.checked = kept.includes(input.value);
    else if (input.multiple || input.tagName === "SELECT") choose(input, kept);
    else write(input, kept[0] ?? "");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
};
