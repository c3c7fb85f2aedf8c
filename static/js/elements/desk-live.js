/**
 * Keeps the desk true: hints name tickets; counts, rows of the list and the open ticket are fetched again by HTTP.
 *
 * While somebody writes, what is new in the conversation is shown but does not count as read: sending still asks to look
 * at it first (behaviours/desk-talk.js, behaviours/desk-rows.js do the exchange).
 */
import { now } from "../behaviours/clock.js";
import { updateCounts, updateRow, waiting } from "../behaviours/desk-rows.js";
import { bringUpToDate } from "../behaviours/desk-talk.js";

const PAUSE = 180;
const MOST = 60;

class DeskLive extends HTMLElement {
  /** @type {Set<string>} */
  #ids = new Set();
  #timer = 0;
  #release = 0;

  connectedCallback() {
    document.body.addEventListener("hint", this.#hint);
    document.body.addEventListener("undo:done", this.#undone);
    document.body.addEventListener("click", this.#click);
    document.addEventListener("htmx:afterSettle", this.#swapped);
    document.addEventListener("visibilitychange", this.#seen);
    this.#watchRelease();
  }

  disconnectedCallback() {
    document.body.removeEventListener("hint", this.#hint);
    document.body.removeEventListener("undo:done", this.#undone);
    document.body.removeEventListener("click", this.#click);
    document.removeEventListener("htmx:afterSettle", this.#swapped);
    document.removeEventListener("visibilitychange", this.#seen);
  }

  /** @param {Event} event */
  #hint = (event) => {
    const { kind, id } = /** @type {CustomEvent} */ (event).detail;
    if (kind === "resync") return this.#reload();
    if (!id || kind === "notification") return;
    this.#ids.add(id);
    if (!this.#timer) this.#timer = window.setTimeout(() => this.#flush(), PAUSE);
  };

  async #flush() {
    const ids = [...this.#ids].slice(0, MOST);
    this.#ids.clear();
    this.#timer = 0;
    const open = document.getElementById("ticket");
    await Promise.all([this.#rows(ids), open && ids.includes(open.dataset.id ?? "") ? this.refresh(open) : null]);
  }

  /**
   * @param {string} url
   * @param {string} target
   */
  async #get(url, target) {
    try {
      const headers = { "HX-Request": "true", "HX-Target": target, "X-Live": "1" };
      const answer = await fetch(url, { headers, credentials: "same-origin" });
      return answer.ok && !answer.redirected ? await answer.text() : "";
    } catch {
      return ""; // no connection: the next hint, or the catch-up, asks again
    }
  }

  /** @param {string[]} ids */
  async #rows(ids) {
    const list = document.getElementById("list");
    const state = list?.dataset.state ?? "";
    const html = await this.#get(`${this.dataset.url}?${state}${state ? "&" : ""}ids=${ids.join(",")}`, "live");
    if (!html || list !== document.getElementById("list")) return;
    const fresh = new DOMParser().parseFromString(html, "text/html");
    updateCounts(fresh);
    for (const id of ids) updateRow(id, fresh.getElementById(`t${id}`));
    if (waiting.size && !document.getElementById("tks")) this.#reload();
  }

  #reload() {
    const list = document.getElementById("list");
    if (!list) return;
    waiting.clear();
    const url = `${list.dataset.url}?${list.dataset.state}&keep=1`;
    void window.htmx.ajax("GET", url, { target: "#list", swap: "outerHTML show:none" });
  }

  /** Asks for the open ticket again. @param {HTMLElement} open */
  async refresh(open) {
    if (!open.dataset.url) return;
    const text = document.querySelector('#composer-form textarea[name="body"]');
    const writing = text instanceof HTMLTextAreaElement && text.value.trim() !== "";
    const url = new URL(open.dataset.url, location.href);
    const seen = document.getElementById("seen")?.getAttribute("value");
    if (seen && (writing || document.visibilityState !== "visible")) url.searchParams.set("seen", seen);
    const html = await this.#get(url.href, "ticket");
    if (html && open.isConnected) bringUpToDate(open, html);
    this.#watchRelease();
  }

  /** A text goes out when its seconds are over; the page looks then, also without a hint. */
  #watchRelease() {
    clearTimeout(this.#release);
    const moments = [...document.querySelectorAll("#msgs [data-release]")].map((node) => Date.parse(node.getAttribute("data-release") ?? ""));
    const open = document.getElementById("ticket");
    if (open && moments.length) this.#release = window.setTimeout(() => this.refresh(open), Math.max(1500, Math.min(...moments) - now() + 1500));
  }

  #swapped = () => this.#watchRelease();

  // What came while the page was hidden counts as read when somebody looks, unless a text is being written.
  #seen = () => {
    const open = document.getElementById("ticket");
    if (document.visibilityState === "visible" && open && document.querySelector("#newsbar button")) void this.refresh(open);
  };

  /** @param {Event} event */
  #undone = (event) => {
    const open = document.getElementById("ticket");
    const { ticket } = JSON.parse(/** @type {CustomEvent} */ (event).detail.answer || "{}");
    if (!open?.dataset.url || open.dataset.id !== ticket) return;
    const url = new URL(open.dataset.url, location.href);
    url.searchParams.set("fresh", "1");
    void window.htmx.ajax("GET", url.href, { target: "#ticket", swap: "outerHTML show:none" });
  };

  /** @param {MouseEvent} event */
  #click = (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-list-news]")) this.#reload();
    const look = target?.closest("[data-see]");
    if (!look) return;
    document.getElementById("seen")?.setAttribute("value", look.getAttribute("data-see") ?? "");
    look.remove();
    document.querySelector("#msgs .bubble--new")?.scrollIntoView({ block: "nearest" });
  };
}

customElements.define("desk-live", DeskLive);
