/** Does what a line of the palette stands for. */
import { elementOf } from "./keys.js";
import { isTyping } from "./typing.js";

/** @typedef {import("./matching.js").Command} Command */

/** Fields of a dialog that is still to come. @type {Record<string, string> | null} */
let filling = null;

/** @param {Command} command */
export function run(command) {
  const { url, press, click, post, ask, macro, values = {} } = command;
  const seen = document.getElementById("seen")?.getAttribute("value") ?? "";
  if (command.run) command.run();
  else if (url) location.assign(url);
  else if (press) pressed(elementOf(press));
  else if (click) /** @type {HTMLElement | null} */ (document.querySelector(click))?.click();
  else if (macro) document.dispatchEvent(new CustomEvent("macro:use", { detail: { code: macro } }));
  else if (post) window.htmx.ajax("POST", post, { target: "#ticket", swap: "outerHTML", values: { seen, ...values } });
  else if (ask) {
    filling = values;
    window.htmx.ajax("GET", ask, { target: "#deed", swap: "innerHTML", values: { seen } });
  }
}

/** @param {HTMLElement | null} element */
function pressed(element) {
  if (element && isTyping(element)) element.focus();
  else element?.click();
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (!filling || !(event.target instanceof Element) || event.target.id !== "deed") return;
  for (const [name, value] of Object.entries(filling)) {
    for (const field of event.target.querySelectorAll(`[name="${name}"]`)) {
      if (field instanceof HTMLInputElement && field.type === "radio") field.checked = field.value === value;
      else if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement) field.value = value;
    }
  }
  filling = null;
});
