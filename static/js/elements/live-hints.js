/**
 * Live hints of the desk. The socket says only that something changed (`{kind, id, seq}`); the page refetches by HTTP.
 *
 * Every hint becomes two events on <body>: `hint` and `hint:<kind>` (detail: the hint), so a fragment listens with
 * hx-trigger="hint:ticket.moved from:body delay:150ms". Silence ends the socket. After a reconnect, and while no socket
 * can be had, `data-catch-up?after=<seq>` lists what was missed: {"hints": [...], "seq": n}.
 */
import { say } from "../behaviours/words.js";

const WATCH = 30000;
const PING = 12000;
const POLL = 5000;

class LiveHints extends HTMLElement {
  #socket = /** @type {WebSocket | null} */ (null);
  #seq = 0;
  #fails = 0;
  #heard = 0;
  #timers = [0, 0];

  connectedCallback() {
    this.#seq = Number(this.dataset.seq || 0);
    this.#open();
    this.#timers[0] = window.setInterval(() => this.#watch(), PING);
    this.#timers[1] = window.setInterval(() => this.#fails > 1 && this.#catchUp(), POLL);
    addEventListener("online", this.#reopen);
    document.addEventListener("visibilitychange", this.#reopen);
  }

  disconnectedCallback() {
    this.#timers.forEach((timer) => clearInterval(timer));
    removeEventListener("online", this.#reopen);
    document.removeEventListener("visibilitychange", this.#reopen);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #reopen = () => {
    if (document.visibilityState === "visible" && !this.#socket) this.#open();
  };

  #open() {
    if (this.#socket || !this.isConnected) return;
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}${this.dataset.path ?? "/ws/desk"}`);
    this.#socket = socket;
    this.#heard = Date.now();
    socket.onopen = () => {
      this.#fails = 0;
      this.#show("on");
      this.#catchUp();
      document.body.dispatchEvent(new CustomEvent("live:on"));
    };
    socket.onmessage = (message) => this.#hear(message.data);
    socket.onclose = (event) => this.#lost(socket, event.code);
  }

  /**
   * @param {WebSocket} socket
   * @param {number} code
   */
  #lost(socket, code) {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#fails += 1;
    this.#show("off");
    if (code === 4401) return; // signed out: the next request says so
    const wait = Math.min(30000, 500 * 2 ** Math.min(this.#fails, 6));
    setTimeout(() => this.#open(), wait / 2 + (Math.random() * wait) / 2);
  }

  #watch() {
    if (this.#socket && Date.now() - this.#heard > WATCH) this.#socket.close();
    else this.say({ kind: "ping" });
  }

  /** Tells the server something, if it listens. @param {object} frame */
  say(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** @param {string} data */
  #hear(data) {
    this.#heard = Date.now();
    const hint = JSON.parse(data);
    if (hint.kind !== "pong") this.#tell(hint);
  }

  /** @param {{kind: string, id?: string, seq?: number}} hint */
  #tell(hint) {
    if (hint.seq) this.#seq = Math.max(this.#seq, hint.seq);
    const all = hint.kind === "presence" ? [] : ["hint"]; // who looks where changes nothing else on a page
    for (const name of [...all, `hint:${hint.kind}`]) document.body.dispatchEvent(new CustomEvent(name, { detail: hint }));
  }

  async #catchUp() {
    if (!this.dataset.catchUp || !this.#seq || document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(`${this.dataset.catchUp}?after=${this.#seq}`, { headers: { Accept: "application/json", "X-Live": "1" } });
      if (!answer.ok) return;
      const { hints, seq } = await answer.json();
      for (const hint of hints) this.#tell(hint);
      this.#seq = Math.max(this.#seq, seq ?? 0);
      if (!this.#socket) this.#show("poll");
    } catch {
      this.#show("off");
    }
  }

  /** @param {"on" | "poll" | "off"} state */
  #show(state) {
    const dot = this.querySelector(".livedot");
    const words = say({ on: "live", poll: "polling", off: "no_live" }[state]);
    dot?.setAttribute("data-state", state);
    dot?.setAttribute("aria-label", words);
    dot?.setAttribute("title", words);
  }
}

customElements.define("live-hints", LiveHints);
