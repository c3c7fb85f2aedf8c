/** Rows of a list change in place and never move; new ones wait behind a button, ones that left the list grow pale. */

/** Ids of tickets that belong into the list and are not shown yet. @type {Set<string>} */
export const waiting = new Set();

/** @param {Document} fresh */
export function updateCounts(fresh) {
  for (const link of fresh.querySelectorAll("#views-nav [data-slug]")) {
    const old = document.querySelector(`#views-nav [data-slug="${link.getAttribute("data-slug")}"] .count`);
    const next = link.querySelector(".count");
    if (!old || !next) continue;
    const total = document.querySelector("#list [data-count]");
    if (total && link.hasAttribute("aria-current")) total.textContent = next.textContent;
    if (old.outerHTML !== next.outerHTML) old.replaceWith(document.adoptNode(next));
  }
  const now = fresh.querySelector("[data-my-load]")?.textContent;
  for (const load of now ? document.querySelectorAll("[data-my-load]") : []) load.textContent = now ?? "";
}

/**
 * @param {string} id
 * @param {HTMLElement | null} fresh the row as the server shows it now, or nothing when the list does not hold it any more
 */
export function updateRow(id, fresh) {
  const [old, next] = [document.querySelector(`#t${id} > a`), fresh?.querySelector("a")];
  if (!next) {
    old?.classList.add("is-leaving");
    waiting.delete(id);
  } else if (!old) isSearch() || waiting.add(id);
  else if (old.innerHTML !== next.innerHTML || old.classList.contains("is-leaving")) {
    old.className = next.className;
    old.classList.add("is-fresh");
    if (old.hasAttribute("aria-current")) old.classList.remove("is-unread");
    old.replaceChildren(...next.childNodes);
  }
  sayWaiting();
}

/** What was found stays as it was found. */
const isSearch = () => new URLSearchParams(document.getElementById("list")?.dataset.state).has("q");

function sayWaiting() {
  const bar = document.querySelector("[data-list-news]");
  if (!(bar instanceof HTMLElement)) return;
  bar.hidden = waiting.size === 0;
  /** @type {HTMLElement} */ (bar.querySelector("span")).textContent = (bar.dataset.words ?? "{n}").replace("{n}", String(waiting.size));
}

document.addEventListener("htmx:afterSwap", (event) => event.target instanceof Element && event.target.id === "list" && waiting.clear());
