/**
 * The composer: drafts are kept on the server (`data-draft-url`) while somebody types, Mod+Enter sends, "/" at the start of a
 * line opens the macros (`data-macros`, the id of a popover), `data-insert` buttons put their text at the caret.
 */
import { isApple } from "../behaviours/faces.js";
import { post } from "../behaviours/http.js";
import { say } from "../behaviours/words.js";

const PAUSE = 700;

class ReplyEditor extends HTMLElement {
  #timer = 0;
  #kept = "";

  connectedCallback() {
    this.#kept = this.#state();
    this.addEventListener("input", () => this.#later());
    this.addEventListener("change", (event) => this.#changed(event));
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("click", this.#insertFrom);
    addEventListener("pagehide", this.#leave);
    this.#form.dataset.kind = this.#kind();
  }

  disconnectedCallback() {
    this.#leave();
    removeEventListener("pagehide", this.#leave);
    document.removeEventListener("click", this.#insertFrom);
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  get #text() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  #kind() {
    return String(new FormData(this.#form).get("visibility") ?? "public") === "internal" ? "note" : "reply";
  }

  #state() {
    return JSON.stringify([...new FormData(this.#form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "seen"].includes(name)));
  }

  /** @param {Event} event */
  #changed(event) {
    if (event.target instanceof HTMLInputElement && event.target.name === "visibility") this.#form.dataset.kind = this.#kind();
    this.#later();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && (isApple ? event.metaKey : event.ctrlKey)) {
      event.preventDefault();
      this.#form.requestSubmit();
    } else if (event.key === "/" && this.#atLineStart()) {
      event.preventDefault();
      document.getElementById(this.dataset.macros ?? "")?.showPopover();
    } else if (event.key === "Escape") this.#text.blur();
  }

  #atLineStart() {
    const before = this.#text.value.slice(0, this.#text.selectionStart);
    return Boolean(this.dataset.macros) && (before === "" || before.endsWith("\n"));
  }

  /** @param {MouseEvent} event */
  #insertFrom = (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-insert]");
    if (button instanceof HTMLElement) this.insert(button.dataset.insert ?? "");
  };

  /** Puts a text at the caret, so that it can be undone as if typed. @param {string} text */
  insert(text) {
    this.#text.focus();
    this.#text.setRangeText(text, this.#text.selectionStart, this.#text.selectionEnd, "end");
    this.#text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.save(), PAUSE);
  }

  /** Keeps the draft now, if it changed. @param {boolean} [leaving] */
  async save(leaving = false) {
    clearTimeout(this.#timer);
    const state = this.#state();
    if (!this.dataset.draftUrl || state === this.#kept) return;
    this.#say(say("saving"));
    try {
      const data = new FormData(this.#form);
      for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name);
      const answer = await post(this.dataset.draftUrl, data, { keepalive: leaving });
      if (!answer.ok) throw new Error(String(answer.status));
      this.#kept = state;
      this.#say(say("saved"));
    } catch {
      this.#say(say("unsaved"));
      if (!leaving) this.#timer = window.setTimeout(() => this.save(), 5000);
    }
  }

  #leave = () => void this.save(true);

  /** @param {string} words */
  #say(words) {
    const place = this.querySelector('[data-part="saved"]');
    if (place) place.textContent = words;
  }
}

customElements.define("reply-editor", ReplyEditor);
