/** The palette's own sources: deeds of this page, commands of the server, answers on the open ticket, numbers, a search. */
import { known } from "./keys.js";
import { addSource, fetched } from "./palette-sources.js";

/** @typedef {import("./palette-sources.js").Command} Command */

const SHORT = 5;
/** @type {Promise<Command[]> | null} */
let loading = null;
/** @type {Command[] | null} */
let commands = null;

/** Whether the page has what a command needs. The palette lies above it, so keys are looked for in the whole page. @param {Command} command */
function isHere({ press, click, on }) {
  if (press) return known().has(press);
  const selector = click ?? on;
  return !selector || Boolean(document.querySelector(selector));
}

addSource({
  name: "commands",
  isNeeded: true,
  find({ argument, places }) {
    if (argument || !places.src) return [];
    if (commands) return commands.filter(isHere);
    loading ??= fetched(places.src).then((found) => (commands = found));
    return loading.then(
      (found) => found.filter(isHere),
      () => ((loading = null), []), // asked again when it opens next
    );
  },
});

// Keys that the server's list does not name, such as those of a module of its own.
addSource({
  name: "page",
  find({ argument }) {
    if (argument) return [];
    const named = new Set((commands ?? []).flatMap(({ press, key }) => [press, key]));
    return [...known()].filter(([usual, { label }]) => label && !named.has(usual)).map(([usual, { label }]) => ({ id: `key ${usual}`, label, press: usual }));
  },
});

/** The answers on the open ticket are asked for once while the palette is open. @type {{number: string, version: string, answers: Promise<Record<string, Command[]>>} | null} */
let choices = null;

function onTicket() {
  const { number, version, choices: url } = document.getElementById("ticket")?.dataset ?? {};
  if (!number || !url) return null;
  if (choices?.number !== number || choices.version !== version) choices = { number, version: version ?? "", answers: fetched(url) };
  choices.answers.catch(() => (choices = null));
  return choices.answers;
}

addSource({
  name: "answers",
  isNeeded: true,
  find({ argument, asked }) {
    const name = argument?.choose;
    const answers = (name || asked.length > 1) && onTicket();
    if (!answers) return [];
    if (name) return answers.then((found) => found[name] ?? []);
    const label = new Map((commands ?? []).map((command) => [command.choose, command.label.replace(/…$/, "")]));
    const isMeant = (/** @type {string} */ key) => key !== "priority";
    return answers.then((found) => Object.entries(found).filter(([key]) => isMeant(key)).flatMap(([key, lines]) => lines.map((line) => ({ ...line, group: label.get(key) }))));
  },
});

addSource({
  name: "number",
  find({ argument, asked, places }) {
    const number = /^#?(\d{1,12})$/.exec(asked)?.[1];
    return !argument && number && places.ticketUrl ? [{ label: `#${number}`, url: places.ticketUrl + number, score: number.length < SHORT ? 90 : 101, isGuess: number.length < SHORT }] : [];
  },
});

// A short number is more often the end of one: who types it fast means what is found.
addSource({
  name: "finds",
  delay: 120,
  isNeeded: ({ asked, argument }) => !argument && /^#?\d{2,4}$/.test(asked),
  async find({ argument, asked, places, signal }) {
    if (argument || !places.finds || !/^#?\d{2,18}$/.test(asked)) return [];
    /** @type {Command[]} */
    const found = await fetched(`${places.finds}?q=${encodeURIComponent(asked)}`, signal);
    return found.map((line, place) => ({ ...line, score: 100 - place }));
  },
});

addSource({
  name: "search",
  find({ argument, asked, places }) {
    return !argument && asked && places.searchUrl ? [{ id: "search", label: `${places.searchWords ?? ""} “${asked}”`.trim(), url: places.searchUrl + encodeURIComponent(asked), score: 0.5, isGuess: true }] : [];
  },
});
