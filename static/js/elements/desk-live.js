/**
 * Keeps the desk true: hints name tickets; counts, rows of the list and the open ticket are fetched again by HTTP, with
 * one request however many hints came. `desk:look` on <body> asks for the open ticket without a hint.
 *
 * While somebody writes, what is new in the conversation is shown but does not count as read: sending still asks to look
 * at it first (behaviours/desk-talk.js and desk-rows.js do the exchange).
 */
import { updateCounts, updateRow, waiting } from "../behaviours/desk-rows.js";
import { updateTabs } from "../behaviours/desk-tabs.js";
import { bringUpToDate } from "../behaviours/desk-talk.js";

const PAUSE = 180;
const MOST = 60;

class DeskLive extends HTMLElement {
  /** @type {Set<string>} */
  #ids = new Set();
  #timer = 0;

  connectedCallback() {
    document.body.addEventListener("hint", this.#hint);
    document.body.addEventListener("desk:look", this.#look);
    document.body.addEventListener("desk:reload", this.#reload);
    document.body.addEventListener("click", this.#click);
    document.addEventListener("visibilitychange", this.#seen);
  }

  disconnectedCallback() {
    document.body.removeEventListener("hint", this.#hint);
    document.body.removeEventListener("desk:look", this.#look);
    document.body.removeEventListener("desk:reload", this.#reload);
    document.body.removeEventListener("click", this.#click);
    document.removeEventListener("visibilitychange", this.#seen);
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
    if (!this.#timer) this.#timer = window.setTimeout(() => this.#flush(), PAUSE);
  }

  async #flush() {
    const ids = [...this.#ids].slice(0, MOST);
    this.#ids.clear();
    this.#timer = 0;
    const [list, open] = [document.getElementById("list"), document.getElementById("ticket")];
    const asked = new URLSearchParams(list?.dataset.state);
    asked.set("ids", ids.join(","));
    if (open && ids.includes(open.dataset.id ?? "")) this.#askFor(open, asked);
    const html = await this.#get(`${this.dataset.url}?${asked}`);
    if (!html || list !== document.getElementById("list")) return;
    const fresh = new DOMParser().parseFromString(html, "text/html");
    updateCounts(fresh);
    updateTabs(fresh);
    for (const id of ids) updateRow(id, fresh.getElementById(`t${id}`));
    if (waiting.size && !document.getElementById("tks")) this.#reload();
    if (open?.isConnected && asked.has("ticket")) bringUpToDate(open, fresh);
  }

  /**
   * @param {HTMLElement} open
   * @param {URLSearchParams} asked
   */
  #askFor(open, asked) {
    asked.set("ticket", open.dataset.number ?? "");
    const card = document.querySelector("#card [aria-current]")?.getAttribute("data-tab");
    if (card) asked.set("card", card);
    const text = document.querySelector('#composer-form textarea[name="body"]');
    const writing = text instanceof HTMLTextAreaElement && text.value.trim() !== "";
    const seen = document.getElementById("seen")?.getAttribute("value");
    if (seen && (writing || document.visibilityState !== "visible")) asked.set("seen", seen);
  }

  /** @param {string} url */
  async #get(url) {
    try {
      const answer = await fetch(url, { headers: { "X-Live": "1" }, credentials: "same-origin" });
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
