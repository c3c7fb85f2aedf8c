/** Moves the node “now” along a promise (`{% promise_line %}`). */
import { everySecond, now } from "../behaviours/clock.js";

class TimeLine extends HTMLElement {
  /** @type {(() => void) | undefined} */
  #stop;

  connectedCallback() {
    this.#stop = everySecond(() => this.#draw());
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  #draw() {
    const from = Date.parse(this.dataset.from ?? "");
    const to = Date.parse(this.dataset.to ?? "");
    const share = `${Math.max(0, Math.min(100, (100 * (now() - from)) / Math.max(1, to - from))).toFixed(2)}%`;
    this.querySelector('[data-part="done"]')?.setAttribute("x2", share);
    this.querySelector('[data-part="now"]')?.setAttribute("cx", share);
  }
}

customElements.define("time-line", TimeLine);
