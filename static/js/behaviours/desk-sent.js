/** A sent text until it is out: the page looks when its seconds are over; taken back, it stands in the composer again. */
import { now } from "./clock.js";
import { composerDraft } from "./draft.js";
import { isTyping } from "./typing.js";

let timer = 0;

/** A text goes out when its seconds are over; the page looks then, also without a hint. */
function watchRelease() {
  clearTimeout(timer);
  const moments = [...document.querySelectorAll("#msgs [data-release]")].map((node) => Date.parse(node.getAttribute("data-release") ?? ""));
  if (!moments.length) return;
  const wait = Math.max(1200, Math.min(...moments) - now() + 1200);
  timer = window.setTimeout(() => document.body.dispatchEvent(new CustomEvent("desk:look")), wait);
}

watchRelease();
document.addEventListener("htmx:afterSettle", watchRelease);
document.addEventListener("desk:talk", watchRelease);

document.addEventListener("undo:done", (event) => {
  const open = document.getElementById("ticket");
  const { answer, url: undone } = /** @type {CustomEvent} */ (event).detail;
  const { ticket } = JSON.parse(answer || "{}");
  if (!open?.dataset.url || open.dataset.id !== ticket) return composerDraft()?.hold(false);
  const url = new URL(open.dataset.url, location.href);
  url.searchParams.set("fresh", "1");
  void window.htmx.ajax("GET", url.href, { target: "#ticket", swap: "outerHTML show:none" }).finally(() => {
    composerDraft()?.hold(false);
    if (undone.includes("/drafts/")) toEnd();
  });
});

/** Whoever took a text back goes on writing it; without one there is nothing to write on, and keys stay keys. */
function toEnd() {
  const text = document.querySelector('#composer-form textarea[name="body"]');
  if (!(text instanceof HTMLTextAreaElement) || !text.value || isTyping(document.activeElement)) return;
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
}

// "2 new since you began to write": looked at, so an answer may go out.
document.addEventListener("click", (event) => {
  const look = event.target instanceof Element && event.target.closest("[data-see]");
  if (!look) return;
  document.getElementById("seen")?.setAttribute("value", look.getAttribute("data-see") ?? "");
  look.remove();
  document.querySelector("#msgs .bubble--new")?.scrollIntoView({ block: "nearest" });
  const text = document.querySelector('#composer-form textarea[name="body"]');
  if (text instanceof HTMLElement) text.focus();
});
