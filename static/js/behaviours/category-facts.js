/** When another category is chosen, its facts come from the server without losing a word (`form[data-facts="#place"]`). */
let asked = new AbortController();

document.addEventListener("change", async (event) => {
  const radio = event.target;
  if (!(radio instanceof HTMLInputElement) || radio.name !== "category") return;
  const form = /** @type {HTMLFormElement | null} */ (radio.closest("form[data-facts]"));
  if (!form) return;
  asked.abort();
  asked = new AbortController();
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name);
  data.set("do", "facts");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, signal: asked.signal, headers: { "X-Fragment": "1" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const place of [form.dataset.facts, "#promise", "#evidence"]) {
      const fresh = place && page.querySelector(place);
      if (place && fresh) document.querySelector(place)?.replaceChildren(...fresh.childNodes);
    }
  } catch {
    // the next choice asks again, and the form can be sent as it is
  }
});
