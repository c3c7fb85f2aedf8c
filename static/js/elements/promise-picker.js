/** Shows the chosen promise on the line of the evening: now, when the reply is due, the specialist's clock, the promise, the end of the shift. */
import { everySecond, minuteText, momentOf, now } from "../behaviours/clock.js";
import { say } from "../behaviours/words.js";

const SVG = "http://www.w3.org/2000/svg";

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
    this.#warn(chosen <= now() ? say("promise_past") : chosen < caseDue ? say("promise_early", { t: minuteText(caseDue) }) : "");
    const marks = [
      { at: now(), node: "n-done", words: say("promise_now", { t: minuteText(now()) }), strong: "" },
      { at: Date.parse(this.dataset.reply ?? ""), node: "n-soon", words: "promise_due", strong: "t-soon" },
      { at: caseDue, node: "n-idle", words: "promise_case", strong: "" },
      { at: chosen, node: "n-next", words: "promise_at", strong: "t-accent" },
      { at: Date.parse(this.dataset.end ?? ""), node: "n-idle", words: "", strong: "" },
    ].filter((mark) => mark.at >= now() - 1000);
    this.#paint(marks.map((mark) => ({ ...mark, words: mark.words.startsWith("promise_") ? say(mark.words, { t: minuteText(mark.at) }) : mark.words || minuteText(mark.at) })), chosen);
  }

  /**
   * @param {{at: number, node: string, words: string, strong: string}[]} marks
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
      line.append(node);
    };
    add("line", { class: "l-base", x1: 0, x2: "100%", y1: 22, y2: 22 });
    if (chosen > start) add("line", { class: "l-done", x1: 0, x2: `${place(chosen)}%`, y1: 22, y2: 22 });
    marks.forEach((mark, n) => {
      const x = place(mark.at);
      add("circle", { class: mark.node, cx: `${x}%`, cy: 22, r: mark.node === "n-next" ? 6 : 4 });
      const anchor = x < 20 ? "start" : x > 80 ? "end" : "middle";
      add("text", { class: mark.strong, x: `${x}%`, y: n % 2 ? 11 : 41, "text-anchor": anchor }, mark.words);
    });
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
