/**
 * Files chosen, pasted into the form or dropped on it go up at once, each with its progress; the form then carries their ids.
 * Without `data-url` the plain file field goes with the form and the names are shown.
 */
import { token } from "../behaviours/http.js";
import { say } from "../behaviours/words.js";

class UploadList extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    this.#field.addEventListener("change", () => this.#take([...(this.#field.files ?? [])]));
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element && event.target.closest('[data-part="remove"]');
      if (button) button.closest(".up")?.remove();
    });
    form?.addEventListener("paste", (event) => this.#pasted(event));
    form?.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.classList.add("is-over");
    });
    form?.addEventListener("dragleave", () => this.classList.remove("is-over"));
    form?.addEventListener("drop", (event) => {
      event.preventDefault();
      this.classList.remove("is-over");
      this.#take([...(event.dataTransfer?.files ?? [])]);
    });
  }

  get #field() {
    return /** @type {HTMLInputElement} */ (this.querySelector('input[type="file"]'));
  }

  get #rows() {
    return /** @type {HTMLElement} */ (this.querySelector('[data-part="rows"]'));
  }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.#take(files);
  }

  /** @param {File[]} files */
  #take(files) {
    if (!this.dataset.url) {
      this.#rows.replaceChildren(...files.map((file) => this.#row(file, "done").box));
      return;
    }
    this.#field.value = "";
    const free = Number(this.dataset.most) - this.#rows.querySelectorAll('.up:not([data-state="failed"])').length;
    for (const file of files.slice(0, Math.max(0, free))) this.#send(file);
  }

  /** @param {File} file */
  #send(file) {
    const row = this.#row(file, "going");
    this.#rows.append(row.box);
    const most = Number(this.dataset.mostBytes);
    if (file.size > most) return row.fail(say("too_big", { n: Math.floor(most / 1e6) }));
    const request = new XMLHttpRequest();
    request.open("POST", this.dataset.url ?? "");
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => row.progress(event.total ? event.loaded / event.total : 0);
    request.onload = () => (request.status < 300 ? row.done(request.response) : row.fail(request.response?.detail ?? say("upload_failed")));
    request.onerror = () => row.fail(say("upload_failed"));
    const data = new FormData();
    data.append("file", file);
    request.send(data);
    row.box.querySelector('[data-part="remove"]')?.addEventListener("click", () => request.abort());
  }

  /**
   * @param {File} file
   * @param {string} state
   */
  #row(file, state) {
    const box = document.createElement("div");
    box.className = "up";
    box.dataset.state = state;
    box.innerHTML =
      '<span class="up__th"><svg class="i i-20" aria-hidden="true"><use href="#i-file"/></svg></span><div class="grow"><p class="cut"><bdi></bdi></p><p class="up__say"></p><svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect height="6" width="0"/></svg></div><button type="button" class="btn btn--quiet btn--icon" data-part="remove"><svg class="i" aria-hidden="true"><use href="#i-x"/></svg></button>';
    const [name, words, remove] = ["bdi", ".up__say", "button"].map((part) => /** @type {HTMLElement} */ (box.querySelector(part)));
    name.textContent = file.name;
    remove.setAttribute("aria-label", `${say("remove")} ${file.name}`);
    if (file.type.startsWith("image/")) {
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(file);
      picture.alt = "";
      box.querySelector(".up__th")?.replaceChildren(picture);
    }
    const show = (/** @type {string} */ next, /** @type {string} */ text) => {
      box.dataset.state = next;
      words.textContent = text;
    };
    return {
      box,
      /** @param {number} share */
      progress: (share) => {
        box.querySelector("rect")?.setAttribute("width", String(100 * share));
        words.textContent = say("uploading", { n: Math.round(100 * share) });
      },
      /** @param {{id: string}} kept */
      done: (kept) => {
        show("done", say("uploaded"));
        box.append(Object.assign(document.createElement("input"), { type: "hidden", name: "attachments", value: kept.id }));
      },
      /** @param {string} why */
      fail: (why) => show("failed", why),
    };
  }
}

customElements.define("upload-list", UploadList);
