/**
 * The composer: drafts are kept on the server (`data-draft-url`) while somebody types, Mod+Enter sends, "/" at the start of a
 * line opens the macros (`data-macros`, the id of a popover), `data-insert` buttons put their text at the caret.
 */
import { Draft } from "../behaviours/draft.js";
import { isApple } from "../behaviours/faces.js";

class ReplyEditor extends HTMLElement {
  connectedCallback() {
    this.draft = new Draft(this.#form, this.dataset.draftUrl ?? "", (words) => this.#say(words));
    if (this.querySelector(".stale, .field__error")) this.draft.unsent();
    this.addEventListener("input", () => this.draft?.later());
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

  /** @param {Event} event */
  #changed(event) {
    if (event.target instanceof HTMLInputElement && event.target.name === "visibility") this.#form.dataset.kind = this.#kind();
    this.draft?.later();
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

  /** Puts a text that stands for itself at the caret: apart from what is there, by a line, in the middle of a line by a space. @param {string} text */
  insertApart(text) {
    const { value, selectionStart: from, selectionEnd: to } = this.#text;
    const [before, after] = [value.slice(0, from), value.slice(to)];
    const gap = after === "" || after.startsWith("\n") ? "\n" : " ";
    const head = before === "" || /\s$/.test(before) ? "" : gap;
    const tail = after === "" || /^\s/.test(after) ? "" : before === "" || before.endsWith("\n") ? "\n" : " ";
    this.insert(head + text + tail);
  }

  /** Puts a text at the caret, so that it can be undone as if typed. @param {string} text */
  insert(text) {
    this.#text.focus();
    this.#text.setRangeText(text, this.#text.selectionStart, this.#text.selectionEnd, "end");
    this.#text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  #leave = () => void this.draft?.save(true);

  /** @param {string} words */
  #say(words) {
    const place = this.querySelector('[data-part="saved"]');
    if (place) place.textContent = words;
  }
}

customElements.define("reply-editor", ReplyEditor);
