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
  // Silence is how a tablet learns that it is cut off: a lost network closes nothing.
  const PATIENCE = 6000;
  let told, heard = Date.now();
  const isOff = (is) => (lost.hidden = !is);
  const listen = () => {
    told?.close();
    told = new EventSource(desk.dataset.reception);
    const alive = () => {
      heard = Date.now();
      isOff(false);
    };
    told.addEventListener("ping", alive);
    told.onopen = alive;
    told.onerror = async () => {
      isOff(true);
      if (told.readyState !== EventSource.CLOSED) return;
      // Who is logged in no more is not cut off.
      const answer = await fetch(location.pathname, { headers: { accept: "text/html" } }).catch(() => null);
      if (answer && (answer.redirected || answer.status === 403)) location.reload();
      else setTimeout(listen, 2000);
    };
    told.onmessage = (event) => {
      alive();
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
  setInterval(() => {
    if (Date.now() - heard < PATIENCE) return;
    isOff(true);
    heard = Date.now();
    listen();
  }, 1000);
  addEventListener("offline", () => isOff(true));
  addEventListener("online", listen);
  const send = (form, headers) =>
    fetch(form.action, { method: "POST", headers, body: new URLSearchParams(new FormData(form)), signal: AbortSignal.timeout(5000) });
  const look = async () => {
    const mine = ++asked;
    // A tap that was meant for whoever comes next marks nobody who is about to go from the list.
    found.inert = true;
    try {
      const answer = await send(search, {});
      const text = await answer.text();
      // A slower answer to an earlier letter is not shown over a later one.
      if (mine !== asked || !answer.ok) return;
      found.replaceChildren(...new DOMParser().parseFromString(text, "text/html").getElementById("found").childNodes);
    } catch {
      isOff(true);
    } finally {
      if (mine === asked) found.inert = false;
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
    // What is scanned next takes its place.
    typed.select();
  });
  found.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target, row = form.closest("[data-person]");
    const button = row.querySelector("button");
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await send(form, { accept: "application/json" });
      if (answer.status === 401 || answer.status === 403) location.reload();
      if (!answer.ok) throw new Error();
      const now = await answer.json();
      if (now.here) here.add(now.person);
      else here.delete(now.person);
      show(row, now.here);
      row.querySelector(".unsaved").hidden = true;
    } catch {
      isOff(true);
      row.querySelector(".unsaved").hidden = false;
    }
    button.removeAttribute("aria-busy");
  });
}
