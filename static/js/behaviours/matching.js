/** Which commands somebody means. */

/** @typedef {{label: string, group?: string, url?: string, key?: string, hint?: string, words?: string}} Command */

const MOST = 12;

/**
 * Those whose label or words hold every part of what was typed; of two with the same label the first.
 * @param {Command[]} commands
 * @param {string} asked
 * @returns {Command[]}
 */
function matching(commands, asked) {
  const parts = asked.toLowerCase().split(/\s+/);
  const labels = new Set();
  return commands.filter((command) => {
    if (!command.label || labels.has(command.label)) return false;
    labels.add(command.label);
    const text = `${command.label} ${command.words ?? ""}`.toLowerCase();
    return parts.every((part) => text.includes(part));
  });
}

/**
 * What the palette shows: a ticket of that number first, then the commands that are meant, last a search for the words.
 * @param {Command[]} commands
 * @param {string} asked
 * @param {{ticketUrl?: string, searchUrl?: string}} places
 * @returns {Command[]}
 */
export function offers(commands, asked, { ticketUrl, searchUrl }) {
  const found = matching(commands, asked);
  const number = /^#?(\d{1,12})$/.exec(asked)?.[1];
  if (number && ticketUrl) found.unshift({ label: `#${number}`, url: ticketUrl + number });
  if (asked && searchUrl) found.push({ label: `“${asked}”`, url: searchUrl + encodeURIComponent(asked) });
  return found.slice(0, MOST);
}
