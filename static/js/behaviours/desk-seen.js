/**
 * Up to where the conversation counts as read for whoever must not be taken to have read on: somebody writes, or the page
 * is out of sight. Empty for everybody else, who has read what is shown.
 * @returns {string} a version of the ticket
 */
export function seenSoFar() {
  const text = document.querySelector('#composer-form textarea[name="body"]');
  const isWriting = text instanceof HTMLTextAreaElement && text.value.trim() !== "";
  const isOutOfSight = document.visibilityState !== "visible";
  return isWriting || isOutOfSight ? (document.getElementById("seen")?.getAttribute("value") ?? "") : "";
}
