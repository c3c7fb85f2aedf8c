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
  if (n >= 86400) return "";
  if (passed < 0) return ahead(Math.round(n / 60));
  return n < 3600 ? say("minutes_ago", { n: Math.floor(n / 60) }) : say("hours_ago", { n: Math.floor(n / 3600) });
}

/**
 * What is still to come, to the nearest minute: a promise that is cut to whole hours sounds like a shorter one.
 * @param {number} minutes
 */
function ahead(minutes) {
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  if (!h) return say("in_minutes", { n: m });
  return m ? say("in_hours_minutes", { h, m }) : say("in_hours", { n: h });
}

customElements.define("relative-time", RelativeTime);
