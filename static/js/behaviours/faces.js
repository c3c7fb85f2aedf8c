/** Keys are printed as this machine prints them. */
export const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
const APPLE = { Ctrl: "⌘" };

/** @param {ParentNode} root */
export function faces(root) {
  if (!isApple) return;
  for (const key of root.querySelectorAll("kbd[data-keys]")) {
    for (const [from, to] of Object.entries(APPLE)) key.textContent = (key.textContent ?? "").replace(from, to).replace(`${to} `, to);
  }
}

faces(document);
document.addEventListener("htmx:load", (event) => event.target instanceof Element && faces(event.target));
