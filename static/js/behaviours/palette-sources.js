/**
 * Where the palette's lines come from. A module adds a source by `addSource`; the palette asks each for every change of
 * what was typed.
 *
 * `find` answers at once or later. Lines without `score` are filtered and ranked by `matching.js`; a source that has
 * searched itself gives its lines a `score` (0 to 100: a command that begins so has 90, one that holds it inside 60).
 * `delay` waits for a pause in typing, and the question's `signal` ends what is asked no more. `argument` is the command
 * whose answer is asked for: a source that does not know it answers nothing. What a source `isNeeded` for, Enter waits for.
 * @typedef {import("./matching.js").Command} Command
 * @typedef {{asked: string, argument: Command | null, signal: AbortSignal, places: DOMStringMap}} Question
 * @typedef {{name: string, find: (question: Question) => Command[] | Promise<Command[]>, delay?: number, isNeeded?: boolean | ((question: Question) => boolean)}} Source
 */

/** @type {Source[]} */
export const sources = [];

/** From now on the palette also shows what this source finds; one of the same name is replaced. @param {Source} source */
export function addSource(source) {
  const place = sources.findIndex(({ name }) => name === source.name);
  if (place >= 0) sources[place] = source;
  else sources.push(source);
}

/**
 * Asks all sources; `tell` is called whenever one has answered. Returns what has to be awaited before a choice.
 * @param {Question} question
 * @param {(name: string, found: Command[]) => void} tell
 */
export function askAll(question, tell) {
  /** @type {Promise<void>[]} */
  const needed = [];
  for (const source of sources) {
    const answer = source.delay ? later(source, question) : source.find(question);
    if (Array.isArray(answer)) {
      tell(source.name, answer);
      continue;
    }
    const told = answer.then(
      (found) => question.signal.aborted || tell(source.name, found),
      // a source that fails offers nothing, and says why where the server did; the others go on
      (error) => question.signal.aborted || !(error instanceof Refusal) || tell("refusal", [{ id: "refusal", label: error.message, score: 102 }]),
    );
    if (typeof source.isNeeded === "function" ? source.isNeeded(question) : source.isNeeded) needed.push(told.then(() => undefined));
  }
  return Promise.all(needed);
}

/** @param {Source} source @param {Question} question @returns {Promise<Command[]>} */
function later(source, question) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(source.find(question)), source.delay);
    question.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(question.signal.reason);
    });
  });
}

/** What was asked for is refused, in the reader's words. */
class Refusal extends Error {}

/** JSON of our own server; unchanged answers come from the browser's own store. @param {string} url @param {AbortSignal} [signal] */
export async function fetched(url, signal) {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-cache", signal });
  if (answer.status === 400) throw new Refusal((await answer.json()).detail);
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.json();
}
