/** Does what a line of the palette stands for. */
import { elementOf } from "./keys.js";
import { isTyping } from "./typing.js";

/** @typedef {import("./matching.js").Command} Command */

const PATIENCE = 100; // looks, five seconds in all

/** Fields of a dialog that is still to come. @type {Record<string, string> | null} */
let filling = null;

/** @param {Command} command */
export function run(command) {
  const { url, press, click, macro } = command;
  if (command.run) command.run();
  else if (url) location.assign(url);
  else if (press) pressed(elementOf(press));
  else if (click) /** @type {HTMLElement | null} */ (document.querySelector(click))?.click();
  else if (macro) document.dispatchEvent(new CustomEvent("macro:use", { detail: { code: macro } }));
  else void send(command);
}

/** A deed on the ticket, once the answer to the one before is on the page: it says what the agent has seen. @param {Command} command */
async function send({ post, ask, values = {} }) {
  for (let n = 0; n < PATIENCE && document.querySelector(".htmx-request"); n++) await new Promise((go) => setTimeout(go, 50));
  const seen = document.getElementById("seen")?.getAttribute("value") ?? "";
  if (post) window.htmx.ajax("POST", post, { target: "#ticket", swap: "outerHTML", values: { seen, ...values } });
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
