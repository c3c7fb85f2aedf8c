/**
 * The practice: pretend tickets that live on this page alone. A step counts when its key did it; on a device that is touched
 * a tap does. How far somebody came goes to `data-url`.
 */
import { isApple } from "../behaviours/machine.js";
import { score } from "../behaviours/matching.js";
import { Progress } from "../behaviours/practice.js";

class PracticeDesk extends HTMLElement {
  /** @type {Progress | undefined} */
  #progress;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("focusin", (event) => isDrill(event.target, "row") && this.#did("next", true));
    this.addEventListener("submit", (event) => this.#submit(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("input", (event) => isDrill(event.target, "macro-search") && this.#filter());
    document.getElementById("drill-macros")?.addEventListener("toggle", () => this.#text("macro-search")?.focus());
    document.querySelector("#palette input")?.addEventListener("input", (event) => /** @type {HTMLInputElement} */ (event.target).value.length > 1 && this.#did("palette", true));
    this.#progress = new Progress(this, this.dataset.url ?? "");
  }

  #did = (/** @type {string} */ name, /** @type {boolean} */ byKey) => this.#progress?.did(name, byKey);

  /** @param {string} name @returns {HTMLInputElement | null} */
  #text(name) {
    return this.querySelector(`input[data-drill="${name}"]`);
  }

  #form = /** @type {HTMLFormElement} */ (this.querySelector("form.composer"));
  #area = /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));

  /** @param {MouseEvent} event */
  #click(event) {
    const target = event.target instanceof Element ? event.target.closest("[data-drill], [data-asks], input[name=kind]") : null;
    if (!(target instanceof HTMLElement)) return;
    const [byKey, what] = [event.detail === 0, target.dataset.drill];
    if (target instanceof HTMLInputElement && target.name === "kind") {
      this.#form.dataset.kind = target.value;
      this.#area.focus();
    } else if (target.dataset.asks) this.#ask(target.dataset.asks, byKey);
    else if (what === "row") event.preventDefault();
    else if (what === "take") this.#did("take", byKey);
    else if (what === "undo") this.#undo(target, byKey);
    else if (what === "macro") this.#macro(target, byKey);
    else if (what === "again") this.#again();
  }

  /** @param {string} name @param {boolean} byKey */
  #ask(name, byKey) {
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector(`dialog[data-dialog="${name}"]`));
    dialog.addEventListener("close", () => dialog.returnValue && this.#did(name, byKey), { once: true });
    dialog.returnValue = "";
    dialog.showModal();
    dialog.querySelector("select")?.focus();
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    if (event.target !== this.#form) return;
    event.preventDefault();
    const [kind, text] = [this.#form.dataset.kind ?? "reply", this.#area.value.trim()];
    if (!text) return this.#area.focus();
    const said = Object.assign(document.createElement("p"), { textContent: text, className: kind === "note" ? "is-note" : "" });
    said.dataset.said = kind;
    this.querySelector('[data-part="talk"]')?.append(said);
    this.#area.value = "";
    /** @type {HTMLElement} */ (document.activeElement)?.blur();
    this.querySelector('[data-drill="undo"]')?.toggleAttribute("hidden", kind === "note");
    this.#did(kind, event.submitter === null);
  }

  /** @param {HTMLElement} button @param {boolean} byKey */
  #undo(button, byKey) {
    const last = [...this.querySelectorAll('[data-said="reply"]')].at(-1);
    this.#area.value = last?.textContent ?? "";
    last?.remove();
    button.hidden = true;
    this.#did("undo", byKey);
  }

  /** @param {HTMLElement} button @param {boolean} byKey */
  #macro(button, byKey) {
    document.getElementById("drill-macros")?.hidePopover();
    this.#area.value += button.textContent ?? "";
    this.#area.focus();
    this.#did("macro", byKey);
  }

  #filter() {
    for (const button of this.querySelectorAll('[data-drill="macro"]')) {
      if (button instanceof HTMLElement) button.hidden = !score({ label: button.textContent ?? "", words: button.dataset.words }, this.#text("macro-search")?.value ?? "");
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const { target, key } = event;
    if (target === this.#area && key === "Escape") this.#area.blur();
    if (target === this.#area && key === "Enter" && (isApple ? event.metaKey : event.ctrlKey)) this.#form.requestSubmit();
    if (key !== "Enter") return;
    if (isDrill(target, "macro-search")) /** @type {HTMLElement | null} */ (this.querySelector('[data-drill="macro"]:not([hidden])'))?.click();
    if (isDrill(target, "search") && /** @type {HTMLInputElement} */ (target).value.trim()) this.#did("search", true);
  }

  #again() {
    for (const said of this.querySelectorAll("[data-said]")) said.remove();
    this.#progress?.again();
  }
}

/** @param {EventTarget | null} target @param {string} name */
const isDrill = (target, name) => target instanceof HTMLElement && target.dataset.drill === name;

customElements.define("practice-desk", PracticeDesk);
