/**
 * Keeps the desk true: hints name tickets; counts, rows and the open ticket are fetched again, by one request for many.
 * `desk:look` on <body> asks for the open ticket without a hint. While somebody writes, what is new in the conversation
 * is shown but does not count as read (behaviours/desk-talk.js and desk-rows.js do the exchange). What this page does not
 * show has changed counts alone, here as on every page: these ask within a span that the server names (Desk-Spread, in ms).
 */
import { updateCounts, updateRow, waiting } from "../behaviours/desk-rows.js";
import { updateTabs } from "../behaviours/desk-tabs.js";
import { seenSoFar } from "../behaviours/desk-seen.js";
import { bringUpToDate } from "../behaviours/desk-talk.js";

const [PAUSE, MOST] = [50, 60]; // ms before a request; tickets in one
/** @param {string} id Whether this page shows the ticket: as a row, open, or as a tab. */
const shows = (id) => document.querySelector(`#t${id}, #ticket[data-id="${id}"], [data-tab-id="${id}"]`) !== null;

class DeskLive extends HTMLElement {
  /** @type {Set<string>} */
  #ids = new Set();
  #timer = 0;
  #due = 0;
  #spread = 0;
  #gone = new AbortController();

  connectedCallback() {
    this.#spread = Number(this.dataset.spread);
    const { signal } = (this.#gone = new AbortController());
    document.body.addEventListener("hint", this.#hint, { signal });
    document.body.addEventListener("desk:look", this.#look, { signal });
    document.body.addEventListener("desk:reload", this.#reload, { signal });
    document.body.addEventListener("click", this.#click, { signal });
    document.addEventListener("visibilitychange", this.#seen, { signal });
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  /** @param {Event} event */
  #hint = (event) => {
    const { kind, id } = /** @type {CustomEvent} */ (event).detail;
    if (kind === "resync") return this.#reload();
    if (id && kind !== "notification") this.#ask(id);
  };

  #look = () => this.#ask(document.getElementById("ticket")?.dataset.id);

  /** @param {string} [id] */
  #ask(id) {
    if (!id) return;
    this.#ids.add(id);
    const due = performance.now() + PAUSE + (shows(id) ? 0 : Math.random() * this.#spread);
    if (this.#timer && due >= this.#due) return;
    window.clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = window.setTimeout(() => this.#flush(), due - performance.now());
  }

  async #flush() {
    const [here, elsewhere] = [true, false].map((is) => [...this.#ids].filter((id) => shows(id) === is));
    const ids = [...here, ...elsewhere].slice(0, MOST);
    this.#ids = new Set([...here, ...elsewhere].slice(MOST));
    this.#timer = 0;
    this.#ask([...this.#ids][0]); // what is too much for one request has the next
    const [list, open] = [document.getElementById("list"), document.getElementById("ticket")];
    const asked = new URLSearchParams(`${list?.dataset.state ?? ""}&ids=${ids.join(",")}`);
    if (open && ids.includes(open.dataset.id ?? "")) this.#askFor(open, asked);
    const html = await this.#get(`${this.dataset.url}?${asked}`);
    if (!html || list !== document.getElementById("list")) return;
    const fresh = new DOMParser().parseFromString(html, "text/html");
    updateCounts(fresh);
    updateTabs(fresh);
    for (const id of ids) updateRow(id, fresh.getElementById(`t${id}`));
    if (waiting.size && !document.getElementById("tks")) this.#reload();
    if (!open?.isConnected || !asked.has("ticket")) return;
    if (!asked.has("seen") && seenSoFar()) this.#look(); // somebody began to write meanwhile: what is new is not read
    else bringUpToDate(open, fresh);
  }

  /**
   * @param {HTMLElement} open
   * @param {URLSearchParams} asked
   */
  #askFor(open, asked) {
    asked.set("ticket", open.dataset.number ?? "");
    const card = document.querySelector("#card [aria-current]")?.getAttribute("data-tab");
    if (card) asked.set("card", card);
    if (seenSoFar()) asked.set("seen", seenSoFar());
  }

  /** @param {string} url */
  async #get(url) {
    try {
      const answer = await fetch(url, { headers: { "X-Live": "1" }, credentials: "same-origin" });
      this.#spread = Number(answer.headers.get("Desk-Spread") ?? this.#spread);
      return answer.ok && !answer.redirected ? await answer.text() : "";
    } catch {
      return ""; // no connection: the next hint, or the catch-up, asks again
    }
  }

  #reload = () => {
    const list = document.getElementById("list");
    if (!list) return;
    waiting.clear();
    const url = `${list.dataset.url}?${list.dataset.state}&keep=1`;
    void window.htmx.ajax("GET", url, { target: "#list", swap: "outerHTML show:none" });
  };

  // What came while the page was hidden counts as read when somebody looks, unless a text is being written.
  #seen = () => {
    if (document.visibilityState === "visible" && document.querySelector("#newsbar button")) this.#look();
  };

  /** @param {MouseEvent} event */
  #click = (event) => {
    if (event.target instanceof Element && event.target.closest("[data-list-news]")) this.#reload();
  };
}

customElements.define("desk-live", DeskLive);
