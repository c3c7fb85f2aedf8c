/** What scripts say, in the page's language; the server hands the words over as data. */
const node = document.getElementById("words");
/** @type {Record<string, string>} */
const WORDS = node ? JSON.parse(node.textContent || "{}") : {};

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  return (WORDS[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
