/**
 * Keeps a page true without a reload: asks `data-url` again every `data-every` seconds (with the last ETag, so an unchanged
 * page costs nothing) and exchanges the parts that carry `data-live` and an id. A part in which somebody writes stays.
 */
class PollFragment extends HTMLElement {
  #etag = "";
  #timer = 0;
  #fails = 0;

  connectedCallback() {
    this.#etag = this.dataset.etag ?? "";
    document.addEventListener("visibilitychange", this.#seen);
    this.#next();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#seen);
  }

  #seen = () => {
    if (document.visibilityState === "visible") void this.refresh();
  };

  #next() {
    clearTimeout(this.#timer);
    const every = 1000 * Number(this.dataset.every ?? 10);
    this.#timer = window.setTimeout(() => this.refresh(), Math.min(60000, every * 2 ** this.#fails));
  }

  /** Asks now. */
  async refresh() {
    if (document.visibilityState !== "visible") return this.#next();
    try {
      /** @type {Record<string, string>} */
      const headers = { "X-Fragment": "1", "X-Live": "1" };
      if (this.#etag) headers["If-None-Match"] = this.#etag;
      const answer = await fetch(this.dataset.url ?? location.href, { headers, credentials: "same-origin" });
      this.#fails = answer.status < 500 ? 0 : Math.min(this.#fails + 1, 4);
      if (answer.status === 200) {
        const isWhole = this.#exchange(await answer.text());
        this.#etag = isWhole ? (answer.headers.get("ETag") ?? "") : "";
      }
    } catch {
      this.#fails = Math.min(this.#fails + 1, 4);
    }
    this.#next();
  }

  /**
   * @param {string} html
   * @returns {boolean} whether every part that changed was exchanged
   */
  #exchange(html) {
    let isWhole = true;
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const part of fresh.querySelectorAll("[data-live][id]")) {
      const old = document.getElementById(part.id);
      if (!old || (old.dataset.live !== "" && old.dataset.live === part.getAttribute("data-live"))) continue;
      if (isInUse(old)) {
        isWhole = false;
        continue;
      }
      old.replaceWith(document.adoptNode(part));
      document.dispatchEvent(new CustomEvent("live:changed", { detail: { id: part.id } }));
    }
    return isWhole;
  }
}

/**
 * Whether somebody is in this part, wrote in it, added a file or has just sent it.
 * @param {HTMLElement} part
 */
function isInUse(part) {
  const fields = [...part.querySelectorAll("textarea")];
  const isWritten = fields.some((field) => field.value !== field.defaultValue || (field.value && part.querySelector(".field__error:not([hidden])")));
  return isWritten || part.contains(document.activeElement) || part.querySelector("form[data-sent], .up") !== null;
}

customElements.define("poll-fragment", PollFragment);
