/** The next ticket is there before it is opened: asked for ahead on hover and focus. "Resolve and next" goes on to it. */
import { bringForward } from "./desk-tabs.js";
import { post } from "./http.js";

const FRESH = 8000;
/** When each address was asked for. @type {Map<string, number>} */
const asked = new Map();
let timer = 0;
let next = "";

/** @param {Element | null} row */
function ahead(row) {
  clearTimeout(timer);
  if (!(row instanceof HTMLAnchorElement) || row.hasAttribute("aria-current")) return;
  timer = window.setTimeout(() => {
    if (performance.now() - (asked.get(row.href) ?? -FRESH) < FRESH) return;
    asked.set(row.href, performance.now());
    // The same headers as the click will send, so that the browser's own cache answers it.
    const headers = { "HX-Request": "true", "HX-Target": "ticket", "X-Preload": "1", "X-Live": "1" };
    void fetch(row.href, { headers, credentials: "same-origin", priority: "low" }).catch(() => {});
  }, 90);
}

const rowOf = (/** @type {Event} */ event) => (event.target instanceof Element ? event.target.closest("#tks a.tk") : null);
document.addEventListener("mouseover", (event) => rowOf(event) && ahead(rowOf(event)));
document.addEventListener("focusin", (event) => rowOf(event) && ahead(rowOf(event)));

// A ticket from the cache was not told to the server: it counts as read now, and is looked at again if it went on
// or has no tab yet.
document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, target } = /** @type {CustomEvent} */ (event).detail;
  const pane = document.getElementById("ticket");
  if (target?.id !== "ticket" || xhr.getResponseHeader("X-Preloaded") !== "1" || !pane?.dataset.number) return;
  void post(`/desk/tickets/${pane.dataset.number}/opened`, new FormData())
    .then((answer) => (answer.ok ? answer.json() : { version: 0 }))
    .then(({ version }) => (!bringForward() || String(version) !== pane.dataset.version) && document.body.dispatchEvent(new CustomEvent("desk:look")))
    .catch(() => {});
});

// "Resolve and next": the row after the open one, as the list stood when the key was pressed.
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("[data-then]")) return;
  const row = document.querySelector("#tks a.tk[aria-current]")?.closest("li");
  next = (row?.nextElementSibling?.querySelector("a.tk") ?? row?.previousElementSibling?.querySelector("a.tk"))?.closest("li")?.id ?? "";
});
document.addEventListener("deed:done", () => {
  const row = next && document.querySelector(`#${next} > a.tk`);
  next = "";
  // What waits for the answer is swapped first: a swap that came later would put the old ticket back.
  if (row instanceof HTMLElement) document.addEventListener("htmx:afterSettle", () => row.click(), { once: true });
});
document.addEventListener("close", (event) => {
  if (event.target instanceof Element && event.target.id === "deed") next = "";
}, true);
