/** The composer of the desk: reply and note keep a text of their own, keys go to the text. */
import { composerDraft } from "./draft.js";
import { post } from "./http.js";

const texts = { public: "", internal: "" };
let shown = "";

/** @returns {HTMLFormElement | null} */
const form = () => /** @type {HTMLFormElement | null} */ (document.getElementById("composer-form"));
const kindOf = (/** @type {string} */ visibility) => (visibility === "internal" ? "internal" : "public");

/** @param {HTMLFormElement} composer */
function field(composer) {
  return /** @type {HTMLTextAreaElement} */ (composer.querySelector("textarea"));
}

export function start() {
  const composer = form();
  if (!composer || composer.dataset.ready !== undefined) return;
  composer.dataset.ready = "";
  shown = kindOf(String(new FormData(composer).get("visibility")));
  const other = shown === "internal" ? "public" : "internal";
  const template = composer.querySelector('[data-part="other-text"]');
  texts[other] = template instanceof HTMLTemplateElement ? (template.content.textContent ?? "") : "";
  const stale = composer.querySelector(".stale");
  if (stale instanceof HTMLElement) stale.focus();
}

/** @param {HTMLFormElement} composer */
function switchText(composer) {
  const next = kindOf(String(new FormData(composer).get("visibility")));
  const area = field(composer);
  area.placeholder = (next === "internal" ? area.dataset.note : area.dataset.reply) ?? "";
  if (next === shown) return;
  keep(composer, shown, area.value);
  texts[/** @type {"public" | "internal"} */ (shown)] = area.value;
  area.value = texts[next];
  shown = next;
}

/**
 * The text that goes out of sight is kept now, under its own kind.
 * @param {HTMLFormElement} composer
 * @param {string} kind
 * @param {string} text
 */
function keep(composer, kind, text) {
  const url = composer.closest("reply-editor")?.getAttribute("data-draft-url");
  const data = new FormData(composer);
  data.set("visibility", kind);
  data.set("body", text);
  data.delete("files");
  if (url) void post(url, data).catch(() => {});
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input instanceof HTMLInputElement && input.name === "visibility" && input.form?.id === "composer-form") switchText(input.form);
});

// R, S and N choose the kind and go to the text.
document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const composer = form();
  if (!composer || !target) return;
  if (target.matches('input[name="visibility"]')) field(composer).focus();
  if (target.closest("[data-picks-files]")) /** @type {HTMLElement | null} */ (composer.querySelector('input[type="file"]'))?.click();
});

// A text that is being sent is kept as a draft no more; one that did not go out is again.
document.addEventListener("htmx:beforeRequest", (event) => event.target === form() && composerDraft()?.sending());
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = /** @type {CustomEvent} */ (event).detail;
  if (elt === form() && !successful) composerDraft()?.unsent();
});

// Before another answer takes the composer away, what stands in it is kept: the server's page then has every word.
document.addEventListener("htmx:confirm", async (event) => {
  const { target, elt, issueRequest } = /** @type {CustomEvent} */ (event).detail;
  if (!(target instanceof Element) || target.id !== "ticket" || elt === form() || !composerDraft()?.isUnsaved) return;
  event.preventDefault();
  elt.setAttribute("data-waits", ""); // what is new on the ticket must not take it away meanwhile: nothing would be asked then
  await composerDraft()?.save();
  elt.removeAttribute("data-waits");
  issueRequest(true);
});

start();
document.addEventListener("htmx:afterSettle", (event) => event.target instanceof Element && event.target.id === "ticket" && start());
