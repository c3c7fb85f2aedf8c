/** What we expect of every htmx exchange: refusals are said, an ended session is noticed, lists keep their place. */
import { say } from "./words.js";
import { toast } from "./toasts.js";

/** @type {Map<string, number>} */
const places = new Map();

// What the page does by itself is no deed of the person: such a request does not keep the session alive.
document.addEventListener("htmx:configRequest", (event) => {
  const { headers, triggeringEvent } = /** @type {CustomEvent} */ (event).detail;
  if (triggeringEvent?.type.startsWith("hint")) headers["X-Live"] = "1";
});

// A form is sent once: htmx would keep the second click of a double click and send it after the first.
document.addEventListener(
  "submit",
  (event) => {
    if (!(event.target instanceof Element) || !event.target.matches(".htmx-request, [data-waits]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = /** @type {CustomEvent} */ (event).detail;
  if (xhr.responseURL && new URL(xhr.responseURL).pathname.startsWith("/accounts/")) {
    event.preventDefault();
    location.reload();
    return;
  }
  if (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget")) {
    /** @type {CustomEvent} */ (event).detail.shouldSwap = true;
    /** @type {CustomEvent} */ (event).detail.isError = false;
  }
  for (const list of document.querySelectorAll("[data-keep-scroll][id]")) places.set(list.id, list.scrollTop);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const [id, top] of places) {
    const list = document.getElementById(id);
    if (list) list.scrollTop = top;
  }
  places.clear();
});

document.addEventListener("htmx:responseError", () => toast(say("failed"), "over"));
document.addEventListener("htmx:sendError", () => toast(say("offline"), "over"));
document.addEventListener("htmx:timeout", () => toast(say("offline"), "over"));
