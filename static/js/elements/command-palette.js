/**
 * Every deed by name, with the key that does it. `data-src` answers the commands; `data-ticket-url` and `data-search-url`
 * lead on, `data-finds` looks numbers up, `data-quick-url` finds tickets as you type, `data-who` says whose latest commands come first. What it offers comes from the
 * sources (behaviours/palette-sources.js). Enter on a command that asks further leads into its answers, Backspace back.
 */
import { idOf, ranked } from "../behaviours/matching.js";
import "../behaviours/palette-here.js";
import { bonusOf, remember } from "../behaviours/palette-recent.js";
import { draw } from "../behaviours/palette-row.js";
import { run } from "../behaviours/palette-run.js";
import { askAll } from "../behaviours/palette-sources.js";
import "../behaviours/quick-search.js";

/** @typedef {import("../behaviours/matching.js").Command} Command */
const [MOST, MOST_ANSWERS] = [12, 60];

class CommandPalette extends HTMLElement {
  #asking = new AbortController();
  /** @type {Promise<unknown>} */
  #needed = Promise.resolve();
  /** @type {Map<string, Command[]>} */
  #found = new Map();
  /** @type {Command[]} */
  #shown = [];
  #chosen = 0;
  /** @type {Command | null} */
  #argument = null;

  connectedCallback() {
    document.addEventListener("keydown", this.#open);
    this.#input.addEventListener("input", () => this.#ask());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#results.addEventListener("click", (event) => {
      const row = event.target instanceof Element && event.target.closest("li");
      if (row) this.#run(Number(row.id.split("-").at(-1)));
    });
    // Told late, after the first keys of a fast hand: what stands in the field by then is this time's.
    this.#dialog.addEventListener("toggle", () => this.#dialog.open && this.#ask());
    this.#dialog.addEventListener("close", () => this.#into(null));
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#open);
  }

  #dialog = /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  #input = /** @type {HTMLInputElement} */ (this.querySelector("input"));
  #results = /** @type {HTMLElement} */ (this.querySelector("ul"));

  /** @param {KeyboardEvent} event */
  #open = (event) => {
    const isK = event.key.toLowerCase() === "k" || event.code === "KeyK";
    if (!isK || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#ask();
  };

  /** Asks for the answers of a command, or with null for commands again. @param {Command | null} argument */
  #into(argument) {
    [this.#argument, this.#input.value] = [argument, ""];
    const place = this.querySelector("[data-part=argument]");
    if (place) place.textContent = argument ? argument.label.replace(/…$/, "") : "";
    this.#input.setAttribute("aria-label", argument?.label ?? this.#input.placeholder);
    if (this.#dialog.open) this.#ask();
    else this.#asking.abort();
  }

  #ask() {
    this.#asking.abort();
    this.#asking = new AbortController();
    this.#found = new Map();
    this.#chosen = 0;
    const question = { asked: this.#input.value.trim(), argument: this.#argument, signal: this.#asking.signal, places: this.dataset };
    this.#needed = askAll(question, (name, found) => (this.#found.set(name, found), this.#list()));
  }

  #list() {
    const chosen = this.#chosen ? this.#shown[this.#chosen] : undefined;
    const all = [...this.#found.values()].flat();
    this.#shown = ranked(all, this.#input.value, bonusOf(this.dataset.who ?? ""), this.#argument ? MOST_ANSWERS : MOST);
    this.#chosen = Math.max(0, chosen ? this.#shown.findIndex((command) => idOf(command) === idOf(chosen)) : 0);
    draw(this, this.#shown, this.#chosen);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Backspace" && this.#argument && !this.#input.value) return this.#into(null);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step && event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === "Enter") return void this.#enter();
    this.#chosen = (this.#chosen + (step ?? 0) + this.#shown.length) % Math.max(1, this.#shown.length);
    draw(this, this.#shown, this.#chosen);
  }

  /** Who types faster than the commands come means a command, not the guess that stands there meanwhile. */
  async #enter() {
    const command = this.#shown[this.#chosen];
    if (!command || command.isGuess) {
      this.#input.readOnly = true; // what is typed now would belong to something else
      await this.#needed;
      this.#input.readOnly = false;
    }
    if (this.#dialog.open) this.#run(this.#chosen);
  }

  /** @param {number} n */
  #run(n) {
    const command = this.#shown[n];
    if (command) remember(this.dataset.who ?? "", idOf(command));
    if (command?.choose) return void (this.#into(command), this.#input.focus());
    this.#dialog.close();
    if (command) run(command);
  }
}

customElements.define("command-palette", CommandPalette);
