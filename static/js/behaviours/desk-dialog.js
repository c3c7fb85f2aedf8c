/** The dialog of a deed: opens when its questions have come, closes when it is done. */
const dialog = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("deed"));

document.addEventListener("htmx:afterSwap", (event) => {
  const box = dialog();
  if (!box || event.target !== box || !box.firstElementChild) return;
  if (!box.open) {
    prefill(box);
    box.showModal();
  }
  const wrong = box.querySelector('.stale, [aria-invalid="true"], .field__error');
  const first = wrong?.closest(".field")?.querySelector("input, textarea, select") ?? wrong ?? box.querySelector("select, textarea, input:not([type=hidden])");
  if (first instanceof HTMLElement) first.focus();
});

document.addEventListener("deed:done", () => dialog()?.close());
document.addEventListener("close", (event) => event.target === dialog() && dialog()?.replaceChildren(), true);

/** What was written to the player becomes the last words when the ticket is resolved. @param {HTMLElement} box */
function prefill(box) {
  const words = box.querySelector('textarea[name="body"]');
  const form = document.getElementById("composer-form");
  if (!(words instanceof HTMLTextAreaElement) || !(form instanceof HTMLFormElement)) return;
  const written = new FormData(form);
  if (!words.value && written.get("visibility") !== "internal") words.value = String(written.get("body") ?? "");
}

// Mod+Enter sends the questions of a dialog, as it sends a reply.
document.addEventListener("keydown", (event) => {
  const form = event.target instanceof Element ? event.target.closest("dialog form.deed") : null;
  if (form instanceof HTMLFormElement && event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
