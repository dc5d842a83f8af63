/** What works in every room: the look, drop-down lists, shortcuts, questions before grave acts. */

import { change, look } from "./look.js";
import { isWriting, listenToKeys } from "./keys.js";

const DOORS = { j: "/desk", t: "/desk/tickets", d: "/desk/duty" };
const AFTER_G = 1500;
const SENDING = 3000; // a form that gives a file leaves the page where it is

let pressedG = 0;

function showLook() {
  for (const button of document.querySelectorAll("[data-look]")) {
    const [what, theme] = button.dataset.look.split("-");
    if (what === "large") button.setAttribute("aria-pressed", String(look.large));
    else button.setAttribute("aria-checked", String(look.theme === theme));
  }
}

function changeLook(button) {
  const [what, theme] = button.dataset.look.split("-");
  change(what === "large" ? { large: !look.large } : { theme });
  showLook();
}

function showShortcuts() {
  const dialog = document.getElementById("shortcuts");
  if (!dialog.open) dialog.showModal();
}

function closeDrops(except) {
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    if (!drop.contains(except)) drop.open = false;
  }
}

function leave(event) {
  const drop = event.target.closest?.("details.drop[open]");
  if (drop) {
    drop.open = false;
    drop.querySelector("summary").focus();
  } else if (isWriting(event.target)) event.target.blur();
}

function go(event) {
  if (Date.now() - pressedG > AFTER_G || !DOORS[event.key]) return;
  const door = document.querySelector(`.rooms a[href="${DOORS[event.key]}"]`);
  if (door) location.assign(door.href);
}

function search(event) {
  const field = document.querySelector("[data-search]");
  if (field) {
    event.preventDefault();
    field.focus();
  }
}

document.addEventListener("click", (event) => {
  const target = event.target;
  if (target.closest("[data-look]")) changeLook(target.closest("[data-look]"));
  if (target.closest("[data-shortcuts]")) showShortcuts();
  if (target.closest("[data-print]")) window.print();
  closeDrops(target);
});

/** A form that has been sent is not sent again by an impatient second press. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, SENDING);
});

/** Coming back by the browser's arrow, the form may be sent anew. */
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

listenToKeys({
  "?": showShortcuts,
  g: () => (pressedG = Date.now()),
  j: go,
  t: go,
  d: go,
  s: search,
  Escape: leave,
});
showLook();
