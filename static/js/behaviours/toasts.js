/** Short words at the foot of the page. */

/**
 * @param {string} text
 * @param {"" | "over"} [kind]
 */
export function toast(text, kind = "") {
  const stack = document.getElementById("toasts");
  if (!stack) return;
  const box = document.createElement("div");
  box.className = kind ? `toast toast--${kind}` : "toast";
  if (kind === "over") box.setAttribute("role", "alert");
  box.insertAdjacentHTML("beforeend", '<svg class="i" aria-hidden="true"><use/></svg><span></span>');
  box.querySelector("use")?.setAttribute("href", kind === "over" ? "#i-circle-alert" : "#i-check");
  /** @type {HTMLElement} */ (box.querySelector("span")).textContent = text;
  stack.append(box);
}
