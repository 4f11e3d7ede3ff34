"use strict";
// What lives on a page that is whole without it: a run's progress.
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
