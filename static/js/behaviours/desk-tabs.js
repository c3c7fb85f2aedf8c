/** Tickets that lie open: [ and ] go from one to the next, Shift+W closes the one in front. */
import { post } from "./http.js";

const bar = () => document.getElementById("tabbar");
const tabs = () => /** @type {HTMLElement[]} */ ([...(bar()?.querySelectorAll(".tab") ?? [])]);
const mark = (/** @type {Element | null} */ node, /** @type {string} */ name, /** @type {string} */ value) =>
  (value ? node?.setAttribute(name, value) : node?.removeAttribute(name));
const linkOf = (/** @type {HTMLElement | undefined} */ tab) => /** @type {HTMLElement | null | undefined} */ (tab?.querySelector("a"));

document.addEventListener("click", (event) => {
  const step = event.target instanceof Element && event.target.closest("[data-tab-step]")?.getAttribute("data-tab-step");
  if (!step) return;
  const all = tabs();
  const here = all.findIndex((tab) => tab.classList.contains("is-open"));
  linkOf(all[(here + Number(step) + all.length) % all.length])?.click();
});

document.addEventListener("submit", async (event) => {
  const form = event.target instanceof HTMLFormElement && event.target.matches("[data-closes-tab]") ? event.target : null;
  const tab = /** @type {HTMLElement | null} */ (form?.closest(".tab") ?? null);
  if (!form || !tab) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const all = tabs();
  const beside = all[all.indexOf(tab) + 1] ?? all[all.indexOf(tab) - 1];
  const answer = await post(form.action, data, { headers: { "X-Script": "1", "X-CSRFToken": String(data.get("csrfmiddlewaretoken")) } }).catch(() => null);
  if (!answer?.ok) return;
  tab.remove();
  if (tab.classList.contains("is-open")) linkOf(beside)?.click();
  if (tabs().length < 2) bar()?.toggleAttribute("hidden", true);
});

/**
 * The tab of the open ticket stands in front, whether the answer knew which one is open or not.
 * @param {Element | null} among The bar.
 * @returns {boolean} Whether the open ticket has a tab.
 */
export function bringForward(among = bar()) {
  const id = document.getElementById("ticket")?.dataset.id;
  for (const tab of among?.querySelectorAll(".tab") ?? []) {
    const isOpen = tab.getAttribute("data-tab-id") === id;
    tab.classList.toggle("is-open", isOpen);
    mark(tab.querySelector("a"), "aria-current", isOpen ? "page" : "");
    mark(tab.querySelector("button"), "data-key", isOpen ? "Shift+w" : "");
    if (isOpen) tab.querySelectorAll(".tab__dot, .vh").forEach((news) => news.remove());
  }
  return Boolean(among?.querySelector(".tab.is-open"));
}

/** @param {Document} fresh */
export function updateTabs(fresh) {
  const [old, next] = [bar(), fresh.getElementById("tabbar")];
  bringForward(next);
  if (!old || !next || old.contains(document.activeElement) || old.innerText === next.innerText && old.querySelectorAll(".tab__dot").length === next.querySelectorAll(".tab__dot").length) return void bringForward(old);
  old.replaceWith(document.adoptNode(next));
  window.htmx.process(next);
}
