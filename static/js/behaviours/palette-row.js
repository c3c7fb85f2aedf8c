/** The lines of the palette as they are drawn, and said to who cannot see them. */
import { ownKey, printed, works } from "./keys.js";
import { say } from "./words.js";

/** @typedef {import("./matching.js").Command} Command */

/**
 * @param {HTMLElement} palette
 * @param {Command[]} shown
 * @param {number} chosen
 */
export function draw(palette, shown, chosen) {
  const [list, input] = [palette.querySelector("ul"), palette.querySelector("input")];
  const [none, told] = [palette.querySelector(".palette__none"), palette.querySelector("[role=status]")];
  list?.replaceChildren(...shown.map((command, n) => row(command, n, n === chosen)));
  none?.toggleAttribute("hidden", shown.length > 0);
  if (told) told.textContent = shown.length ? say("found", { n: shown.length }) : "";
  input?.setAttribute("aria-expanded", String(shown.length > 0));
  input?.setAttribute("aria-activedescendant", shown.length ? `palette-${chosen}` : "");
  list?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
}

/**
 * @param {Command} command
 * @param {number} n
 * @param {boolean} isChosen
 */
function row(command, n, isChosen) {
  const line = document.createElement("li");
  Object.assign(line, { id: `palette-${n}`, role: "option", ariaSelected: String(isChosen) });
  line.classList.toggle("is-refusal", command.id === "refusal");
  line.insertAdjacentHTML("beforeend", '<svg class="i" aria-hidden="true"><use/></svg><span class="grow cut"></span><span class="muted cut"></span>');
  line.querySelector("use")?.setAttribute("href", `#i-${iconOf(command)}`);
  line.children[1].textContent = command.label;
  line.children[2].textContent = command.hint || command.group || "";
  const key = command.press ?? command.key;
  if (key && works(key)) line.append(Object.assign(document.createElement("kbd"), { textContent: printed(ownKey(key)) }));
  return line;
}

/** @param {Command} command */
function iconOf({ id, choose, url }) {
  if (id === "refusal") return "circle-alert";
  if (choose) return "chevron-right";
  return url ? "search" : "zap";
}
