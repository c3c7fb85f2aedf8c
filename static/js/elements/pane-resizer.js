/** The grip between two panes: drag it or use the arrows; the width is remembered on this machine. */
class PaneResizer extends HTMLElement {
  connectedCallback() {
    this.tabIndex = 0;
    this.setAttribute("role", "separator");
    this.setAttribute("aria-orientation", "vertical");
    const kept = Number(this.#read());
    if (kept) this.#set(kept);
    else this.#tell(this.#width());
    this.addEventListener("pointerdown", (event) => this.#drag(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("dblclick", () => this.#forget());
  }

  get #name() {
    return this.dataset.var ?? "--w-list";
  }

  get #sheet() {
    return /** @type {HTMLElement} */ (this.closest(this.dataset.target ?? ".sheet"));
  }

  get #sign() {
    return this.dataset.side === "start" ? -1 : 1;
  }

  #width() {
    return this.parentElement?.getBoundingClientRect().width ?? 0;
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const [start, width] = [event.clientX, this.#width()];
    this.setPointerCapture(event.pointerId);
    this.dataset.drag = "";
    const move = (/** @type {PointerEvent} */ e) => this.#set(width + this.#sign * (e.clientX - start));
    const up = () => {
      delete this.dataset.drag;
      this.removeEventListener("pointermove", move);
    };
    this.addEventListener("pointermove", move);
    this.addEventListener("lostpointercapture", up, { once: true });
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#set(this.#width() + this.#sign * step);
  }

  /** @param {number} wanted */
  #set(wanted) {
    const width = Math.round(Math.max(Number(this.dataset.min ?? 260), Math.min(Number(this.dataset.max ?? 520), wanted)));
    this.#sheet.style.setProperty(this.#name, `${width}px`);
    this.#tell(width);
    try {
      localStorage.setItem(`pane${this.#name}`, String(width));
    } catch {
      // a browser that keeps nothing still resizes
    }
  }

  /** @param {number} width */
  #tell(width) {
    this.setAttribute("aria-valuenow", String(Math.round(width)));
    this.setAttribute("aria-valuemin", this.dataset.min ?? "260");
    this.setAttribute("aria-valuemax", this.dataset.max ?? "520");
  }

  #read() {
    try {
      return localStorage.getItem(`pane${this.#name}`) ?? "";
    } catch {
      return "";
    }
  }

  #forget() {
    this.#sheet.style.removeProperty(this.#name);
    localStorage.removeItem(`pane${this.#name}`);
    this.#tell(this.#width());
  }
}

customElements.define("pane-resizer", PaneResizer);
