/** Panes that fold away in a narrow window, the row of the open ticket, and the filter of a menu. */

// `data-opens="views"` shows and hides the pane of that id; a click elsewhere or Escape puts it away.
document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const button = target?.closest("[data-opens]");
  for (const pane of document.querySelectorAll(".views[data-open], .player[data-open]")) {
    if (button?.getAttribute("data-opens") !== pane.id && !pane.contains(target)) pane.removeAttribute("data-open");
  }
  if (button) document.getElementById(button.getAttribute("data-opens") ?? "")?.toggleAttribute("data-open");
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const pane of document.querySelectorAll("[data-open]")) pane.removeAttribute("data-open");
});

/** The row of the ticket that is open is the current one, and is read. */
function markRow() {
  const open = document.getElementById("ticket")?.dataset.id;
  for (const row of document.querySelectorAll(".tks a.tk[aria-current]")) row.removeAttribute("aria-current");
  const row = open && document.querySelector(`#t${open} > a`);
  if (!row) return;
  row.setAttribute("aria-current", "true");
  row.classList.remove("is-unread");
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target instanceof Element && ["ticket", "list"].includes(event.target.id)) {
    markRow();
    for (const pane of document.querySelectorAll(".views[data-open]")) pane.removeAttribute("data-open");
  }
});

// A conversation opens at its end, or at the message that was searched for.
function toEnd() {
  const talk = document.getElementById("msgs");
  if (!talk) return;
  const hit = /^#m\d+$/.test(location.hash) ? document.getElementById(location.hash.slice(1)) : null;
  if (hit) {
    hit.classList.add("is-found");
    return void (talk.scrollTop = hit.offsetTop - talk.offsetTop - 40);
  }
  const fresh = talk.querySelector(".bubble--new")?.closest(".msg");
  if (fresh instanceof HTMLElement) talk.scrollTop = fresh.offsetTop - talk.offsetTop - 40;
  else talk.scrollTop = talk.scrollHeight;
}

toEnd();
document.addEventListener("htmx:afterSettle", (event) => event.target instanceof Element && event.target.id === "ticket" && toEnd());

// `data-filters="#list"`: only the children that hold the words stay.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.dataset.filters) return;
  const words = field.value.trim().toLowerCase().split(/\s+/);
  for (const child of document.querySelector(field.dataset.filters)?.children ?? []) {
    const text = (child.textContent ?? "").toLowerCase();
    if (child instanceof HTMLElement) child.hidden = !words.every((word) => text.includes(word));
  }
});
