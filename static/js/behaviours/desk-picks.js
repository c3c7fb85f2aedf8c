/** Choosing many rows: X, Shift+X, Shift-click, Mod+A, a long press; the choice outlives every swap of the list. */
import { isTyping } from "./typing.js";

/** @type {Set<string>} */
const picked = new Set();
let [anchor, shownUrl, pressed] = ["", "", 0];

const list = () => document.getElementById("list");
const boxes = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("#tks .rowpick input")]);
const boxOf = (/** @type {Element | null | undefined} */ row) => /** @type {HTMLInputElement | null | undefined} */ (row?.closest("li")?.querySelector(".rowpick input"));
/** The row with the focus, else that of the open ticket. */
const here = () => boxOf(document.activeElement?.closest("#tks li") ?? document.querySelector("#tks a[aria-current]") ?? document.querySelector("#tks a"));

/**
 * @param {HTMLInputElement | null | undefined} box
 * @param {boolean} on
 */
function set(box, on) {
  if (!box) return;
  box.checked = on;
  if (on) picked.add(box.value);
  else picked.delete(box.value);
}

/** From the row that was chosen last to this one. @param {HTMLInputElement} box */
function range(box) {
  const all = boxes();
  const [from, to] = [all.findIndex((one) => one.value === anchor), all.indexOf(box)];
  for (const one of all.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1)) set(one, true);
}

function clear() {
  for (const box of boxes()) box.checked = false;
  picked.clear();
  anchor = "";
  list()?.removeAttribute("data-picking");
  const everything = document.querySelector('#bulk-form [name="everything"]');
  if (everything instanceof HTMLInputElement) everything.checked = false;
  tell();
}

/** The bar and a screen reader hear how many are chosen. */
function tell() {
  const shown = document.querySelector("[data-picked]");
  if (!(shown instanceof HTMLElement)) return;
  const everything = document.querySelector('#bulk-form [name="everything"]:checked');
  const n = everything ? (list()?.querySelector("[data-count]")?.textContent ?? "") : String(picked.size);
  const words = everything ? shown.dataset.all : picked.size === 1 ? shown.dataset.one : shown.dataset.many;
  shown.textContent = (words ?? "{n}").replace("{n}", n);
  const news = document.querySelector("[data-pick-news]");
  if (news) news.textContent = shown.textContent;
}

/** @param {HTMLInputElement} box @param {boolean} isRange */
function pick(box, isRange) {
  if (isRange && anchor && anchor !== box.value) range(box);
  else set(box, !picked.has(box.value));
  anchor = box.value;
  tell();
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const deed = target?.closest("[data-picks]")?.getAttribute("data-picks");
  const box = deed === "one" || deed === "range" ? here() : null;
  if (deed === "none") clear();
  else if (deed === "all") all();
  else if (box) pick(box, deed === "range");
  if (target?.closest("[data-picking]:not(.list)")) {
    document.getElementById("list-menu")?.hidePopover();
    list()?.toggleAttribute("data-picking", true);
    tell();
  }
});

// A row is chosen instead of opened with Shift, while rows are being picked, and by the click that ends a long press.
document.addEventListener("click", (event) => {
  const row = event.target instanceof Element ? event.target.closest("#tks a.tk, #tks .rowpick") : null;
  const box = boxOf(row);
  if (!row || !box || event.target === box) return;
  const picking = list()?.hasAttribute("data-picking");
  if (!row.matches(".rowpick") && !event.shiftKey && !picking) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (pressed) pressed = 0; // chosen already, by the press
  else pick(box, event.shiftKey);
}, true);

document.addEventListener("change", (event) => {
  if (!(event.target instanceof HTMLInputElement) || !event.target.form || event.target.form.id !== "bulk-form") return;
  if (event.target.name === "ids") set(event.target, event.target.checked);
  if (event.target.name === "ids") anchor = event.target.value;
  tell();
});

function all() {
  for (const box of boxes()) set(box, true);
  tell();
}

document.addEventListener("keydown", (event) => {
  const box = event.target instanceof HTMLInputElement && event.target.form?.id === "bulk-form";
  if (box && event.key === "Enter") event.preventDefault(); // the browser would press the first deed
  if (event.isComposing || isTyping(event.target) || document.querySelector("dialog:modal, :popover-open")) return;
  if (event.key === "Escape" && (picked.size || list()?.hasAttribute("data-picking"))) clear();
  if (event.key.toLowerCase() !== "a" || !(event.ctrlKey || event.metaKey) || event.shiftKey || !boxes().length) return;
  event.preventDefault();
  all();
});

export { boxOf, boxes, clear, list, picked, set, tell };
export const press = (/** @type {HTMLInputElement} */ box) => {
  pressed = 1;
  list()?.toggleAttribute("data-picking", true);
  if (!picked.has(box.value)) pick(box, false);
};
/** Whether the list is another one than before. */
export const isOther = () => shownUrl !== (shownUrl = list()?.dataset.url ?? "");
isOther();
