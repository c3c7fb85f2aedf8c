/** A deed that can still be taken back: the line is the time left, U takes it back (`components/undo_toast.html`). */
import { now } from "../behaviours/clock.js";
import { composerDraft } from "../behaviours/draft.js";
import { post } from "../behaviours/http.js";
import { toast } from "../behaviours/toasts.js";
import { say } from "../behaviours/words.js";

class UndoToast extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => this.#undo(event));
    this.#timer = window.setInterval(() => this.#draw(), 100);
    this.#draw();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #draw() {
    const until = Date.parse(this.dataset.until ?? "");
    const since = Date.parse(this.dataset.since ?? "");
    const left = until - now();
    if (left <= 0) {
      this.dispatchEvent(new CustomEvent("undo:gone", { bubbles: true }));
      this.remove();
      return;
    }
    this.querySelector(".toast__line rect")?.setAttribute("width", String((100 * left) / Math.max(1, until - since)));
    const shown = this.querySelector('[data-part="left"]');
    const text = say("seconds", { n: Math.ceil(left / 1000) });
    if (shown && shown.textContent !== text) shown.textContent = text;
  }

  /** @param {SubmitEvent} event */
  async #undo(event) {
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    if (form.hasAttribute("hx-post")) return;
    event.preventDefault();
    await composerDraft()?.save();
    if (composerDraft()?.isUnsaved) return toast(say("unsaved"), "over"); // kept first, then the old text comes back
    composerDraft()?.hold(true);
    clearInterval(this.#timer);
    const home = this.parentElement ?? document.body;
    try {
      const answer = await post(form.action, new FormData(form));
      if (!answer.ok) throw new Error(String(answer.status));
      const detail = { url: form.action, answer: await answer.text() };
      this.remove();
      toast(say("undone"));
      home.dispatchEvent(new CustomEvent("undo:done", { bubbles: true, detail }));
    } catch (error) {
      composerDraft()?.hold(false);
      this.remove();
      toast(error instanceof TypeError ? say("offline") : say("too_late"), "over");
    }
  }
}

customElements.define("undo-toast", UndoToast);
