/**
 * After an exchange the focus stands on the likeness of what had it, else in the conversation or on a row: who works by
 * keyboard is never thrown back to the top of the page.
 */

/** Where the focus goes on, the best place first. @type {string[]} */
let places = [];

document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr } = /** @type {CustomEvent} */ (event).detail;
  const had = document.activeElement;
  if (!(had instanceof HTMLElement) || had === document.body) places = [];
  else if (requestConfig?.elt?.id === "composer-form" && xhr.status < 400) places = ["#msgs"]; // sent: U takes it back now, and no key is a letter
  else places = [...likenesses(had), ...beside(had)];
});

document.addEventListener("htmx:afterSettle", () => {
  for (const place of places) {
    if (document.activeElement && document.activeElement !== document.body) return;
    /** @type {HTMLElement | null} */ (document.querySelector(place))?.focus({ preventScroll: true });
  }
});

/** @param {HTMLElement} node @returns {string[]} */
function likenesses(node) {
  const home = node.closest("[id]");
  if (!home) return [];
  const [id, tag] = [`#${CSS.escape(home.id)}`, node.tagName.toLowerCase()];
  if (home === node) return [id];
  const named = ["data-key", "data-slug", "name", "href"].filter((name) => node.hasAttribute(name));
  const places = named.map((name) => `${id} ${tag}[${name}="${CSS.escape(node.getAttribute(name) ?? "")}"]`);
  return [...places, `${id} > ${tag}`];
}

/** @param {HTMLElement} node @returns {string[]} */
function beside(node) {
  if (node.closest("dialog")) return ["dialog:modal .btn--primary"];
  if (node.closest("#list, #views")) return ["#tks a.tk[aria-current]", "#tks a.tk"];
  return node.closest("#ticket") ? ["#msgs"] : [];
}
