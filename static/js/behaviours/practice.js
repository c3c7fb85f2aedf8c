/** How far somebody has come in the practice: a list of `data-step`, a bar, what is said at the end. */
import { post } from "./http.js";
import { ownKey, printed } from "./keys.js";
import { toast } from "./toasts.js";
import { say } from "./words.js";

export class Progress {
  /** @type {Set<string>} */
  #done = new Set();
  #began = 0;

  /** @param {HTMLElement} place @param {string} url */
  constructor(place, url) {
    this.place = place;
    this.url = url;
    this.#draw();
  }

  /** A step counts when its key did it; where fingers touch the screen, a tap does. @param {string} name @param {boolean} byKey */
  did(name, byKey) {
    const step = /** @type {HTMLElement | null} */ (this.place.querySelector(`[data-step="${name}"]`));
    if (!step || this.#done.has(name)) return;
    if (!byKey && !matchMedia("(pointer: coarse)").matches) return toast(say("by_key", { key: printed(ownKey(step.dataset.stepKey ?? "")) }));
    this.#began ||= Date.now();
    this.#done.add(name);
    this.#keep();
    this.#draw();
  }

  again() {
    this.#done.clear();
    this.#began = 0;
    this.#draw();
  }

  #keep() {
    const data = new FormData();
    data.set("steps", [...this.#done].join(","));
    data.set("seconds", String(Math.max(1, Math.round((Date.now() - this.#began) / 1000))));
    void post(this.url, data, { keepalive: true }).catch(() => {}); // the practice goes on without being kept
  }

  #draw() {
    const steps = /** @type {HTMLElement[]} */ ([...this.place.querySelectorAll("[data-step]")]);
    const next = steps.find((step) => !this.#done.has(step.dataset.step ?? ""));
    for (const step of steps) {
      step.toggleAttribute("data-done", this.#done.has(step.dataset.step ?? ""));
      if (step === next) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    }
    const progress = this.place.querySelector('[data-part="progress"]');
    if (progress) progress.textContent = say("practised", { n: this.#done.size, all: steps.length });
    this.place.querySelector(".bar rect")?.setAttribute("width", String((100 * this.#done.size) / steps.length));
    const end = /** @type {HTMLElement} */ (this.place.querySelector('[data-part="end"]'));
    end.hidden = Boolean(next);
    if (!next) end.focus();
  }
}
