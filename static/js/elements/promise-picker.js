/** Shows the chosen promise on the line of the evening: now, when the reply is due, the specialist's clock, the promise, the end of the shift. */
import { dayMinuteText, everySecond, momentOf, now } from "../behaviours/clock.js";
import { say } from "../behaviours/words.js";

const SVG = "http://www.w3.org/2000/svg";
const [ABOVE, BELOW, GAP] = [11, 41, 8];

class PromisePicker extends HTMLElement {
  /** @type {(() => void) | undefined} */
  #stop;

  connectedCallback() {
    this.addEventListener("change", (event) => this.#changed(event));
    this.addEventListener("input", () => this.#draw());
    this.#stop = everySecond(() => new Date(now()).getSeconds() === 0 && this.#draw());
    this.#draw();
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  get #own() {
    return /** @type {HTMLInputElement} */ (this.querySelector('[data-part="own"]'));
  }

  /** @param {Event} event */
  #changed(event) {
    if (event.target === this.#own && this.#own.value) {
      const own = this.querySelector('input[name="promise"][value="own"]');
      if (own instanceof HTMLInputElement) own.checked = true;
    }
    this.#draw();
  }

  #chosen() {
    const radio = this.querySelector('input[name="promise"]:checked');
    if (!(radio instanceof HTMLInputElement)) return NaN;
    return radio.value === "own" ? momentOf(this.#own.value) : Date.parse(radio.dataset.at ?? "");
  }

  #draw() {
    const chosen = this.#chosen();
    const caseDue = Date.parse(this.dataset.case ?? "");
    const isOwn = this.querySelector('input[value="own"]:checked') !== null;
    this.#own.hidden = !isOwn;
    this.#warn(chosen <= now() ? say("promise_past") : chosen < caseDue ? say("promise_early", { t: dayMinuteText(caseDue) }) : "");
    const marks = [
      { at: chosen, node: "n-next", key: "promise_at", strong: "t-accent", row: BELOW },
      { at: Date.parse(this.dataset.reply ?? ""), node: "n-soon", key: "promise_due", strong: "t-soon", row: ABOVE },
      { at: caseDue, node: "n-idle", key: "promise_case", strong: "", row: ABOVE },
      { at: now(), node: "n-done", key: "promise_now", strong: "", row: BELOW },
      { at: Date.parse(this.dataset.end ?? ""), node: "n-idle", key: "", strong: "", row: BELOW },
    ].filter((mark) => mark.at >= now() - 1000);
    this.#paint(marks.map((mark) => ({ ...mark, words: mark.key ? say(mark.key, { t: dayMinuteText(mark.at) }) : dayMinuteText(mark.at) })), chosen);
  }

  /**
   * Every mark is on the line; its words stand below or above it, the more important ones first, where nothing else stands.
   * @param {{at: number, node: string, words: string, strong: string, row: number}[]} marks
   * @param {number} chosen
   */
  #paint(marks, chosen) {
    const line = this.querySelector('[data-part="line"]');
    if (!line) return;
    const start = now();
    const end = Math.max(...marks.map((mark) => mark.at), start + 3600000);
    const place = (/** @type {number} */ at) => (100 * (at - start)) / (end - start);
    line.replaceChildren();
    const add = (/** @type {string} */ tag, /** @type {Record<string, string | number>} */ attributes, text = "") => {
      const node = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
      if (text) node.textContent = text;
      return line.appendChild(node);
    };
    /** @type {{row: number, from: number, to: number}[]} */
    const taken = [];
    add("line", { class: "l-base", x1: 0, x2: "100%", y1: 22, y2: 22 });
    if (chosen > start) add("line", { class: "l-done", x1: 0, x2: `${place(chosen)}%`, y1: 22, y2: 22 });
    for (const mark of marks) {
      const x = place(mark.at);
      add("circle", { class: mark.node, cx: `${x}%`, cy: 22, r: mark.node === "n-next" ? 6 : 4 });
      const anchor = x < 20 ? "start" : x > 80 ? "end" : "middle";
      const text = add("text", { class: mark.strong, x: `${x}%`, y: mark.row, "text-anchor": anchor }, mark.words);
      const { left, right } = text.getBoundingClientRect();
      const isFree = (/** @type {number} */ row) => taken.every((other) => other.row !== row || right + GAP < other.from || other.to + GAP < left);
      const row = [mark.row, mark.row === BELOW ? ABOVE : BELOW].find(isFree);
      if (row === undefined) text.remove();
      else text.setAttribute("y", String(row)), taken.push({ row, from: left, to: right });
    }
    line.setAttribute("aria-label", marks.map((mark) => mark.words).join(", "));
  }

  /** @param {string} words */
  #warn(words) {
    const box = /** @type {HTMLElement} */ (this.querySelector('[data-part="warn"]'));
    box.hidden = !words;
    /** @type {HTMLElement} */ (box.querySelector("span")).textContent = words;
  }
}

customElements.define("promise-picker", PromisePicker);
