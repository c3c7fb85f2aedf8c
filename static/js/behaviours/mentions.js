/**
 * "@" in an internal note offers the colleagues who may see the ticket; arrows walk, Enter or Tab takes. The names come
 * once for each ticket, from `data-people` of the composer. Silent while an input method composes.
 */
const CALLED = /(^|[^A-Za-z0-9])@([^\s@]{0,20})$/;
const MOST = 8;
/** @type {Map<string, Promise<Document>>} */
const known = new Map();

/** @returns {HTMLTextAreaElement | null} */
function field() {
  const form = document.getElementById("composer-form");
  if (!(form instanceof HTMLFormElement) || new FormData(form).get("visibility") !== "internal") return null;
  return form.querySelector('textarea[name="body"]');
}

const box = () => document.getElementById("mention-box");
const close = () => box()?.remove();

/** @param {string} url */
function people(url) {
  const asked = known.get(url) ?? fetch(url, { headers: { "X-Live": "1" } }).then(async (answer) => {
    if (!answer.ok || answer.redirected) throw new Error("no names");
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  });
  known.set(url, asked);
  asked.catch(() => known.delete(url));
  return asked;
}

/** @param {HTMLTextAreaElement} text */
const called = (text) => CALLED.exec(text.value.slice(0, text.selectionStart))?.[2];

/** @param {HTMLTextAreaElement} text */
async function offer(text) {
  const url = text.closest("reply-editor")?.getAttribute("data-people");
  if (!url || called(text) === undefined) return close();
  const all = await people(url).catch(() => null);
  const asked = called(text)?.toLowerCase();
  if (!all || asked === undefined || document.activeElement !== text) return close();
  const fits = [...all.querySelectorAll("[data-mention]")].filter((one) => one.getAttribute("data-mention")?.toLowerCase().includes(asked));
  close();
  if (!fits.length) return;
  const list = document.createElement("div");
  Object.assign(list, { id: "mention-box", className: "menu mention" });
  list.setAttribute("role", "listbox");
  list.append(...fits.slice(0, MOST).map((one) => document.importNode(one, true)));
  text.before(list);
  choose(0);
}

/** @param {number} place */
function choose(place) {
  const options = [...(box()?.children ?? [])];
  const next = (place + options.length) % options.length;
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === next)));
  options[next]?.scrollIntoView({ block: "nearest" });
}

/**
 * @param {HTMLTextAreaElement} text
 * @param {Element | null | undefined} option
 */
function take(text, option) {
  const [name, typed] = [option?.getAttribute("data-mention"), called(text)];
  close();
  if (!name || typed === undefined) return;
  text.setRangeText(`${name} `, text.selectionStart - typed.length, text.selectionStart, "end");
  text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  text.focus();
}

document.addEventListener("input", (event) => {
  if (event instanceof InputEvent && event.isComposing) return;
  const text = field();
  if (text && event.target === text) void offer(text);
});

document.addEventListener("keydown", (event) => {
  const [text, list] = [field(), box()];
  if (!text || !list || event.target !== text || event.isComposing || event.keyCode === 229) return;
  const here = [...list.children].findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(here + (event.key === "ArrowDown" ? 1 : -1));
  else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") take(text, list.children[here]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("mousedown", (event) => {
  const option = event.target instanceof Element ? event.target.closest("#mention-box [data-mention]") : null;
  const text = field();
  if (!option) return close();
  event.preventDefault(); // the text keeps the focus
  if (text) take(text, option);
});
