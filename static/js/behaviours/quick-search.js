/** Tickets for words that are still being typed: asked for when the hand rests, and only for the newest words. */

/** @typedef {import("./matching.js").Command} Command */

const REST = 160;
let timer = 0;
/** @type {AbortController | undefined} */
let running;

/**
 * `show` gets what was found for these words, unless others were asked for in between.
 * @param {string} asked
 * @param {string | undefined} url
 * @param {(found: Command[]) => void} show
 */
export function findQuickly(asked, url, show) {
  clearTimeout(timer);
  running?.abort();
  if (!url || (asked.length < 2 && !/\p{Script=Han}/u.test(asked))) return;
  timer = window.setTimeout(async () => {
    running = new AbortController();
    const signal = running.signal;
    const answer = await fetch(url + encodeURIComponent(asked), { headers: { Accept: "application/json" }, signal }).catch(() => null);
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    if (found && !signal.aborted) show(found.tickets);
  }, REST);
}

/**
 * The offers with what was found before the last one, which searches for the words. A ticket stands there once.
 * @param {Command[]} offers
 * @param {Command[]} found
 */
export function withFound(offers, found) {
  const shown = new Set(offers.map(({ url }) => url));
  return [...offers.slice(0, -1), ...found.filter(({ url }) => !shown.has(url?.split("#")[0])), ...offers.slice(-1)];
}
