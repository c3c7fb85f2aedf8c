/**
 * Says where this page is (`data-beat` seconds apart, and at once when it changes) and shows who else is there. The
 * socket carries ticket and state, never a name; names come by HTTP from `data-url`, after the page has been drawn.
 */
import { busy, faces, ticketId } from "../behaviours/presence.js";

const DWELL = 900; // who only walks through a list is nowhere
const GAP = 260;
const LIST_GAP = 3000; // faces in the list may lag behind; those on the open ticket may not

class DeskPresence extends HTMLElement {
  #said = "";
  #moved = Date.now();
  #timers = { beat: 0, dwell: 0, ask: 0 };
  #askedAt = 0;
  #asking = false;

  connectedCallback() {
    this.#timers.beat = window.setInterval(() => this.#beat(), Number(this.dataset.beat) * 1000);
    document.body.addEventListener("live:on", this.#again);
    document.body.addEventListener("hint:presence", this.#hint);
    for (const name of ["keydown", "pointermove", "pointerdown"]) addEventListener(name, this.#touch, { passive: true });
    for (const name of ["visibilitychange", "input", "change", "focusout"]) document.addEventListener(name, this.#soon);
    document.addEventListener("htmx:afterSettle", this.#swapped);
    this.#swapped();
  }

  disconnectedCallback() {
    clearInterval(this.#timers.beat);
    document.body.removeEventListener("live:on", this.#again);
    document.body.removeEventListener("hint:presence", this.#hint);
    for (const name of ["keydown", "pointermove", "pointerdown"]) removeEventListener(name, this.#touch);
    for (const name of ["visibilitychange", "input", "change", "focusout"]) document.removeEventListener(name, this.#soon);
    document.removeEventListener("htmx:afterSettle", this.#swapped);
  }

  #touch = () => {
    const wasAway = this.#state() === "away";
    this.#moved = Date.now();
    if (wasAway) this.#soon();
  };

  #state() {
    const idle = Date.now() - this.#moved > Number(this.dataset.idle) * 1000;
    return idle || document.visibilityState !== "visible" ? "away" : busy() || "looking";
  }

  // What is typed is said at once; a ticket that was just opened, when somebody stays.
  #soon = () => {
    if (this.#said.startsWith(`${ticketId()} `)) return this.#say();
    clearTimeout(this.#timers.dwell);
    this.#timers.dwell = window.setTimeout(() => this.#say(), DWELL);
  };

  #swapped = () => {
    this.#soon();
    this.#ask(GAP);
  };

  #again = () => {
    this.#said = "";
    this.#soon();
    this.#ask(GAP);
  };

  #beat() {
    this.#say(true);
    if (document.querySelector(".tk__here, .collab--here")) this.#ask(0);
  }

  #say(always = false) {
    const [id, state] = [ticketId(), this.#state()];
    if (this.#said === `${id} ${state}` && !(always && id)) return;
    this.#said = `${id} ${state}`;
    const live = /** @type {(HTMLElement & {say: (frame: object) => void}) | null} */ (document.querySelector("live-hints"));
    live?.say?.({ kind: "look", id, state });
  }

  /** @param {Event} event */
  #hint = (event) => {
    const { id } = /** @type {CustomEvent} */ (event).detail;
    if (id === ticketId()) this.#ask(0);
    else if (document.getElementById(`t${id}`)) this.#ask(LIST_GAP);
  };

  /** Asks once in the time to come, sooner when that is wanted. @param {number} wait */
  #ask(wait) {
    const due = Math.max(wait ? Date.now() + wait : 0, this.#askedAt + GAP) - Date.now();
    clearTimeout(this.#timers.ask);
    this.#timers.ask = window.setTimeout(() => void this.#fetch(), Math.max(0, due));
  }

  async #fetch() {
    if (document.visibilityState !== "visible") return;
    if (this.#asking) return this.#ask(GAP);
    this.#asking = true;
    this.#askedAt = Date.now();
    try {
      await faces(this.dataset.url ?? "");
    } finally {
      this.#asking = false;
    }
  }
}

customElements.define("desk-presence", DeskPresence);
