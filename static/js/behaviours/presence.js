/** Who is on which ticket: what this page does there, and the faces of the others. */
import { still } from "./still.js";

const WRITING = 10000;
let typedAt = 0;

document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLTextAreaElement && event.target.form?.id === "composer-form") typedAt = event.target.value.trim() ? Date.now() : 0;
}, true);

/** The ticket that is open, or nothing. */
export const ticketId = () => document.getElementById("ticket")?.dataset.id ?? "";

/** What is being written: a text that grew a moment ago, or that somebody still stands in. */
export function busy() {
  const form = document.getElementById("composer-form");
  const text = form?.querySelector('textarea[name="body"]');
  if (!(form instanceof HTMLFormElement) || !(text instanceof HTMLTextAreaElement) || !text.value.trim()) return "";
  if (Date.now() - typedAt > WRITING && document.activeElement !== text) return "";
  return typedAt ? (new FormData(form).get("visibility") === "internal" ? "noting" : "replying") : "";
}

/** Fetches who else is there and puts the faces in their places; without an answer everything stays. @param {string} url */
export async function faces(url) {
  const opened = ticketId();
  const ids = [...document.querySelectorAll("#tks > li[data-id]")].slice(0, 60).map((row) => row.getAttribute("data-id"));
  if (!opened && !ids.length) return;
  const asked = new URLSearchParams({ ids: ids.join(","), ticket: opened });
  let html = "";
  try {
    const answer = await fetch(`${url}?${asked}`, { headers: { "X-Live": "1" }, credentials: "same-origin" });
    if (answer.ok && !answer.redirected) html = await answer.text();
  } catch {
    return; // no connection: who is there is asked again with the next beat
  }
  if (!html) return;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (opened === ticketId()) {
    still(() => {
      put(document.getElementById("presence"), fresh.getElementById("here"));
      put(document.getElementById("softlock"), fresh.getElementById("lock"));
    });
  }
  for (const id of ids) {
    const row = document.getElementById(`t${id}`);
    const [old, next] = [row?.querySelector(":scope > .tk__here"), fresh.querySelector(`#rows-here > [data-id="${id}"] > .tk__here`)];
    if (old?.outerHTML === next?.outerHTML) continue;
    old?.remove();
    if (next) row?.append(document.adoptNode(next));
  }
}

/**
 * @param {Element | null} place
 * @param {Element | null} next
 */
function put(place, next) {
  if (place && next && place.innerHTML !== next.innerHTML) place.replaceChildren(...next.childNodes);
}
