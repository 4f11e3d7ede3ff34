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

for (const desk of document.querySelectorAll("[data-reception]")) {
  const lost = document.getElementById("lost"), search = document.getElementById("search");
  const found = document.getElementById("found"), typed = document.getElementById("typed");
  let here = new Set(), asked = 0, waiting;
  const show = (row, is) => {
    row.classList.toggle("here", is);
    const button = row.querySelector("button");
    button.classList.toggle("plain", !is);
    button.setAttribute("aria-pressed", String(is));
    row.querySelector("[name=here]").value = is ? "no" : "yes";
  };
  const showAll = () => found.querySelectorAll("[data-person]").forEach((row) => show(row, here.has(row.dataset.person)));
  const listen = () => {
    const told = new EventSource(desk.dataset.reception);
    told.onopen = () => (lost.hidden = true);
    told.onerror = () => {
      lost.hidden = false;
      if (told.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
    };
    told.onmessage = (event) => {
      const now = JSON.parse(event.data);
      here = new Set(now.here);
      showAll();
      for (const [name, n] of Object.entries(now.counts)) {
        const cell = desk.querySelector(`[data-count="${name}"]`);
        if (cell) cell.textContent = n;
      }
    };
  };
  listen();
  const send = (form, headers) =>
    fetch(form.action, { method: "POST", headers, body: new URLSearchParams(new FormData(form)), signal: AbortSignal.timeout(5000) });
  const look = async () => {
    const mine = ++asked;
    try {
      const answer = await send(search, {});
      const text = await answer.text();
      // A slower answer to an earlier letter is not shown over a later one.
      if (mine !== asked || !answer.ok) return;
      found.replaceChildren(...new DOMParser().parseFromString(text, "text/html").getElementById("found").childNodes);
    } catch {
      lost.hidden = false;
    }
  };
  typed.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 120);
  });
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    look();
  });
  found.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target, row = form.closest("[data-person]");
    const button = row.querySelector("button");
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await send(form, { accept: "application/json" });
      if (!answer.ok) throw new Error();
      const now = await answer.json();
      if (now.here) here.add(now.person);
      else here.delete(now.person);
      show(row, now.here);
    } catch {
      lost.hidden = false;
    }
    button.removeAttribute("aria-busy");
  });
}
