/** The house's time in the browser: the visitor's clock may be wrong, and in demo mode the house's may be shifted. */
import { say } from "./words.js";

const meta = document.querySelector('meta[name="server-time"]');
const given = Number(meta?.getAttribute("content"));
const zone = meta?.getAttribute("data-zone") || undefined;
const arrived = performance.getEntriesByType("navigation")[0];
const at = performance.timeOrigin + (arrived instanceof PerformanceNavigationTiming ? arrived.responseStart : 0);
const offset = given ? given - at : 0;

/** @type {Set<() => void>} */
const listeners = new Set();
let timer = 0;

/** Milliseconds since 1970 by the house's clock. */
export const now = () => Date.now() + offset;

/**
 * Calls back every second while the page is visible; returns a function that ends it.
 * @param {() => void} callback
 */
export function everySecond(callback) {
  listeners.add(callback);
  if (!timer) timer = window.setInterval(tick, 1000);
  return () => {
    listeners.delete(callback);
    if (!listeners.size) {
      clearInterval(timer);
      timer = 0;
    }
  };
}

function tick() {
  if (document.visibilityState === "visible") for (const callback of listeners) callback();
}

document.addEventListener("visibilitychange", tick);

/**
 * A span in words, the same as core/templatetags/clocks.py says it.
 * @param {number} seconds
 */
export function spanText(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  if (s < 3600) return `${two(Math.floor(s / 60))}:${two(s % 60)}`;
  if (s < 86400) return say("hours", { h: Math.floor(s / 3600), m: Math.floor((s % 3600) / 60) });
  return say("days", { d: Math.floor(s / 86400), h: Math.floor((s % 86400) / 3600) });
}

/** Hour and minute in the page's time zone. @param {number} ms */
export const minuteText = (ms) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(ms);

/** Hour and minute, with the day where it is not today. @param {number} ms */
export function dayMinuteText(ms) {
  const day = (/** @type {number} */ at) => new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: zone }).format(at);
  if (day(ms) === day(now())) return minuteText(ms);
  return new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(ms);
}

/**
 * The moment that a `datetime-local` field names, read in the page's time zone and not in the browser's.
 * @param {string} value
 */
export function momentOf(value) {
  const asUtc = Date.parse(`${value}Z`);
  if (Number.isNaN(asUtc)) return NaN;
  const there = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone: zone }).format(asUtc);
  return asUtc - (Date.parse(`${there.replace(" ", "T")}Z`) - asUtc);
}
