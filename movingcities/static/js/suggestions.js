// Offers titles while somebody types in a search box; without this script the box sends its form as ever.
// The pattern is the ARIA combobox with a list: arrows choose, Enter opens, Escape closes.

const PAUSE = 150; // ms without a key before titles are asked for
const MIN_LETTERS = 2;

function option(suggestion, id) {
  const item = document.createElement("li");
  item.id = id;
  item.role = "option";
  item.dataset.url = suggestion.url;
  const title = document.createElement("span");
  title.lang = suggestion.lang;
  title.textContent = suggestion.title;
  const kind = document.createElement("small");
  kind.textContent = suggestion.kind;
  item.append(title, kind);
  return item;
}

function combobox(form) {
  const input = form.querySelector("input");
  const list = document.createElement("ul");
  let timer;
  let request;
  let active = -1;

  list.id = `${input.id}-suggestions`;
  list.role = "listbox";
  list.hidden = true;
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  form.append(list);
  const attributes = {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

  function show(suggestions) {
    active = -1;
    list.replaceChildren(...suggestions.map((suggestion, number) => option(suggestion, `${list.id}-${number}`)));
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    show([]);
  }

  function choose(number) {
    const options = [...list.children];
    active = (number + options.length + 1) % (options.length + 1); // after the last comes what was typed
    options.forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    if (options[active]) {
      input.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  async function ask() {
    request?.abort();
    request = new AbortController();
    const address = `${form.dataset.suggestions}?q=${encodeURIComponent(input.value.trim())}`;
    try {
      const response = await fetch(address, { signal: request.signal });
      if (response.ok) show((await response.json()).suggestions);
    } catch {
      // Given up for newer letters, or no connection: the box still searches.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < MIN_LETTERS) return close();
    timer = setTimeout(ask, PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(active + 1);
    else if (event.key === "ArrowUp") choose(active < 0 ? list.children.length - 1 : active - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && list.children[active]) location.assign(list.children[active].dataset.url);
    else return;
    event.preventDefault();
  });

  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.assign(item.dataset.url);
  });
  input.addEventListener("blur", close);
}

document.querySelectorAll(".search-form").forEach(combobox);

// Opened by a tap on a phone, the box is ready to be typed into.
const fold = document.querySelector(".site-search");
fold?.addEventListener("toggle", () => fold.open && fold.querySelector("input").focus());
