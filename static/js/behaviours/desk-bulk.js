/** The choice of rows through swaps, sent with a deed, and the list after it; a long press on a phone begins to choose. */
import { boxOf, boxes, clear, isOther, list, picked, press, tell } from "./desk-picks.js";

let timer = 0;

// Another list has a choice of its own; the same one, loaded anew, keeps it.
document.addEventListener("htmx:afterSwap", (event) => {
  if (!(event.target instanceof Element) || !["list", "tks"].includes(event.target.id)) return;
  if (event.target.id === "list" && isOther()) return clear();
  for (const box of boxes()) box.checked = picked.has(box.value);
  if (picked.size) tell();
});

// Chosen tickets count, also those whose rows a fresh list does not show.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, formData } = /** @type {CustomEvent} */ (event).detail;
  if (!(elt instanceof HTMLElement) || elt.closest("form")?.id !== "bulk-form" || !picked.size) return;
  formData.delete("ids");
  formData.append("ids", [...picked].join(","));
});

// Through: the choice is over and the list is asked anew; what has nothing to tell closes by itself.
document.body.addEventListener("bulk:done", () => {
  clear();
  document.body.dispatchEvent(new CustomEvent("desk:reload"));
  const job = document.getElementById("bulk-job");
  if (job?.hasAttribute("data-is-clean")) /** @type {HTMLDialogElement | null} */ (job.closest("dialog"))?.close();
});

document.addEventListener("undo:done", (event) => {
  const { bulk } = JSON.parse(/** @type {CustomEvent} */ (event).detail.answer || "{}");
  if (bulk) document.body.dispatchEvent(new CustomEvent("desk:reload"));
});

document.addEventListener("pointerdown", (event) => {
  clearTimeout(timer);
  const row = event.pointerType === "touch" && event.target instanceof Element ? event.target.closest("#tks a.tk") : null;
  const box = boxOf(row);
  if (box) timer = window.setTimeout(() => press(box), 450);
});
for (const name of ["pointerup", "pointercancel", "pointermove", "scroll"]) document.addEventListener(name, () => clearTimeout(timer), true);
document.addEventListener("contextmenu", (event) => {
  if (list()?.hasAttribute("data-picking") && event.target instanceof Element && event.target.closest("#tks")) event.preventDefault();
});
