"use strict";
// The window works without this script: it drops files, says what is being done, and tells that it is open.
(() => {
  const status = document.getElementById("status");
  const working = (form) => {
    status.textContent = `${form.dataset.work} …`;
    // After the form is sent: what is disabled is not sent with it.
    setTimeout(() => document.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
  };
  for (const form of document.querySelectorAll("form[data-work]")) {
    form.addEventListener("submit", () => working(form));
  }
  // A page that is taken out of the browser's memory is no longer at work.
  window.addEventListener("pageshow", () => {
    status.textContent = "";
    document.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  });

  const drop = document.querySelector(".drop");
  const file = document.getElementById("file");
  const over = (event, is) => {
    event.preventDefault();
    drop.classList.toggle("over", is);
  };
  document.addEventListener("dragover", (event) => over(event, true));
  document.addEventListener("dragleave", (event) => over(event, false));
  document.addEventListener("drop", (event) => {
    over(event, false);
    if (!event.dataTransfer.files.length) return;
    file.files = event.dataTransfer.files;
    drop.requestSubmit();
  });

  const choices = document.querySelector(".choices");
  if (choices) {
    choices.querySelector("button").hidden = true;
    choices.addEventListener("change", () => choices.requestSubmit());
  }

  const line = new window.EventSource("alive");
  line.addEventListener("message", (event) => {
    if (status.textContent) status.textContent = JSON.parse(event.data);
  });
})();
