// Several PDFs at once, each checked as it arrives. Without this script they are chosen row by row and sent with the form.

const rows = () => [...document.querySelectorAll(".inline-related")].filter((row) => /^files-\d+$/.test(row.id));
const token = (row) => row.querySelector("[name$=-upload]");
const language = (row) => row.querySelector("[name$=-language]");
const isTaken = (row) => Boolean(token(row).value || row.querySelector("[type=file]").files.length);
const isSaved = (row) => row.classList.contains("has_original");

// The row of the file that this one corrects, or an empty one, or a new one.
const rowFor = (code) => {
  const free = rows().filter((row) => !isTaken(row));
  const corrected = code && free.find((row) => isSaved(row) && language(row).value === code);
  const empty = free.find((row) => !isSaved(row));
  if (corrected || empty) return corrected || empty;
  document.querySelector("#files-group .add-row a").click();
  return rows().pop();
};

const element = (name, properties) => Object.assign(document.createElement(name), properties);

const fill = (zone, answer) => {
  const row = rowFor(answer.language);
  token(row).value = answer.token;
  if (answer.language) language(row).value = answer.language;
  const note = element("div", { className: "help arrived", innerHTML: answer.message }); // escaped by the server
  if (isSaved(row)) note.append(element("p", { textContent: zone.dataset.corrects }));
  if (!answer.language) note.append(element("p", { textContent: zone.dataset.unknown }));
  const undo = element("button", { type: "button", textContent: zone.dataset.undo });
  undo.addEventListener("click", () => {
    token(row).value = "";
    note.remove();
  });
  note.append(undo);
  row.querySelector(".field-pdf > div").append(note);
};

// The answer of the upload address; of an error page the sentence on it; the general one where even that is missing.
const understood = (request, zone) => {
  const text = request.responseText;
  if (request.getResponseHeader("Content-Type")?.startsWith("application/json")) return JSON.parse(text);
  const page = new DOMParser().parseFromString(text, "text/html");
  const sentence = request.status >= 400 && page.querySelector("main p")?.textContent.trim();
  return { problem: sentence || zone.dataset.lost };
};

const show = (zone, file) => {
  const item = element("li", {});
  const progress = element("progress", { max: 1, value: 0, ariaLabel: file.name });
  const message = element("div", { textContent: zone.dataset.waiting });
  item.append(element("strong", { textContent: file.name }), progress, message);
  zone.querySelector(".drop-zone-files").append(item);
  return { item, progress, message };
};

const finish = (shown, answer, zone) => {
  shown.progress.remove();
  shown.item.className = answer.problem ? "refused" : "taken";
  if (answer.problem) {
    shown.message.textContent = answer.problem;
  } else {
    shown.message.innerHTML = answer.message;
    fill(zone, answer);
  }
  return !answer.problem;
};

// Gives whether the file was taken.
const send = (zone, file, shown) =>
  new Promise((resolve) => {
    const done = (answer) => resolve(finish(shown, answer, zone));
    if (file.size > zone.dataset.maxBytes) return done({ problem: zone.dataset.tooLarge });
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("pdf", file);
    shown.message.textContent = zone.dataset.sending;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) shown.progress.value = event.loaded / event.total;
    });
    request.upload.addEventListener("load", () => {
      shown.progress.removeAttribute("value");
      shown.message.textContent = zone.dataset.checking;
    });
    request.addEventListener("loadend", () => done(understood(request, zone)));
    request.open("POST", zone.dataset.uploadAddress);
    request.setRequestHeader("X-CSRFToken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    request.send(form);
  });

const watch = (zone) => {
  const input = zone.querySelector("[type=file]");
  const status = zone.querySelector("[role=status]");
  let last = Promise.resolve(); // one after the other, so that several large files leave the server room for others
  let waiting = 0;
  let refused = 0;
  let held = null; // the button that was pressed while files were still arriving

  const receive = (files) => {
    for (const file of files) {
      const shown = show(zone, file);
      waiting += 1;
      last = last.then(() => send(zone, file, shown)).then(settle);
    }
  };
  const settle = (isTaken) => {
    waiting -= 1;
    refused += isTaken ? 0 : 1;
    if (waiting) return;
    if (held && !refused) input.form.requestSubmit(held);
    status.textContent = "";
    [held, refused] = [null, 0];
  };

  zone.hidden = false;
  input.addEventListener("change", () => {
    receive([...input.files]);
    input.value = "";
  });
  input.form.addEventListener("submit", (event) => {
    if (!waiting) return;
    event.preventDefault();
    held = event.submitter;
    status.textContent = zone.dataset.held;
  });
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    receive(event.dataTransfer.files);
  });
};

const zone = document.querySelector(".drop-zone");
if (zone) watch(zone);
