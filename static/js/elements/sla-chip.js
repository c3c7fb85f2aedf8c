/** Counts a clock down (or up, once over) without changing its size: `core.templatetags.components.sla_chip` draws it first. */
import { everySecond, minuteText, now, spanText } from "../behaviours/clock.js";
import { say } from "../behaviours/words.js";

const SOON = 25;
const ICONS = { ok: "clock", soon: "hourglass", over: "circle-alert", promise: "handshake" };

class SlaChip extends HTMLElement {
  /** @type {(() => void) | undefined} */
  #stop;

  connectedCallback() {
    if (!this.dataset.due) return;
    this.#stop = everySecond(() => this.#draw());
    this.#draw();
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  #draw() {
    const due = Date.parse(this.dataset.due ?? "");
    const from = Date.parse(this.dataset.from ?? "");
    const left = due - now();
    const share = due > from ? Math.max(0, Math.min(100, (100 * left) / (due - from))) : 100;
    const calm = this.dataset.kind === "promise" ? "promise" : "ok";
    const state = left <= 0 ? "over" : share <= SOON ? "soon" : calm;
    this.#show(state, state === "promise" ? this.#promised(due) : this.#counted(left));
    this.querySelector(".sla__line rect")?.setAttribute("width", share.toFixed(1));
  }

  /** @param {number} left */
  #counted(left) {
    const span = spanText(Math.abs(left) / 1000);
    return left <= 0 ? say("over", { t: span }) : span;
  }

  /** @param {number} due */
  #promised(due) {
    const said = this.querySelector(".sla__t")?.textContent ?? "";
    return said.slice((this.dataset.label ?? "").length).trim() || minuteText(due);
  }

  /**
   * @param {keyof typeof ICONS} state
   * @param {string} words
   */
  #show(state, words) {
    const text = [this.dataset.label, words].filter(Boolean).join(" ");
    const shown = this.querySelector(".sla__t");
    if (shown && shown.textContent !== text) shown.textContent = text;
    if (this.dataset.state === state) return;
    this.dataset.state = state;
    this.querySelector("use")?.setAttribute("href", `#i-${ICONS[state]}`);
    this.dispatchEvent(new CustomEvent("sla:changed", { bubbles: true, detail: { state } }));
  }
}

customElements.define("sla-chip", SlaChip);
