/** Toasts leave after a while, but not while somebody reads or tabs through them. */
const STAY = { over: 12000, calm: 6000 };

class ToastStack extends HTMLElement {
  connectedCallback() {
    for (const toast of this.querySelectorAll(":scope > .toast")) this.#leaveLater(toast);
    new MutationObserver((changes) => {
      for (const change of changes)
        for (const node of change.addedNodes) if (node instanceof Element && node.matches(".toast")) this.#leaveLater(node);
    }).observe(this, { childList: true });
  }

  /** @param {Element} toast */
  #leaveLater(toast) {
    const stay = toast.classList.contains("toast--over") ? STAY.over : STAY.calm;
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 1500) : toast.remove());
    setTimeout(leave, stay);
  }
}

customElements.define("toast-stack", ToastStack);
