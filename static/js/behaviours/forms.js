/** A form is sent once: buttons say that they work, and come back when the page does. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method === "dialog") return;
  if (form.dataset.sent !== undefined && !form.hasAttribute("hx-post")) {
    event.preventDefault();
    return;
  }
  setTimeout(() => {
    if (event.defaultPrevented) return;
    form.dataset.sent = "";
    for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-busy", "true");
  });
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    if (form instanceof HTMLElement) delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

// What stopped the form is read first.
const first = document.querySelector("[data-focus-me]");
if (first instanceof HTMLElement) first.focus();
