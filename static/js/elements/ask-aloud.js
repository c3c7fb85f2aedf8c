/** Asks for the right to speak up, only when somebody presses the button; says what the browser has decided. */
class AskAloud extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => void this.#ask());
    this.#show();
  }

  async #ask() {
    await Notification.requestPermission();
    this.#show();
  }

  #show() {
    const state = "Notification" in window ? Notification.permission : "missing";
    const [button, text] = [this.querySelector("button"), this.querySelector("[role=status]")];
    if (button) button.hidden = state !== "default";
    if (text) text.textContent = this.dataset[state] ?? "";
  }
}

customElements.define("ask-aloud", AskAloud);
