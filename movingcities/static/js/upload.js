// Several PDFs at once, each checked as it arrives. Without this script they are chosen row by row and sent with the form.
"use strict";

(() => {
  const PREFIX = "files";

  const csrfToken = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

  const line = (list, file) => {
    const item = document.createElement("li");
    const name = document.createElement("strong");
    name.textContent = file.name;
    const progress = document.createElement("progress");
    progress.max = 1;
    progress.value = 0;
    const message = document.createElement("div");
    item.append(name, " ", progress, message);
    list.append(item);
    return { item, progress, message };
  };

  // An empty row of the form, or a new one.
  const freeRow = () => {
    const rows = [...document.querySelectorAll(`.inline-related[id^="${PREFIX}-"]:not(.empty-form)`)];
    const isFree = (row) => !row.classList.contains("has_original") && !row.querySelector("[name$=-upload]").value;
    const free = rows.find((row) => isFree(row) && !row.querySelector("[type=file]").files.length);
    if (free) return free;
    document.querySelector(`#${PREFIX}-group .add-row a`).click();
    return [...document.querySelectorAll(`.inline-related[id^="${PREFIX}-"]:not(.empty-form)`)].pop();
  };

  const fill = (answer) => {
    const row = freeRow();
    row.querySelector("[name$=-upload]").value = answer.token;
    const language = row.querySelector("[name$=-language]");
    if (answer.language) language.value = answer.language;
    const note = document.createElement("div");
    note.className = "help";
    note.innerHTML = answer.message; // made and escaped by the server
    row.querySelector("[type=file]").after(note);
    if (!answer.language) language.focus();
  };

  const send = (zone, file) => {
    const shown = line(zone.querySelector(".drop-zone-files"), file);
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("pdf", file);
    shown.message.textContent = zone.dataset.sending;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) shown.progress.value = event.loaded / event.total;
    });
    request.addEventListener("loadend", () => {
      shown.progress.remove();
      const answer = request.response;
      if (request.status === 200 && answer) {
        shown.message.innerHTML = answer.message;
        fill(answer);
      } else {
        shown.item.classList.add("errors");
        shown.message.textContent = answer?.problem || zone.dataset.lost;
      }
    });
    request.open("POST", zone.dataset.uploadAddress);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.responseType = "json";
    request.send(form);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const zone = document.querySelector(".drop-zone");
    if (!zone) return;
    const input = zone.querySelector("[type=file]");
    zone.hidden = false;
    input.addEventListener("change", () => {
      for (const file of input.files) send(zone, file);
      input.value = "";
    });
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      for (const file of event.dataTransfer.files) send(zone, file);
    });
  });
})();
