/**
 * Single keys for everything that carries `data-key` ("r", "Shift+e", "Mod+k", "g d"): a field gets the focus, all else is
 * clicked. Silent while somebody types or an input method composes; inside an open dialog only the dialog's keys count.
 */
import { elementOf, known, ownKey, pressedKey, printed, usualKey, works } from "../behaviours/keys.js";
import { isTyping } from "../behaviours/typing.js";

const PAUSE = 1000;

class HotKeys extends HTMLElement {
  #before = "";
  #timer = 0;

  connectedCallback() {
    document.addEventListener("keydown", this.#key);
    document.addEventListener("click", this.#click, true);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#key);
    document.removeEventListener("click", this.#click, true);
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (event.isComposing || event.defaultPrevented || event.repeat) return;
    const typing = isTyping(event.target);
    if (typing && event.keyCode === 229) return;
    const name = pressedKey(event);
    if (!name || (typing && !name.startsWith("Mod+"))) return;
    if (name === "Space" ? hasUse(event.target) : name === "Enter" && opens(event.target)) return;
    const pair = this.#before && usualKey(`${this.#before} ${name}`);
    const usual = usualKey(name);
    const target = (pair && elementOf(pair)) || (usual && elementOf(usual)) || null;
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
    this.#timer = window.setTimeout(() => (this.#before = ""), PAUSE);
  }

  /** @param {MouseEvent} event */
  #click = (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('[commandfor="key-sheet"]')) this.#sheet();
    if (target?.closest("[data-prints]")) print();
  };

  /** The keys of this page, each where it counts. */
  #sheet() {
    for (const section of document.querySelectorAll("[data-keys-here]")) {
      const list = section.querySelector("dl");
      if (!(section instanceof HTMLElement) || !list) continue;
      for (const made of list.querySelectorAll("[data-made]")) made.remove();
      for (const [usual, { label, where }] of known()) {
        if (where !== section.dataset.keysHere || !works(usual) || list.querySelector(`[data-keys="${CSS.escape(usual)}"]`)) continue;
        const [term, words] = [document.createElement("dt"), document.createElement("dd")];
        term.append(Object.assign(document.createElement("kbd"), { textContent: printed(ownKey(usual)) }));
        words.textContent = label;
        term.dataset.made = words.dataset.made = "";
        list.append(term, words);
      }
      section.hidden = !list.children.length;
    }
  }
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

/** Whether Enter opens or presses what has the focus. @param {EventTarget | null} target */
function opens(target) {
  return target instanceof Element && Boolean(target.closest("a, button, summary, label, input"));
}

customElements.define("hot-keys", HotKeys);
