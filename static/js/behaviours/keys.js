/**
 * Which key means which deed. Elements carry the usual key (`data-key`); a person may have chosen others, or none without
 * Ctrl or ⌘. The server hands both over as data (`#keys`).
 */
import { isApple } from "./machine.js";

const node = document.getElementById("keys");
/** @type {{single: boolean, own: Record<string, string>}} */
const KEYS = node ? JSON.parse(node.textContent || "{}") : { single: true, own: {} };
const TAKEN = new Set(Object.values(KEYS.own));

/** The key of a deed as this person has it. @param {string} usual */
export const ownKey = (usual) => KEYS.own[usual] ?? usual;

/** Whether this key works without Ctrl or ⌘ being wanted. @param {string} usual */
export const works = (usual) => KEYS.single || usual.startsWith("Mod+");

/** The usual key of the deed that was meant by what was pressed; empty for none. @param {string} pressed */
export function usualKey(pressed) {
  if (!works(pressed)) return "";
  if (TAKEN.has(pressed)) return Object.keys(KEYS.own).find((usual) => KEYS.own[usual] === pressed) ?? "";
  return pressed in KEYS.own ? "" : pressed;
}

/** A key as this machine prints it. @param {string} key */
export function printed(key) {
  return key
    .split("+")
    .map((part) => ({ Mod: isApple ? "⌘" : "Ctrl", Shift: "⇧", Enter: "↵", Space: "␣" })[part] ?? (/^([a-z] )?.$/.test(part) ? part.toUpperCase() : part))
    .join(isApple ? "" : " ");
}

/**
 * What was pressed, as `data-key` names it. With an input method on, or letters that are not Latin, the place on the
 * keyboard says which letter was meant; full-width signs count as the plain ones.
 * @param {KeyboardEvent} event
 */
export function pressedKey(event) {
  const mod = isApple ? event.metaKey : event.ctrlKey;
  if (event.altKey || (event.ctrlKey && !mod) || (event.metaKey && !mod)) return "";
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase();
  let key = event.key.length === 1 ? event.key.normalize("NFKC").toLowerCase() : event.key;
  if (event.key === "Process" || event.keyCode === 229 || (key.length === 1 && key > "~")) key = letter ?? signOf(event);
  if (key === " ") key = "Space";
  const isLetter = /^[a-z]$/.test(key);
  return key && `${mod ? "Mod+" : ""}${event.shiftKey && (isLetter || key.length > 1) ? "Shift+" : ""}${key}`;
}

/** @param {KeyboardEvent} event */
function signOf(event) {
  if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  if (event.code === "Space") return "Space";
  return event.shiftKey ? "" : ({ BracketLeft: "[", BracketRight: "]" }[event.code] ?? "");
}

/**
 * The element that does the deed of this usual key here: the first in sight, else one in a menu that is not open or among
 * views that are folded away. In an open dialog only the dialog's own count.
 * @param {string} usual
 * @returns {HTMLElement | null}
 */
export function elementOf(usual) {
  const scope = document.querySelector("dialog:modal") ?? document;
  const all = /** @type {HTMLElement[]} */ ([...scope.querySelectorAll("[data-key]")]);
  const meant = all.filter((element) => element.dataset.key === usual && canBeUsed(element));
  return meant.find((element) => element.getClientRects().length) ?? meant[0] ?? null;
}

/** @param {HTMLElement} element */
function canBeUsed(element) {
  if (element.hasAttribute("disabled")) return false;
  if (element.getClientRects().length) return true;
  const folded = element.closest(".views:not([data-open])"); // in a narrow window, where a button opens it
  if (folded && document.querySelector(`[data-opens="${folded.id}"]`)?.getClientRects().length) return true;
  const menu = element.closest("[popover]");
  return Boolean(menu && !menu.matches(":popover-open") && document.querySelector(`[popovertarget="${menu.id}"]`)?.getClientRects().length);
}

/** @typedef {"any" | "list" | "ticket" | "text" | "page"} Where */

/** Every usual key that does something here, what it does and where. */
export function known() {
  /** @type {Map<string, {label: string, where: Where}>} */
  const keys = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    const usual = element instanceof HTMLElement ? (element.dataset.key ?? "") : "";
    if (!(element instanceof HTMLElement) || keys.has(usual) || !canBeUsed(element)) continue;
    keys.set(usual, { label: element.dataset.keyLabel ?? nameOf(element), where: whereIs(element) });
  }
  return keys;
}

/** @param {HTMLElement} element */
function nameOf(element) {
  const named = element.getAttribute("aria-label") || element.title || element.getAttribute("placeholder");
  if (named) return named.trim();
  const words = [...element.childNodes].filter((n) => !(n instanceof Element && n.matches("kbd, svg, input, .count")));
  return words.map((n) => n.textContent).join("").trim();
}

/** @param {HTMLElement} element @returns {Where} */
function whereIs(element) {
  if (element.closest("#composer, [data-keys-where=text]")) return "text";
  if (element.closest("#ticket, [data-keys-where=ticket]")) return "ticket";
  if (element.closest("#list, #views, [data-keys-where=list]")) return "list";
  return element.closest(".rail, .menu") ? "any" : "page";
}
