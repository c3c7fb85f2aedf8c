/** A text that is kept on the server while somebody writes it. */
import { post } from "./http.js";
import { say } from "./words.js";

const PAUSE = 700;
const AGAIN = 5000;

export class Draft {
  #timer = 0;
  #kept = "";

  /**
   * @param {HTMLFormElement} form
   * @param {string} url where it is kept; without one it never is
   * @param {(words: string) => void} tell
   */
  constructor(form, url, tell) {
    this.form = form;
    this.url = url;
    this.tell = tell;
    this.#kept = this.#state();
  }

  #state() {
    return JSON.stringify([...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "seen"].includes(name)));
  }

  /** Nothing can be added to a text while nobody knows yet what becomes of it. @param {boolean} isHeld */
  hold(isHeld) {
    for (const text of this.form.querySelectorAll("textarea")) text.readOnly = isHeld;
  }

  get isUnsaved() {
    return this.url !== "" && this.#state() !== this.#kept;
  }

  /** Keeps it when somebody pauses. @param {number} [pause] */
  later(pause = PAUSE) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.save(), pause);
  }

  /** Keeps it now, if it changed. @param {boolean} [leaving] */
  async save(leaving = false) {
    clearTimeout(this.#timer);
    if (!this.isUnsaved) return;
    const state = this.#state();
    this.tell(say("saving"));
    try {
      const data = new FormData(this.form);
      for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name);
      const answer = await post(this.url, data, { keepalive: leaving });
      if (!answer.ok) throw new Error(String(answer.status));
      this.#kept = state;
      this.tell(say("saved"));
    } catch {
      this.tell(say("unsaved"));
      if (!leaving) this.later(AGAIN);
    }
  }

  /** What stands in the form is on its way out: it is no draft any more. */
  sending() {
    clearTimeout(this.#timer);
    this.#kept = this.#state();
    this.hold(true);
  }

  /** It did not go out: it is a draft again. */
  unsent() {
    this.hold(false);
    this.#kept = "";
    this.later();
  }
}

/** The draft of the desk's composer. @returns {Draft | undefined} */
export const composerDraft = () => /** @type {{draft?: Draft} | null} */ (document.querySelector("#composer reply-editor"))?.draft;
