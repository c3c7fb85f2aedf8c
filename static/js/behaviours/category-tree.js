/**
 * Makes a tree with a search out of a select with groups (`data-category-tree`): two levels, found by code, name or pinyin.
 * The select stays in the form and keeps the choice; several may be chosen where it is `multiple`.
 */
import { score } from "./matching.js";
import { say } from "./words.js";

let number = 0;

/** @param {HTMLSelectElement} select */
function plant(select) {
  select.dataset.categoryTree = "done";
  const hadFocus = document.activeElement === select;
  const name = `tree-${++number}`;
  const label = document.querySelector(`label[for="${select.id}"]`);
  const tree = document.createElement("div");
  tree.className = "tree";
  const search = Object.assign(document.createElement("input"), { type: "search", placeholder: say("tree_search"), autocomplete: "off", className: "tree__search" });
  const list = document.createElement("div");
  Object.assign(list, { id: name, role: "tree", className: "tree__list", ariaMultiSelectable: String(select.multiple) });
  for (const part of [search, list]) part.setAttribute("aria-label", label?.textContent?.trim() ?? "");
  for (const [key, value] of [["role", "combobox"], ["aria-controls", name], ["aria-expanded", "true"], ["aria-autocomplete", "list"]]) search.setAttribute(key, value);
  for (const group of select.children) list.append(group instanceof HTMLOptGroupElement ? branch(group, name) : leaf(/** @type {HTMLOptionElement} */ (group), name));
  tree.append(search, list);
  (select.closest(".field__control") ?? select).before(tree);
  /** @type {HTMLElement} */ (select.closest(".field__control") ?? select).hidden = true;
  search.addEventListener("input", () => filter(tree, search.value));
  search.addEventListener("keydown", (event) => key(event, select, tree));
  list.addEventListener("click", (event) => event.target instanceof HTMLElement && choose(event.target, select, tree));
  if (hadFocus) search.focus();
  show(select, tree);
}

/** @param {HTMLOptGroupElement} group @param {string} name */
function branch(group, name) {
  const [item, head, leaves] = [document.createElement("div"), document.createElement("div"), document.createElement("div")];
  Object.assign(item, { role: "treeitem", className: "tree__branch", ariaExpanded: "false", ariaLabel: group.label });
  Object.assign(head, { className: "tree__head", textContent: group.label });
  leaves.setAttribute("role", "group");
  for (const option of group.children) leaves.append(leaf(/** @type {HTMLOptionElement} */ (option), name));
  item.append(head, leaves);
  return item;
}

/** @param {HTMLOptionElement} option @param {string} name */
function leaf(option, name) {
  const item = document.createElement("div");
  Object.assign(item, { id: `${name}-${option.value || "none"}`, role: "treeitem", className: "tree__leaf", textContent: option.label });
  item.dataset.value = option.value;
  item.dataset.words = option.dataset.words ?? "";
  return item;
}

/** @param {HTMLElement} tree @returns {HTMLElement[]} */
const leaves = (tree) => [...tree.querySelectorAll(".tree__leaf")].filter((item) => item instanceof HTMLElement && !item.hidden && item.getClientRects().length > 0).map((item) => /** @type {HTMLElement} */ (item));

/** @param {HTMLElement} tree @param {string} asked */
function filter(tree, asked) {
  for (const item of tree.querySelectorAll(".tree__leaf")) {
    const head = item.closest(".tree__branch")?.getAttribute("aria-label") ?? "";
    const isMeant = score({ label: item.textContent ?? "", words: /** @type {HTMLElement} */ (item).dataset.words }, asked) > 20 || (asked.length > 1 && head.toLowerCase().includes(asked.toLowerCase()));
    /** @type {HTMLElement} */ (item).hidden = asked.trim() !== "" && !isMeant;
  }
  for (const item of tree.querySelectorAll(".tree__branch")) {
    const has = item.querySelector(".tree__leaf:not([hidden])");
    /** @type {HTMLElement} */ (item).hidden = !has;
    item.setAttribute("aria-expanded", String(asked.trim() !== "" || Boolean(item.querySelector('[aria-selected="true"]'))));
  }
  walk(tree, leaves(tree)[0]);
}

/** @param {HTMLElement} tree @param {HTMLElement} [item] the leaf on which Enter would act */
function walk(tree, item) {
  tree.querySelector("[data-here]")?.removeAttribute("data-here");
  item?.setAttribute("data-here", "");
  const [box, inner] = [tree.querySelector(".tree__list"), item?.getBoundingClientRect()];
  const outer = box?.getBoundingClientRect();
  // the list scrolls, the page stays where it is
  if (box && inner && outer) box.scrollTop += Math.min(0, inner.top - outer.top) || Math.max(0, inner.bottom - outer.bottom);
  tree.querySelector("input")?.setAttribute("aria-activedescendant", item?.id ?? "");
}

/** @param {KeyboardEvent} event @param {HTMLSelectElement} select @param {HTMLElement} tree */
function key(event, select, tree) {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
  const here = /** @type {HTMLElement | null} */ (tree.querySelector("[data-here]"));
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step && event.key !== "Enter") return;
  event.preventDefault();
  if (step) walk(tree, leaves(tree)[Math.max(0, Math.min(leaves(tree).length - 1, leaves(tree).indexOf(/** @type {HTMLElement} */ (here)) + step))]);
  else if (here) choose(here, select, tree);
}

/** @param {HTMLElement} item @param {HTMLSelectElement} select @param {HTMLElement} tree */
function choose(item, select, tree) {
  const head = item.closest(".tree__head")?.parentElement;
  if (head) return head.setAttribute("aria-expanded", String(head.getAttribute("aria-expanded") !== "true"));
  const option = [...select.options].find(({ value }) => value === item.dataset.value);
  if (!option) return;
  option.selected = select.multiple ? !option.selected : true;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  show(select, tree);
}

/** @param {HTMLSelectElement} select @param {HTMLElement} tree */
function show(select, tree) {
  const values = new Set([...select.selectedOptions].map(({ value }) => value));
  for (const item of tree.querySelectorAll(".tree__leaf")) item.setAttribute("aria-selected", String(values.has(/** @type {HTMLElement} */ (item).dataset.value ?? "")));
  for (const item of tree.querySelectorAll(".tree__branch")) if (item.querySelector('[aria-selected="true"]')) item.setAttribute("aria-expanded", "true");
  walk(tree, /** @type {HTMLElement | null} */ (tree.querySelector('[aria-selected="true"]')) ?? undefined);
}

/** @param {ParentNode} root */
const all = (root) => root.querySelectorAll('select[data-category-tree=""]').forEach((select) => select instanceof HTMLSelectElement && plant(select));

all(document);
document.addEventListener("htmx:load", (event) => event.target instanceof Element && all(event.target));
