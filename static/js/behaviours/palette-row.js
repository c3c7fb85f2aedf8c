/** A line of the palette as it is drawn. */
import { ownKey, printed, works } from "./keys.js";

/** @typedef {import("./matching.js").Command} Command */

/**
 * @param {Command} command
 * @param {number} n
 * @param {boolean} isChosen
 */
export function row(command, n, isChosen) {
  const line = document.createElement("li");
  Object.assign(line, { id: `palette-${n}`, role: "option", ariaSelected: String(isChosen) });
  line.insertAdjacentHTML("beforeend", '<svg class="i" aria-hidden="true"><use/></svg><span class="grow cut"></span><span class="muted cut"></span>');
  line.querySelector("use")?.setAttribute("href", `#i-${iconOf(command)}`);
  line.children[1].textContent = command.label;
  line.children[2].textContent = command.hint || command.group || "";
  const key = command.press ?? command.key;
  if (key && works(key)) line.append(Object.assign(document.createElement("kbd"), { textContent: printed(ownKey(key)) }));
  return line;
}

/** @param {Command} command */
function iconOf({ choose, url }) {
  if (choose) return "chevron-right";
  return url ? "search" : "zap";
}
