/**
 * The search field: offers operators and their values at the caret, and the last searches while it is empty.
 * `data-hints`: [{name, hint, words, values}], `data-recent`: [text]. Without scripts it is an ordinary field.
 */

/** @typedef {{name: string, hint: string, words: string[], values: string[]}} Hint */
/** @typedef {{text: string, hint?: string, isWhole?: boolean, isOpen?: boolean}} Offer */

const MOST = 9;
const PART = /\S*$/;

class SearchBox extends HTMLElement {
  /** @type {Offer[]} */
  #offers = [];
  #chosen = -1;

  connectedCallback() {
    const input = this.#input;
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.#list.id]]) input.setAttribute(name, value);
    input.addEventListener("focus", () => this.#offer());
    input.addEventListener("input", (event) => /** @type {InputEvent} */ (event).isComposing || this.#offer());
    input.addEventListener("compositionend", () => this.#offer());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.#show([]));
    this.#list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const row = event.target instanceof Element && event.target.closest("[data-n]");
      if (row instanceof HTMLElement) this.#take(Number(row.dataset.n));
    });
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("ul"));
  }

  get #part() {
    return PART.exec(this.#input.value.slice(0, this.#input.selectionStart ?? undefined))?.[0] ?? "";
  }

  #offer() {
    /** @type {Hint[]} */
    const hints = JSON.parse(this.dataset.hints || "[]");
    if (!this.#input.value.trim()) {
      const recent = JSON.parse(this.dataset.recent || "[]").map((/** @type {string} */ text) => ({ text, isWhole: true }));
      return this.#show(recent.length ? recent : hints.map(asOffer), recent.length ? this.dataset.wordsRecent : this.dataset.wordsHints);
    }
    const [name, value] = this.#part.toLowerCase().replace(/^-/, "").split(/[:：]/);
    const minus = this.#part.startsWith("-") ? "-" : "";
    if (value === undefined) {
      const meant = name ? hints.filter(({ words }) => words.some((word) => word.startsWith(name))) : [];
      return this.#show(meant.map(asOffer).map((offer) => ({ ...offer, text: minus + offer.text })));
    }
    const known = hints.find(({ words }) => words.includes(name));
    const typed = value.split(/[,，]/).at(-1) ?? "";
    const values = (known?.values ?? []).filter((word) => word.toLowerCase().startsWith(typed) && word.toLowerCase() !== typed);
    this.#show(values.map((word) => ({ text: `${this.#part.slice(0, this.#part.length - typed.length)}${word}` })));
  }

  /** @param {Offer[]} offers */
  #show(offers, title = "") {
    this.#offers = offers.slice(0, title ? undefined : MOST);
    this.#chosen = -1;
    const rows = this.#offers.map(({ text, hint }, n) => {
      const row = Object.assign(document.createElement("li"), { id: `search-${n}`, role: "option", ariaSelected: "false" });
      row.dataset.n = String(n);
      row.append(Object.assign(document.createElement("bdi"), { className: "cut", textContent: text }));
      if (hint) row.append(Object.assign(document.createElement("span"), { className: "muted cut", textContent: hint }));
      return row;
    });
    const head = Object.assign(document.createElement("li"), { className: "menu__head", role: "presentation", textContent: title });
    this.#list.replaceChildren(...(title && rows.length ? [head] : []), ...rows);
    this.#list.hidden = rows.length === 0;
    this.#input.setAttribute("aria-expanded", String(rows.length > 0));
    this.#input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || this.#list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") event.stopPropagation();
    if (event.key === "Escape") return this.#show([]);
    if (event.key === "Enter" && this.#chosen >= 0) return event.preventDefault(), this.#take(this.#chosen);
    if (!step) return;
    event.preventDefault();
    const rows = this.#list.querySelectorAll("[data-n]");
    rows[this.#chosen]?.setAttribute("aria-selected", "false");
    this.#chosen = (this.#chosen + step + (this.#chosen < 0 && step < 0 ? 1 : 0) + rows.length) % rows.length;
    rows[this.#chosen].setAttribute("aria-selected", "true");
    rows[this.#chosen].scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", rows[this.#chosen].id);
  }

  /** @param {number} n */
  #take(n) {
    const { text, isWhole, isOpen } = this.#offers[n];
    const [input, end] = [this.#input, this.#input.selectionStart ?? this.#input.value.length];
    if (isWhole) input.value = text;
    else input.setRangeText(isOpen ? text : `${text} `, end - this.#part.length, end, "end");
    if (isWhole) input.form?.requestSubmit();
    this.#show([]);
    if (isOpen) this.#offer();
  }
}

/** @param {Hint} hint */
const asOffer = ({ name, hint }) => ({ text: `${name}:`, hint, isOpen: true });

customElements.define("search-box", SearchBox);
