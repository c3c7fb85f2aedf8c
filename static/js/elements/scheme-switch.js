/** Light or dark, comfortable or compact: kept in a cookie, so that the server's next page has it from the first paint. */
class SchemeSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button[data-set]") : null;
      if (!(button instanceof HTMLElement)) return;
      const name = button.dataset.set ?? "";
      const isOn = document.documentElement.getAttribute(`data-${name}`) === button.dataset.value;
      this.#set(name, "toggle" in button.dataset && isOn ? "" : (button.dataset.value ?? ""));
    });
    this.#mark();
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #set(name, value) {
    if (value) document.documentElement.setAttribute(`data-${name}`, value);
    else document.documentElement.removeAttribute(`data-${name}`);
    const life = value ? 31536000 : 0;
    const safe = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${name}=${value}; Path=/; Max-Age=${life}; SameSite=Lax${safe}`;
    this.#mark();
  }

  #mark() {
    for (const button of this.querySelectorAll("button[data-set]")) {
      if (!(button instanceof HTMLElement)) continue;
      const now = document.documentElement.getAttribute(`data-${button.dataset.set}`) ?? "";
      if (now === button.dataset.value) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}

customElements.define("scheme-switch", SchemeSwitch);
