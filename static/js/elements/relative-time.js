/** Keeps “3 min ago” true. The server says it first, in the same words. */
import { everySecond, now } from "../behaviours/clock.js";
import { say } from "../behaviours/words.js";

class RelativeTime extends HTMLElement {
  /** @type {(() => void) | undefined} */
  #stop;

  connectedCallback() {
    this.#stop = everySecond(() => this.#draw());
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  #draw() {
    const time = this.querySelector("time");
    const text = time && words((now() - Date.parse(time.dateTime)) / 1000);
    if (time && text && time.textContent !== text) time.textContent = text;
  }
}

/**
 * Words for up to a day; beyond it the server's date stands.
 * @param {number} passed
 */
function words(passed) {
  const n = Math.abs(passed);
  if (n < 60) return say("now");
  if (n < 3600) return say(passed > 0 ? "minutes_ago" : "in_minutes", { n: Math.floor(n / 60) });
  if (n < 86400) return say(passed > 0 ? "hours_ago" : "in_hours", { n: Math.floor(n / 3600) });
  return "";
}

customElements.define("relative-time", RelativeTime);
