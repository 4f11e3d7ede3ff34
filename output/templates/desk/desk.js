"use strict";
// What lives on a page that is whole without it: a run's progress, a file that is dropped.
for (const live of document.querySelectorAll("[data-live]")) {
  const told = new EventSource(live.dataset.live);
  told.onmessage = (event) => {
    const now = JSON.parse(event.data);
    if (now.ended) {
      told.close();
      location.reload();
      return;
    }
    const bar = live.querySelector("progress"), stage = live.querySelector("[role=status]");
    if (now.of) {
      bar.max = now.of;
      bar.value = now.done;
    }
    if (stage.textContent !== now.stage) stage.textContent = now.stage;
  };
}

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const over = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      zone.requestSubmit();
    }
  });
  input.addEventListener("change", () => input.files.length && zone.requestSubmit());
}
