/**
 * Messages of the browser, for somebody who looks at another window. What may be said comes from the server with each
 * one; tabs share the number of the last one, and a tag makes the same one show once.
 */
const LAST = "aloud";
const PAUSE = 400;
let timer = 0;

const isLooking = () => document.visibilityState === "visible" && document.hasFocus();
const maySpeak = () => "Notification" in window && Notification.permission === "granted";

document.body.addEventListener("hint:notification", () => {
  if (!maySpeak() || isLooking()) return;
  clearTimeout(timer);
  timer = window.setTimeout(() => void speak(), PAUSE);
});

async function speak() {
  const url = document.getElementById("bell")?.dataset.fresh;
  if (!url || isLooking()) return;
  try {
    const answer = await fetch(`${url}?after=${localStorage.getItem(LAST) ?? 0}`, { headers: { Accept: "application/json", "X-Live": "1" } });
    if (!answer.ok || answer.redirected) return;
    for (const one of (await answer.json()).told) show(one);
  } catch {
    // no connection: the bell tells of it later
  }
}

/** @param {{id: number, title: string, body: string, url: string, tag: string}} one */
function show(one) {
  if (one.id <= Number(localStorage.getItem(LAST) ?? 0)) return;
  localStorage.setItem(LAST, String(one.id));
  const message = new Notification(one.title, { body: one.body, tag: one.tag, lang: document.documentElement.lang });
  message.onclick = () => {
    window.focus();
    if (one.url) location.assign(one.url);
    message.close();
  };
}
