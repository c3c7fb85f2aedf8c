/** How well a command is what somebody means. */

/**
 * A line of the palette. One way to do it: `url`, `press` (usual key), `click` (selector), `choose` (asks further), `post`
 * or `ask` with `values`, `macro`, `run`. `on` selects what must be on the page. `score` ranks what a source has found
 * itself; a guess is what is offered until something better may come.
 * @typedef {{
 *   id?: string, label: string, group?: string, hint?: string, words?: string, key?: string, score?: number, url?: string,
 *   press?: string, click?: string, choose?: string, on?: string, post?: string, ask?: string,
 *   values?: Record<string, string>, macro?: string, run?: () => void, isGuess?: boolean,
 * }} Command
 */

const [WHOLE, START, WORD, SOUND, INSIDE, INITIALS, LOOSE] = [100, 90, 80, 75, 60, 55, 20];

/**
 * From 0 (not meant) to 100: every part of what was typed must be found, in the label before the other words, at a start
 * before the inside, and last as letters that only follow each other (`rsv` in "resolve").
 * @param {Command} command
 * @param {string} asked
 */
export function score(command, asked) {
  const text = asked.normalize("NFKC").toLowerCase().trim();
  if (!text) return 1;
  const [label, words] = [command.label.toLowerCase(), (command.words ?? "").toLowerCase().split(/\s+/)];
  const whole = scoreOf(label, words, text.replace(/\s+/g, ""), text);
  const parts = text.split(/\s+/);
  if (parts.length === 1) return whole;
  const each = parts.map((part) => scoreOf(label, words, part, part));
  return Math.max(whole, each.includes(0) ? 0 : each.reduce((sum, n) => sum + n, 0) / each.length);
}

/**
 * @param {string} label
 * @param {string[]} words
 * @param {string} part without blanks
 * @param {string} spaced as it was typed
 */
function scoreOf(label, words, part, spaced) {
  if (label === spaced || words.includes(part)) return label === spaced ? WHOLE : WHOLE - 4;
  if (label.startsWith(spaced)) return START;
  const own = label.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (own.some((word) => word.startsWith(part))) return WORD;
  if (words.some((word) => word.startsWith(part))) return SOUND;
  if (label.includes(spaced)) return INSIDE;
  if (own.map((word) => word[0]).join("").startsWith(part) && part.length > 1) return INITIALS;
  if (part.length > 2 && words.some((word) => word.includes(part))) return INITIALS - 10;
  return part.length > 1 ? Math.max(loose(label.replace(/\s+/g, ""), part), ...words.map((word) => loose(word, part))) : 0;
}

/**
 * Letters in their order, from a start, within twice their number: more gaps mean less, too many mean nothing.
 * @param {string} word
 * @param {string} part
 */
function loose(word, part) {
  if (word[0] !== part[0]) return 0;
  let at = 0;
  for (const letter of part) {
    at = word.indexOf(letter, at) + 1;
    if (!at) return 0;
  }
  const gaps = at - part.length;
  return gaps > part.length + 1 ? 0 : LOOSE - gaps;
}

/**
 * The commands that are meant, the best first; of two with the same id the first, but a line that tells more
 * (`hint`) before one that is only a number.
 * @param {Command[]} commands
 * @param {string} asked
 * @param {(id: string) => number} bonus for what was used lately
 * @param {number} most
 */
export function ranked(commands, asked, bonus, most) {
  const seen = new Set();
  const told = new Set(commands.filter(({ hint }) => hint).map(idOf));
  return commands
    .filter((command) => command.hint || !/^#\d+$/.test(command.label) || !told.has(idOf(command)))
    .map((command, place) => ({ command, place, points: command.score ?? score(command, asked) }))
    .filter(({ points }) => points > 0)
    .map((found) => ({ ...found, points: found.points + bonus(idOf(found.command)) }))
    .sort((a, b) => b.points - a.points || a.place - b.place)
    .filter(({ command }) => !seen.has(idOf(command)) && seen.add(idOf(command)))
    .slice(0, most)
    .map(({ command }) => command);
}

/** Two lines that lead to the same page are one, whatever place on it they mean. @param {Command} command */
export const idOf = (command) => command.url?.split("#")[0] || command.id || command.label;
