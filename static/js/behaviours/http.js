/** Requests to our own server with the form token. */

/** The token of any form on the page. */
export function token() {
  const field = document.querySelector('input[name="csrfmiddlewaretoken"]');
  return field instanceof HTMLInputElement ? field.value : "";
}

/**
 * @param {string} url
 * @param {BodyInit} body
 * @param {RequestInit} [options]
 */
export function post(url, body, options = {}) {
  return fetch(url, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { "X-CSRFToken": token(), Accept: "application/json, text/html" },
    ...options,
  });
}
