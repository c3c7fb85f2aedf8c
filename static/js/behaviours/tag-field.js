/**
 * Completes the tag that is being typed in a field of several (`data-tag-field`), by its letters, its names or its pinyin.
 * Arrows walk, Enter or Tab takes, Escape leaves; without scripts it is a plain field.
 */
import { ranked } from "./matching.js";
import { fetched } from "./palette-sources.js";

const MOST = 8;
/** @type {Promise<{code: string, name: string, words: string}[]> | null} */
let tags = null;
let chosen = 0;

const box = document.createElement("ul");
Object.assign(box, { id: "tag-offers", className: "menu offers", role: "listbox", hidden: true });

/** @param {HTMLInputElement} field where the word under the caret begins and ends */
function wordAt(field) {
  const at = field.selectionStart ?? field.value.length;
  const start = Math.max(...[",", "，", "、"].map((comma) => field.value.lastIndexOf(comma, at - 1))) + 1;
  return { start, end: at, word: field.value.slice(start, at).trim() };
}

/** @param {HTMLInputElement} field */
async function offer(field) {
  tags ??= fetched("/desk/tags").catch(() => ((tags = null), []));
  const known = await tags;
  const { word } = wordAt(field);
  if (!word || document.activeElement !== field) return close(field);
  const lines = known.map((tag) => ({ id: tag.code, label: tag.name, hint: tag.code, words: `${tag.code} ${tag.words}` }));
  const found = ranked(lines, word, () => 0, MOST);
  chosen = 0;
  box.replaceChildren(...found.map((line, n) => row(line, n)));
  if (!box.isConnected || box.previousElementSibling !== field) field.after(box);
  box.hidden = !found.length;
  mark(field);
}

/** @param {{id: string, label: string}} line @param {number} n */
function row(line, n) {
  const item = document.createElement("li");
  Object.assign(item, { id: `tag-offer-${n}`, role: "option", textContent: line.label === line.id ? line.id : `${line.label} · ${line.id}` });
  item.dataset.code = line.id;
  return item;
}

/** @param {HTMLInputElement} field */
function mark(field) {
  [...box.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === chosen)));
  field.setAttribute("aria-expanded", String(!box.hidden));
  field.setAttribute("aria-activedescendant", box.hidden ? "" : `tag-offer-${chosen}`);
}

/** @param {HTMLInputElement} field */
function close(field) {
  box.hidden = true;
  mark(field);
}

/** @param {HTMLInputElement} field @param {string} code */
function take(field, code) {
  const { start, end } = wordAt(field);
  field.setRangeText(`${start ? " " : ""}${code}, `, start, end, "end");
  close(field);
}

const fieldOf = (/** @type {EventTarget | null} */ target) => (target instanceof HTMLInputElement && "tagField" in target.dataset ? target : null);

document.addEventListener("focusin", (event) => {
  const field = fieldOf(event.target);
  if (field) for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", box.id], ["autocomplete", "off"]]) field.setAttribute(name, value);
});
document.addEventListener("input", (event) => {
  const field = fieldOf(event.target);
  if (field && !(event instanceof InputEvent && event.isComposing)) void offer(field);
});
document.addEventListener("focusout", (event) => {
  const field = fieldOf(event.target);
  if (field) setTimeout(() => close(field), 150); // a click on an offer comes first
});
box.addEventListener("mousedown", (event) => {
  const item = event.target instanceof Element ? event.target.closest("li") : null;
  const field = fieldOf(box.previousElementSibling);
  event.preventDefault();
  if (item && field) take(field, item.dataset.code ?? "");
});
document.addEventListener("keydown", (event) => {
  const field = fieldOf(event.target);
  if (!field || box.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) chosen = (chosen + step + box.children.length) % box.children.length;
  else if (event.key === "Escape") close(field);
  else if (event.key === "Enter" || event.key === "Tab") take(field, /** @type {HTMLElement} */ (box.children[chosen]).dataset.code ?? "");
  else return;
  event.preventDefault();
  event.stopPropagation();
  mark(field);
}, true);
