/** Copies `data-text` and says so. */
import { toast } from "../behaviours/toasts.js";
import { say } from "../behaviours/words.js";

class CopyButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(this.dataset.text ?? "");
        toast(say("copied"));
      } catch {
        toast(say("failed"), "over");
      }
    });
  }
}

customElements.define("copy-button", CopyButton);
