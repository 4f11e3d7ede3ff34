"use strict";
// What lives on a page that is whole without it: a run's progress, a file that is dropped, what is typed, and marks.
const told = document.body.dataset;
// The token that forms carry now; null where nobody answers, '' where nobody is logged in any more.
const token = async () => {
  const answer = await fetch("/token", { signal: AbortSignal.timeout(5000) }).catch(() => null);
  if (answer?.status === 401 || answer?.status === 403) return "";
  return answer?.ok ? answer.text() : null;
};
for (const live of document.querySelectorAll("[data-live]")) {
  const heard = new EventSource(live.dataset.live);
  heard.onmessage = (event) => {
    const now = JSON.parse(event.data);
    if (now.ended) {
      heard.close();
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

// What was typed is sent once somebody is there who takes it; until then it stands where it was typed.
for (const form of document.querySelectorAll("[data-typed]")) {
  const said = document.createElement("p");
  let isSure = false, isTyped = false;
  said.setAttribute("role", "alert");
  said.className = "warning";
  form.append(said);
  form.addEventListener("input", () => (isTyped = true));
  addEventListener("beforeunload", (event) => isTyped && event.preventDefault());
  form.addEventListener("submit", async (event) => {
    if (isSure) {
      isTyped = false;
      return;
    }
    event.preventDefault();
    const by = event.submitter, given = await token();
    if (given) {
      form.elements.namedItem("token").value = given;
      isSure = true;
      form.requestSubmit(by);
      isSure = false;
      return;
    }
    said.textContent = given === null ? told.away : told.ended;
    if (given === "" && told.login) {
      const link = document.createElement("a");
      link.href = "/login";
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = told.login;
      said.append(" ", link);
    }
  });
}

// Marks that were tapped and not confirmed yet: a number, yes or no, and when. Of a person nothing else is kept, and
// nothing once it is sent.
const KEPT = "sdgnet-marks";
const kept = new Map(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"));
const keep = () => (kept.size ? sessionStorage.setItem(KEPT, JSON.stringify([...kept])) : sessionStorage.removeItem(KEPT));

for (const desk of document.querySelectorAll("[data-reception]")) {
  const lost = document.getElementById("lost"), search = document.getElementById("search");
  const found = document.getElementById("found"), typed = document.getElementById("typed");
  const later = document.getElementById("later"), waits = document.getElementById("kept");
  const unlisted = document.getElementById("unlisted");
  let here = new Set(), asked = 0, waiting, isSending = false;
  const tell = (box, person) => {
    const named = box.querySelector("strong"), name = row(person)?.querySelector("strong").textContent ?? person;
    named.textContent = box === unlisted && named.textContent ? `${named.textContent} · ${name}` : name;
    box.hidden = false;
  };
  const row = (person) => found.querySelector(`[data-person="${CSS.escape(person)}"]`);
  const show = (row) => {
    const own = kept.get(row.dataset.person), is = own ? own.here : here.has(row.dataset.person);
    row.classList.toggle("here", is && !own);
    row.classList.toggle("waits", Boolean(own));
    row.classList.toggle("wants", is && Boolean(own));
    const button = row.querySelector("button");
    button.classList.toggle("plain", !is);
    button.setAttribute("aria-pressed", String(is));
    row.querySelector("[name=here]").value = is ? "no" : "yes";
    row.querySelector(".unsaved").hidden = !own?.late;
  };
  const showAll = () => {
    found.querySelectorAll("[data-person]").forEach(show);
    const late = [...kept.values()].filter((own) => own.late).length;
    waits.hidden = !late;
    waits.querySelector("strong").textContent = late;
  };
  // Silence is how a tablet learns that it is cut off: a lost network closes nothing.
  const PATIENCE = 6000;
  let events, heard = Date.now();
  const isOff = (is) => {
    lost.hidden = !is;
    if (!is) return;
    for (const own of kept.values()) own.late = true;
    keep();
    showAll();
  };
  const send = (body, to = "/reception/mark", accept = "application/json") =>
    fetch(to, { method: "POST", headers: { accept }, body: new URLSearchParams(body), signal: AbortSignal.timeout(5000) });
  // Each with the moment of its tap, told as so long ago: a tablet's clock may be wrong.
  const sendKept = async () => {
    if (isSending) return;
    isSending = true;
    try {
      for (const [person, own] of kept) {
        const ago = Math.max(Date.now() - own.at, 0), given = search.elements.namedItem("token").value;
        const answer = await send({ token: given, person, here: own.here ? "yes" : "no", ago });
        if (answer.status === 401 || answer.status === 403) location.reload();
        if (!answer.ok && answer.status !== 409) throw new Error();
        const now = answer.ok ? await answer.json() : { here: false, last: false };
        // Who was tapped again meanwhile waits for the next turn.
        if (kept.get(person) === own) kept.delete(person);
        if (now.here) here.add(person);
        else here.delete(person);
        // Who left the list meanwhile is on it no more when the list is looked at: the officer reads whom to write down.
        if (!answer.ok) tell(unlisted, person);
        else if (!now.last) tell(later, person);
        keep();
        showAll();
      }
    } catch {
      isOff(true);
      isSending = false;
      return;
    }
    isSending = false;
    if (kept.size) sendKept();
  };
  const listen = () => {
    events?.close();
    events = new EventSource(desk.dataset.reception);
    const alive = () => {
      heard = Date.now();
      isOff(false);
      if (kept.size) sendKept();
    };
    events.addEventListener("ping", alive);
    events.onopen = alive;
    events.onerror = async () => {
      isOff(true);
      if (events.readyState !== EventSource.CLOSED) return;
      // Who is logged in no more is not cut off.
      if ((await token()) === "") location.reload();
      else setTimeout(listen, 2000);
    };
    events.onmessage = (event) => {
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
  addEventListener("offline", () => {
    isOff(true);
    // Who sits at the page's own computer is heard all the same.
    listen();
  });
  addEventListener("online", listen);
  const look = async () => {
    const mine = ++asked;
    // A tap that was meant for whoever comes next marks nobody who is about to go from the list.
    found.inert = true;
    try {
      const answer = await send(new FormData(search), "/reception", "text/html");
      const text = await answer.text();
      // A slower answer to an earlier letter is not shown over a later one.
      if (mine !== asked || !answer.ok) return;
      found.replaceChildren(...new DOMParser().parseFromString(text, "text/html").getElementById("found").childNodes);
      for (const row of found.querySelectorAll("[data-person]")) {
        if (row.classList.contains("here")) here.add(row.dataset.person);
        else here.delete(row.dataset.person);
      }
      showAll();
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
  found.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target, person = form.elements.namedItem("person").value;
    kept.set(person, { here: form.elements.namedItem("here").value === "yes", at: Date.now(), late: !lost.hidden });
    keep();
    showAll();
    sendKept();
  });
}
