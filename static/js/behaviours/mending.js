/**
 * What was refused and then put right is refused no longer: its mark goes, its line in the summary (`.errors`) too, and
 * the summary with its last line. The server checks again. A `form[data-needs]` whose text is empty is refused in place.
 */

/** @param {Event} event */
function mend(event) {
  const field = event.target;
  if (!isField(field) || !field.name || isMissing(field)) return;
  const id = `id_${field.name}`;
  document.getElementById(`${id}_error`)?.remove();
  for (const one of fieldsNamed(field)) {
    one.removeAttribute("aria-invalid");
    if (one.getAttribute("aria-describedby")?.includes(`${id}_error`)) one.removeAttribute("aria-describedby");
  }
  for (const link of document.querySelectorAll(`.errors a[href="#${CSS.escape(id)}"]`)) link.closest("li")?.remove();
  for (const summary of document.querySelectorAll(".errors")) if (!summary.querySelector("li")) summary.remove();
  emptyMark(field.form)?.setAttribute("hidden", "");
}

document.addEventListener("input", mend);
document.addEventListener("change", mend);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.needs === undefined) return;
  const field = [...form.elements].find((one) => isField(one) && isMissing(one));
  const mark = emptyMark(form);
  if (!(field instanceof HTMLElement) || !mark) return;
  event.preventDefault();
  mark.removeAttribute("hidden");
  field.setAttribute("aria-invalid", "true");
  field.focus();
});

/**
 * @param {unknown} thing
 * @returns {thing is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement}
 */
function isField(thing) {
  return thing instanceof HTMLInputElement || thing instanceof HTMLTextAreaElement || thing instanceof HTMLSelectElement;
}

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field */
function isMissing(field) {
  return field.getAttribute("aria-required") === "true" && !field.value.trim();
}

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field */
function fieldsNamed(field) {
  return [...(field.form?.elements ?? [field])].filter((one) => isField(one) && one.name === field.name);
}

/** @param {HTMLFormElement | null} form */
function emptyMark(form) {
  return form?.querySelector('[data-part="empty"]');
}
