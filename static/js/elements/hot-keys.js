/**
 * Single keys for everything that carries `data-key` ("r", "Shift+e", "Mod+k", "g d"): a field gets the focus, all else is
 * clicked. Silent while somebody types or an input method composes; inside an open dialog only the dialog's keys count.
 */
import { isApple } from "../behaviours/faces.js";
import { isTyping } from "../behaviours/typing.js";

class HotKeys extends HTMLElement {
  #before = "";
  #timer = 0;

  connectedCallback() {
    document.addEventListener("keydown", this.#key);
    document.addEventListener("click", this.#sheet, true);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#key);
    document.removeEventListener("click", this.#sheet, true);
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.repeat) return;
    const name = nameOf(event);
    if (!name || (isTyping(event.target) && !name.startsWith("Mod+")) || (name === "Space" && hasUse(event.target))) return;
    const pair = this.#before ? `${this.#before} ${name}` : "";
    const target = (pair && find(pair)) || find(name);
    this.#remember(target ? "" : name);
    if (!target) return;
    event.preventDefault();
    if (isTyping(target)) target.focus();
    else target.click();
  };

  /** @param {string} name */
  #remember(name) {
    clearTimeout(this.#timer);
    this.#before = name;
    this.#timer = window.setTimeout(() => (this.#before = ""), 1000);
  }

  /** @param {MouseEvent} event */
  #sheet = (event) => {
    const list = document.querySelector("[data-keys-here]");
    const asked = event.target instanceof Element && event.target.closest('[commandfor="key-sheet"]');
    if (!asked || !list) return;
    list.replaceChildren();
    for (const [key, words] of known()) {
      const term = document.createElement("dt");
      const print = document.createElement("kbd");
      print.textContent = isApple ? key.replace("Mod+", "⌘") : key.replace("Mod", "Ctrl");
      term.append(print);
      const text = document.createElement("dd");
      text.textContent = words;
      list.append(term, text);
    }
  };
}

/** @param {KeyboardEvent} event */
function nameOf(event) {
  const mod = isApple ? event.metaKey : event.ctrlKey;
  if (event.altKey || (event.ctrlKey && !mod) || (event.metaKey && !mod)) return "";
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isLetter = /^[a-z]$/.test(key);
  return `${mod ? "Mod+" : ""}${event.shiftKey && (isLetter || key.length > 1) ? "Shift+" : ""}${key}`;
}

/**
 * Whether Space has a use of its own here: it presses what has the focus, and reads on in a conversation until its end.
 * @param {EventTarget | null} target
 */
function hasUse(target) {
  if (!(target instanceof Element)) return false;
  const talk = target.closest(".msgs");
  const reads = talk && talk.scrollTop + talk.clientHeight < talk.scrollHeight - 4;
  return reads || Boolean(target.closest("button, summary, input, dialog, [popover], [role=option], [role=separator]"));
}

/**
 * The first element in sight with this key; inside an open dialog only there.
 * @param {string} key
 * @returns {HTMLElement | null}
 */
export function find(key) {
  const scope = document.querySelector("dialog:modal") ?? document;
  for (const element of scope.querySelectorAll(`[data-key="${CSS.escape(key).replace(/\\ /g, " ")}"]`)) {
    if (element instanceof HTMLElement && !element.hasAttribute("disabled") && element.getClientRects().length) return element;
  }
  return null;
}

/** Every key that works here and what it does, each once. */
export function known() {
  /** @type {Map<string, string>} */
  const keys = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!(element instanceof HTMLElement) || !element.getClientRects().length) continue;
    const named = element.getAttribute("aria-label") || element.title || element.getAttribute("placeholder") || "";
    const bare = named || [...element.childNodes].filter((n) => !(n instanceof Element && n.matches("kbd, svg, .count"))).map((n) => n.textContent).join("");
    if (!keys.has(element.dataset.key ?? "")) keys.set(element.dataset.key ?? "", bare.trim());
  }
  return keys;
}

customElements.define("hot-keys", HotKeys);
