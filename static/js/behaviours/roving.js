/** `j` and `k` (or the arrows) move through the rows of `data-roving="selector"`; Enter opens, as a link does. */
import { pressedKey, usualKey } from "./keys.js";
import { isTyping } from "./typing.js";

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const inside = event.target instanceof Element && event.target.closest("[data-roving]");
  const meant = event.key.startsWith("Arrow") ? event.key : usualKey(pressedKey(event));
  const step = { j: 1, k: -1, ArrowDown: inside ? 1 : 0, ArrowUp: inside ? -1 : 0 }[meant];
  if (!step || document.querySelector("dialog:modal")) return;
  const list = inside || document.querySelector("[data-roving]");
  if (!(list instanceof HTMLElement)) return;
  const rows = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(list.dataset.roving ?? "a")]);
  const here = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const current = here >= 0 ? here : rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, current + step))];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
});
