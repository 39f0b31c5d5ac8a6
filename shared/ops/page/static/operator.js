// Loads the page again every few seconds and puts what changed in place, so that focus, what is open and what is being
// copied stay. Paused by its button, and while nobody sees it. Without this, the page offers a link instead.
"use strict";

const seconds = Number(document.body.dataset.seconds);
const pause = document.getElementById("pause");
const silent = document.getElementById("silent");
const PATIENCE = 10_000;
let paused = false;
let asking = false;

function isBeingCopied(part) {
  const chosen = getSelection();
  return chosen && !chosen.isCollapsed && part.contains(chosen.anchorNode);
}

function put(part, anew) {
  if (isBeingCopied(part)) return;
  const open = [...part.querySelectorAll("details[open]")].map((each) => each.id);
  for (const id of open) anew.querySelector(`[id="${CSS.escape(id)}"]`)?.setAttribute("open", "");
  if (anew.innerHTML === part.innerHTML) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.className = anew.className;
  part.replaceChildren(...anew.childNodes);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function look() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch("/operator", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = page.title;
    for (const part of document.querySelectorAll("[data-live]")) {
      const anew = page.getElementById(part.id);
      if (anew) put(part, document.importNode(anew, true));
    }
    silent.hidden = true;
  } catch {
    silent.hidden = false;
    document.title = "No answer – Löftet";
  } finally {
    asking = false;
  }
}

pause.addEventListener("click", () => {
  paused = !paused;
  pause.setAttribute("aria-pressed", String(paused));
  pause.textContent = paused ? "Go on" : "Pause";
  if (!paused) look();
});
document.addEventListener("visibilitychange", () => document.hidden || paused || look());
setInterval(() => document.hidden || paused || look(), seconds * 1000);
document.getElementById("controls").hidden = false;
