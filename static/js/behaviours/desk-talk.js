/** Brings an open ticket up to date without touching what somebody reads, writes or has selected. */

import { start as startComposer } from "./desk-composer.js";
import { composerDraft } from "./draft.js";
import { isAtEnd, still } from "./still.js";

let again = 0;

/** What may be exchanged as a whole; the card only while nobody is in it. */
const PARTS = ["conv-head", "conv-banner", "newsbar", "card"];

/**
 * Somebody is in it or has marked a part of it, or it waits for an answer: htmx looks for the answer's place from the
 * element that asked, and would not find it from one that has left the page; nor would it ask at all from there
 * (`data-waits`, see desk-composer.js).
 * @param {HTMLElement} node
 */
const isBusy = (node) => node.contains(document.activeElement) || isMarked(node) || node.querySelector(":popover-open, .htmx-request, [data-waits]") !== null;

/** @param {HTMLElement} node */
function isMarked(node) {
  const marked = getSelection();
  return marked !== null && !marked.isCollapsed && marked.containsNode(node, true);
}

/**
 * @param {HTMLElement} ticket the pane in the page
 * @param {Document} answer holds the fresh pane; without a ticket in it, the agent may not see it any more
 */
export function bringUpToDate(ticket, answer) {
  const fresh = answer.getElementById("ticket");
  if (fresh && !fresh.dataset.id) return exchange(ticket, fresh);
  if (!fresh || fresh.dataset.id !== ticket.dataset.id) return;
  ticket.dataset.version = fresh.dataset.version;
  still(() => {
    for (const id of PARTS) {
      const [old, next] = [document.getElementById(id), fresh.querySelector(`#${id}`)];
      if (old && next && !isBusy(old) && old.innerHTML !== next.innerHTML) exchange(old, next);
    }
  });
  const [talk, freshTalk] = [document.getElementById("msgs"), fresh.querySelector("#msgs")];
  if (talk && freshTalk) mergeTalk(talk, freshTalk);
  void exchangeComposer(document.getElementById("composer"), fresh.querySelector("#composer"));
}

/**
 * Another composer, because the agent may do more or less here now or because a text could not be sent. What stands in the
 * old one is kept first, and the page asks again: then the new one has it too.
 * @param {HTMLElement | null} old
 * @param {HTMLElement | null} next
 */
async function exchangeComposer(old, next) {
  if (!old || !next || old.dataset.mode === next.dataset.mode || old.querySelector(".htmx-request")) return;
  const draft = composerDraft();
  if (draft?.isUnsaved) {
    await draft.save();
    return draft.isUnsaved ? undefined : look();
  }
  const [was, will] = [old, next].map((composer) => composer.querySelector("textarea")?.value.trim() ?? "");
  if (!will.includes(was) && (again = (again + 1) % 4)) return look(); // it was kept after this answer had been written
  const wasWriting = old.contains(document.activeElement);
  exchange(old, next);
  startComposer();
  if (next.querySelector(".stale")) read();
  const text = next.querySelector("textarea");
  if (wasWriting && text) {
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  }
}

const look = () => void document.body.dispatchEvent(new CustomEvent("desk:look"));

/** What is new stands beside the text that came too late, so sending it again is meant. */
function read() {
  const version = document.getElementById("ticket")?.dataset.version;
  if (version) document.getElementById("seen")?.setAttribute("value", version);
  document.getElementById("newsbar")?.replaceChildren();
}

/**
 * @param {Element} old
 * @param {Element} next
 */
function exchange(old, next) {
  const top = old.querySelector("[data-keep-scroll]")?.scrollTop ?? 0;
  old.replaceWith(document.adoptNode(next));
  const body = next.querySelector("[data-keep-scroll]");
  if (body) body.scrollTop = top;
  window.htmx.process(next);
}

/**
 * Adds what is new, in its place, and takes away what is gone; everything else stays the same node.
 * @param {Element} talk
 * @param {Element} fresh
 */
function mergeTalk(talk, fresh) {
  const atEnd = isAtEnd(talk);
  const wasInside = talk !== document.activeElement && talk.contains(document.activeElement);
  const wanted = new Set([...fresh.children].map((child) => child.id));
  for (const child of [...talk.children]) if (!wanted.has(child.id)) child.remove();
  let place = talk.firstElementChild;
  for (const child of [...fresh.children]) {
    const known = document.getElementById(child.id);
    if (known && known.parentElement === talk) {
      if (child.id === "seen") known.setAttribute("value", child.getAttribute("value") ?? "");
      place = known.nextElementSibling;
      continue;
    }
    const added = document.adoptNode(child);
    talk.insertBefore(added, place);
    window.htmx.process(added);
  }
  if (atEnd) talk.scrollTop = talk.scrollHeight;
  if (wasInside && !talk.contains(document.activeElement) && talk instanceof HTMLElement) talk.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("desk:talk"));
}
