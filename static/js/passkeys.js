/**
 * Says what went wrong with a passkey, in words that stand in the page (`#passkey-says`). The ceremony itself is done by
 * the scripts of the sign-in library, which report every failure as the event `allauth.error`.
 */
const says = document.getElementById("passkey-says");

/** @param {string} what */
function say(what) {
  for (const part of says?.querySelectorAll("[data-says]") ?? []) {
    part.toggleAttribute("hidden", part.getAttribute("data-says") !== what);
  }
}

function isNumeric() {
  return /^[\d.]+$/.test(location.hostname) || location.hostname.startsWith("[");
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const { exception } = /** @type {CustomEvent} */ (event).detail;
  say(exception?.name === "InvalidStateError" ? "known" : "refused");
});

if (!("PublicKeyCredential" in window)) {
  say("unsupported");
} else if (isNumeric()) {
  const named = says?.querySelector("[data-named]");
  const address = new URL(location.href);
  address.hostname = "localhost";
  named?.setAttribute("href", address.href);
  if (named) named.textContent = address.host;
  document.querySelector("[data-passkey-page]")?.setAttribute("data-numeric", "");
  if (document.querySelector("[data-passkey-page]")) say("numeric");
}
