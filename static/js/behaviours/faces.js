/** Keys are printed as this machine prints them, and as this person has them; those that do not work are not shown. */
import { ownKey, printed, works } from "./keys.js";
import { isApple } from "./machine.js";

export { isApple };

/** @param {ParentNode} root */
export function faces(root) {
  for (const key of root.querySelectorAll("kbd[data-keys]")) {
    const named = key.getAttribute("data-keys") ?? "";
    const usual = named.length === 1 ? named.toLowerCase() : named;
    if (!(key instanceof HTMLElement)) continue;
    key.hidden = usual.length === 1 && !works(usual);
    if (isApple || ownKey(usual) !== usual) key.textContent = printed(ownKey(usual));
  }
}

faces(document);
document.addEventListener("htmx:load", (event) => event.target instanceof Element && faces(event.target));
