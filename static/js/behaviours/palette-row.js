/** One line of the palette. */

/**
 * @param {import("./matching.js").Command} command
 * @param {number} n
 * @param {boolean} isChosen
 */
export function paletteRow(command, n, isChosen) {
  const row = document.createElement("li");
  Object.assign(row, { id: `palette-${n}`, role: "option", ariaSelected: String(isChosen) });
  row.insertAdjacentHTML("beforeend", '<svg class="i" aria-hidden="true"><use href="#i-search"/></svg><span class="grow cut"></span><span class="muted"></span>');
  row.children[1].textContent = command.label;
  row.children[2].textContent = command.hint ?? command.group ?? "";
  if (command.key) row.append(Object.assign(document.createElement("kbd"), { textContent: command.key }));
  return row;
}
