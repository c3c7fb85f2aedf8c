/** "Resolve and next": when the deed of a link with `data-then-next` is done, the next ticket of the list opens. */
let then = "";

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("#conv-head a, #conv-head button") : null;
  if (link) then = link.hasAttribute("data-then-next") ? (document.getElementById("ticket")?.dataset.id ?? "") : "";
});

document.addEventListener("close", (event) => {
  if (event.target instanceof Element && event.target.id === "deed") setTimeout(() => (then = "")); // after "deed:done"
}, true);

document.addEventListener("deed:done", () => {
  if (!then) return;
  const row = document.getElementById(`t${then}`);
  then = "";
  // what waits for the answer must be swapped first
  document.addEventListener("htmx:afterSettle", () => /** @type {HTMLElement | null} */ (row?.nextElementSibling?.querySelector("a.tk"))?.click(), { once: true });
});
