/**
 * Tickets that were given to the agent while the desk is open: gathered for a moment, said as one line (`data-given` of
 * <desk-live> is where to ask). The number of the last one outlives the page, so nothing is said twice in a tab.
 */
const LAST = "given";
const GATHER = 2000;
let timer = 0;

document.body.addEventListener("hint:notification", () => {
  timer ||= window.setTimeout(() => void tell(), GATHER);
});

async function tell() {
  timer = 0;
  const [url, stack] = [document.querySelector("desk-live")?.getAttribute("data-given"), document.getElementById("toasts")];
  if (!url || !stack) return;
  try {
    const answer = await fetch(`${url}?after=${sessionStorage.getItem(LAST) ?? 0}`, { headers: { "X-Live": "1" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const toast = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".toast");
    if (!toast) return;
    sessionStorage.setItem(LAST, toast.getAttribute("data-last") ?? "0");
    stack.append(toast);
  } catch {
    // no connection: the bell tells of it later
  }
}
