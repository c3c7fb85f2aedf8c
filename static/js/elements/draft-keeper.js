/**
 * Keeps what a player typed until the tab is closed: `<draft-keeper data-name="new">` around a form keeps it,
 * `<draft-keeper data-clear="new">` on the page after it lets go. What the server put into a field is never overwritten.
 */
import { say } from "../behaviours/words.js";

class DraftKeeper extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    try {
      if (this.dataset.clear) sessionStorage.removeItem(`draft:${this.dataset.clear}`);
      else this.#keep();
    } catch {
      // a browser that keeps nothing still sends the form
    }
  }

  get #name() {
    return `draft:${this.dataset.name}`;
  }

  /** @returns {(HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[]} */
  #fields() {
    const kept = 'textarea, select, input:not([type="hidden"], [type="file"], [type="password"], [type="radio"], [type="checkbox"])';
    return [...this.querySelectorAll(`:is(${kept}):not([data-keep="no"])`)].map((field) => /** @type {HTMLInputElement} */ (field));
  }

  #keep() {
    const kept = JSON.parse(sessionStorage.getItem(this.#name) ?? "{}");
    for (const field of this.#fields()) if (!field.value && kept[field.name]) field.value = kept[field.name];
    this.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#store(), 300);
    });
    addEventListener("pagehide", () => this.#store());
  }

  #store() {
    const before = JSON.parse(sessionStorage.getItem(this.#name) ?? "{}");
    const now = Object.fromEntries(this.#fields().map((field) => [field.name, field.value]));
    sessionStorage.setItem(this.#name, JSON.stringify({ ...before, ...now }));
    const place = this.querySelector('[data-part="saved"]');
    if (place instanceof HTMLElement) {
      place.hidden = false;
      const words = place.querySelector("span") ?? place;
      words.textContent = say("kept_here");
    }
  }
}

customElements.define("draft-keeper", DraftKeeper);
