/**
 * Every deed by name. `data-src` answers [{label, group, url, key, hint, words}]; to these come the keys of this page.
 * A number goes to that ticket (`data-ticket-url`), any word can be searched for (`data-search-url`), and tickets are
 * found as you type (`data-quick-url`).
 */
import { offers } from "../behaviours/matching.js";
import { paletteRow } from "../behaviours/palette-row.js";
import { findQuickly, withFound } from "../behaviours/quick-search.js";
import { find, known } from "./hot-keys.js";

/** @typedef {import("../behaviours/matching.js").Command} Command */

class CommandPalette extends HTMLElement {
  /** @type {Command[] | null} */
  #all = null;
  /** @type {Promise<void> | null} */
  #loading = null;
  /** @type {Command[]} */
  #shown = [];
  #chosen = 0;

  connectedCallback() {
    document.addEventListener("keydown", this.#open);
    this.#input.addEventListener("input", () => this.#list());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#results.addEventListener("click", (event) => {
      const row = event.target instanceof Element && event.target.closest("li");
      if (row) this.#run(Number(row.id.split("-").at(-1)));
    });
    // Told late, after the first keys of a fast hand: what stands in the field by then is this time's.
    this.#dialog.addEventListener("toggle", () => this.#dialog.open && this.#start());
    this.#dialog.addEventListener("close", () => (this.#input.value = ""));
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#open);
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get #results() {
    return /** @type {HTMLElement} */ (this.querySelector("ul"));
  }

  /** @param {KeyboardEvent} event */
  #open = (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#start();
  };

  #start() {
    this.#list();
    this.#loading ??= this.#load();
  }

  async #load() {
    if (!this.dataset.src) return;
    const answer = await fetch(this.dataset.src, { headers: { Accept: "application/json" } }).catch(() => null);
    this.#all = answer?.ok ? await answer.json() : null;
    if (!this.#all) this.#loading = null; // asked again when it opens next
    this.#list();
  }

  #list() {
    const here = [...known()].map(([key, label]) => ({ key, label }));
    const asked = this.#input.value.trim();
    this.#shown = offers([...here, ...(this.#all ?? [])], asked, this.dataset);
    this.#chosen = 0;
    this.#draw();
    findQuickly(asked, this.dataset.quickUrl, (found) => {
      const chosen = this.#shown[this.#chosen];
      this.#shown = withFound(this.#shown, found);
      this.#chosen = this.#shown.indexOf(chosen);
      this.#draw();
    });
  }

  #draw() {
    this.#results.replaceChildren(...this.#shown.map((command, n) => paletteRow(command, n, n === this.#chosen)));
    const none = this.querySelector(".palette__none");
    if (none instanceof HTMLElement) none.hidden = this.#shown.length > 0;
    this.#input.setAttribute("aria-activedescendant", this.#shown.length ? `palette-${this.#chosen}` : "");
    this.#results.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step && event.key !== "Enter") return;
    event.preventDefault();
    // Who types faster than the commands come means a command, not the search.
    if (event.key === "Enter") return void Promise.resolve(this.#all ?? this.#loading).then(() => this.#dialog.open && this.#run(this.#chosen));
    this.#chosen = (this.#chosen + (step ?? 0) + this.#shown.length) % Math.max(1, this.#shown.length);
    this.#draw();
  }

  /** @param {number} n */
  #run(n) {
    const command = this.#shown[n];
    this.#dialog.close();
    if (command?.url) location.assign(command.url);
    else if (command?.key) find(command.key)?.click();
  }
}

customElements.define("command-palette", CommandPalette);
