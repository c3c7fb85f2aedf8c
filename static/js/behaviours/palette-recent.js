/** What this person did by the palette lately, kept in this browser: it comes first. */
const MOST = 30;
const BONUS = 24;

/** @param {string} who @returns {string[]} */
function kept(who) {
  try {
    const found = JSON.parse(localStorage.getItem(`palette ${who}`) ?? "[]");
    return Array.isArray(found) ? found.filter((id) => typeof id === "string") : [];
  } catch {
    return []; // a browser that keeps nothing, or what another program left there
  }
}

/** @param {string} who @param {string} id */
export function remember(who, id) {
  try {
    localStorage.setItem(`palette ${who}`, JSON.stringify([id, ...kept(who).filter((other) => other !== id)].slice(0, MOST)));
  } catch {
    // nothing can be kept here; everything works without
  }
}

/** How much more a line counts for having been used, the last the most. @param {string} who */
export function bonusOf(who) {
  const ids = kept(who);
  return (/** @type {string} */ id) => {
    const place = ids.indexOf(id);
    return place < 0 ? 0 : BONUS * (1 - place / MOST);
  };
}
