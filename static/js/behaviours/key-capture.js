/** A field that takes the key that is pressed in it (`data-captures-key`, the usual one); two letters make a pair. */
import { pressedKey } from "./keys.js";

const PAUSE = 1000;
const LEAVES = ["Tab", "Shift+Tab", "Enter", "Escape", "Backspace", "Delete"];
let last = { field: /** @type {EventTarget | null} */ (null), at: 0 };

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !("capturesKey" in field.dataset) || event.isComposing) return;
  const name = pressedKey(event);
  if (!name || name.startsWith("Mod+") || LEAVES.includes(name) || (name.length > 1 && name !== "Space" && !/^Shift\+[a-z]$/.test(name))) return;
  event.preventDefault();
  const isPair = last.field === field && event.timeStamp - last.at < PAUSE && /^[a-z]$/.test(field.value) && /^[a-z]$/.test(name);
  field.value = isPair ? `${field.value} ${name}` : name;
  last = { field, at: event.timeStamp };
});
