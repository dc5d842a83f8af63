/** A sentence about what was just done, or why it was not. */

const place = document.getElementById("word");
const READABLE = 8000;
let timer = 0;

/** Say it above the conversation; what was done is taken away again, what went wrong stays. */
export function say(words, wrong = false) {
  clearTimeout(timer);
  place.textContent = words;
  place.classList.toggle("wrong", wrong);
  place.hidden = !words;
  if (words && !wrong) timer = setTimeout(() => say(""), READABLE);
}
