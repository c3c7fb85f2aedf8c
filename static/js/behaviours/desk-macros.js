/**
 * Macros in the composer: the menu with its search and its preview, and what follows when one is chosen. One that changes
 * the ticket, or has a gap that cannot be filled, is shown first (`data-asks-first`).
 */
import { post } from "./http.js";
import { score } from "./matching.js";

const menu = () => /** @type {HTMLElement | null} */ (document.getElementById("macros"));
const buttons = () => /** @type {HTMLElement[]} */ ([...(menu()?.querySelectorAll("[data-macro]:not([hidden])") ?? [])]);

/** @param {HTMLElement} button */
function use(button) {
  menu()?.hidePopover();
  const { url = "", text = "", then = "" } = button.dataset;
  if ("asksFirst" in button.dataset) return void window.htmx.ajax("GET", url, { target: "#deed", swap: "innerHTML", values: chosen() });
  insert({ text, then, promise: "needsPromise" in button.dataset });
  const counted = new FormData();
  counted.set("count", "1");
  void post(url, counted).catch(() => {}); // a use that is not counted hurts nobody
}

/** The promise that is chosen in the composer: a text may name it. @returns {Record<string, string>} */
function chosen() {
  const form = document.getElementById("composer-form");
  const promise = form instanceof HTMLFormElement ? new FormData(form).get("promise") : null;
  return typeof promise === "string" ? { promise } : {};
}

/** @param {{text: string, then: string, promise: boolean}} macro */
function insert({ text, then, promise }) {
  const [editor, form] = [document.querySelector("#composer reply-editor"), document.getElementById("composer-form")];
  if (!editor || !(form instanceof HTMLFormElement)) return;
  /** @type {{insertApart: (text: string) => void}} */ (/** @type {unknown} */ (editor)).insertApart(text);
  if (promise && !new FormData(form).get("promise")) click(form, 'input[name="promise"][value="60"]'); // a text that names a time
  if (then === "ask") click(form, 'input[name="visibility"][value="ask"]');
  if (then === "resolve") /** @type {HTMLElement | null} */ (document.querySelector('#conv-head [data-key="e"]'))?.click();
}

/** @param {HTMLFormElement} form @param {string} selector */
const click = (form, selector) => /** @type {HTMLElement | null} */ (form.querySelector(selector))?.click();

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("#macros [data-macro]") : null;
  if (button instanceof HTMLElement) use(button);
});

// The deed is done, the ticket is about to be shown anew, the composer stays: then comes the text.
document.addEventListener("macro:insert", (event) => {
  const { text, then, promise } = /** @type {CustomEvent} */ (event).detail;
  document.addEventListener("htmx:afterSettle", () => insert({ text, then, promise }), { once: true });
});

// Out of the palette: by its name, from the menu that may not have come yet.
document.addEventListener("macro:use", (event) => {
  const { code } = /** @type {CustomEvent} */ (event).detail;
  const there = menu()?.querySelector(`[data-macro="${CSS.escape(code)}"]`);
  if (there instanceof HTMLElement) return use(there);
  menu()?.addEventListener("htmx:afterSwap", () => menu()?.querySelector(`[data-macro="${CSS.escape(code)}"]`)?.dispatchEvent(new MouseEvent("click", { bubbles: true })), { once: true });
  menu()?.showPopover();
});

// The menu: its field has the focus, words and pinyin choose, arrows walk, Enter takes, what is walked over is read.
document.addEventListener("htmx:afterSwap", (event) => event.target === menu() && focus());
document.addEventListener("toggle", (event) => event.target === menu() && menu()?.matches(":popover-open") && focus(), true);
document.addEventListener("focusin", (event) => event.target instanceof Element && preview(event.target.closest("#macros [data-macro]")));
document.addEventListener("mouseover", (event) => event.target instanceof Element && preview(event.target.closest("#macros [data-macro]")));
document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches("#macros [data-finds-macro]")) filter(event.target.value);
});

function focus() {
  const search = menu()?.querySelector("input");
  search?.focus();
  search?.select(); // what was looked for the last time gives way to the first letter
}

/** @param {Element | null} button */
function preview(button) {
  const place = document.getElementById("macro-preview");
  if (!place || !(button instanceof HTMLElement)) return;
  place.hidden = false;
  place.textContent = button.dataset.text ?? "";
}

/** @param {string} asked */
function filter(asked) {
  for (const button of menu()?.querySelectorAll("[data-macro]") ?? []) {
    if (!(button instanceof HTMLElement)) continue;
    const label = button.querySelector("b")?.textContent ?? "";
    const isIn = (button.dataset.text ?? "").toLowerCase().includes(asked.trim().toLowerCase());
    button.hidden = !isIn && score({ label, words: button.dataset.words }, asked) === 0;
  }
  document.getElementById("macro-none")?.toggleAttribute("hidden", buttons().length > 0);
}

document.addEventListener("keydown", (event) => {
  const inside = event.target instanceof Element && event.target.closest("#macros");
  if (!inside || event.isComposing || event.keyCode === 229 || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
  const here = buttons().indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (event.key === "Enter" && here >= 0) return;
  event.preventDefault();
  if (event.key === "Enter") buttons()[0]?.click();
  else buttons()[Math.max(0, Math.min(buttons().length - 1, here + (event.key === "ArrowDown" ? 1 : -1)))]?.focus();
});
