/** `commandfor` opens and closes dialogs and popovers by itself; this does the same where the browser does not know it yet. */
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[commandfor]") : null;
    const target = button && document.getElementById(button.getAttribute("commandfor") ?? "");
    if (!button || !target) return;
    const command = button.getAttribute("command");
    if (target instanceof HTMLDialogElement) {
      if (command === "show-modal" && !target.open) target.showModal();
      if (command === "close") target.close();
    } else if (command === "toggle-popover") target.togglePopover();
    else if (command === "show-popover") target.showPopover();
    else if (command === "hide-popover") target.hidePopover();
  });
}

// A click on the dark around a dialog closes it.
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail) event.target.close();
  }
});
