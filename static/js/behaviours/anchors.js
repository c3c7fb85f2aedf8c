/** Hangs a menu on its button where the browser has no anchor positioning. */
if (!CSS.supports("position-area", "block-end")) {
  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (!(menu instanceof HTMLElement) || !menu.matches(".menu:popover-open")) return;
      const button = document.querySelector(`[popovertarget="${menu.id}"], [commandfor="${menu.id}"]`);
      if (button) place(menu, button.getBoundingClientRect());
    },
    true,
  );
}

/**
 * @param {HTMLElement} menu
 * @param {DOMRect} at
 */
function place(menu, at) {
  menu.dataset.placed = "";
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 6 + height <= innerHeight && !menu.classList.contains("menu--up");
  const top = below || at.top < height + 6 ? at.bottom + 6 : at.top - height - 6;
  const left = menu.classList.contains("menu--end") ? at.right - width : at.left;
  menu.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
}
