/** What is read stays where it is while something above or below it comes and goes. */

/**
 * Does a change around the conversation: what is in sight of it keeps its place, and one that is read at its end stays there.
 * @param {() => void} change
 */
export function still(change) {
  const talk = document.getElementById("msgs");
  const before = talk?.getBoundingClientRect().top ?? 0;
  const atEnd = isAtEnd(talk);
  change();
  if (!talk?.isConnected) return;
  if (atEnd) talk.scrollTop = talk.scrollHeight;
  else talk.scrollTop += talk.getBoundingClientRect().top - before;
}

/** @param {Element | null} talk */
export const isAtEnd = (talk) => talk !== null && talk.scrollHeight - talk.scrollTop - talk.clientHeight < 40;
