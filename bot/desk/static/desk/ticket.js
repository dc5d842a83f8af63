/** A ticket: one form open at a time; files are handed in as soon as they are chosen. */

import { handIn } from "../api.js";

const acts = [...document.querySelectorAll("details.act")];
const form = document.getElementById("hand-in");

for (const act of acts) {
  act.addEventListener("toggle", () => {
    if (!act.open) return;
    acts.filter((other) => other !== act).forEach((other) => (other.open = false));
    if (act.contains(document.activeElement)) {
      act.querySelector("textarea, select, input:not([type=hidden])")?.focus();
    }
  });
}

async function send({ target }) {
  const word = form.querySelector("[role=alert]");
  word.textContent = "";
  try {
    await handIn(form.dataset.path, target.files[0]);
    location.reload();
  } catch (failure) {
    word.textContent = failure.message;
    target.value = "";
  }
}

form?.addEventListener("change", send);
form?.addEventListener("submit", (event) => event.preventDefault());
