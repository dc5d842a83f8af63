/** Let a `details` menu close as menus do: on Escape, on a click elsewhere, when focus leaves. */
export function closeLikeAMenu(menu) {
  const close = () => menu.removeAttribute("open");
  document.addEventListener("click", (event) => {
    if (!menu.querySelector("summary").contains(event.target)) close();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault();
    close();
    menu.querySelector("summary").focus();
  });
}

/** Ask by `dialog`; resolves to whether the answer was yes. */
export function confirmBy(dialog) {
  const question = dialog.querySelector("p").textContent;
  if (!dialog.showModal) return Promise.resolve(window.confirm(question));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
