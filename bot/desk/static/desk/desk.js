/** The desk: who waits, the conversation, the ticket. */

import { act, piece } from "../api.js";
import { setClock, startClock } from "../clock.js";
import { listenToKeys } from "../keys.js";
import { redraw, remember } from "../pieces.js";
import { Columns } from "./columns.js";
import { Facts } from "./facts.js";
import { later } from "./later.js";
import { say } from "./notice.js";
import { OpenTalk } from "./open_talk.js";
import { Phrases } from "./phrases.js";
import { Questions } from "./questions.js";
import { DeskSocket } from "./socket.js";
import { walkByArrows } from "./walk.js";

const POLL = 5000;
const QUEUE_NOW = "/desk/queue?fresh=yes";
const TITLE = document.title;
const OVER = ["transfer", "call-back", "return", "finish"];

const byId = (id) => document.getElementById(id);
const press = (selector) => document.querySelector(selector)?.click();

const columns = new Columns();
const open = new OpenTalk(
  () => socket,
  () => phrases.open(),
);
const phrases = new Phrases((words) => open.composer.add(words));
const facts = new Facts(() => loadFacts());
const socket = new DeskSocket({ hello: () => [open.hello], onFrame: hear, onStatus: showLine });
const loadQueue = later(300, () => draw("/desk/queue"), 2000);
const loadFacts = later(300, () => open.id && drawTalk(open.id));

async function draw(path, wanted = () => true) {
  try {
    const fresh = await piece(path);
    if (wanted()) redraw(fresh);
    afterDrawing();
  } catch (failure) {
    if (!wanted()) return;
    if (failure.code === "with_a_colleague") open.lose(failure.message);
    else if (!failure.temporary) say(failure.message, true);
  }
}

/** Draw one conversation, unless another has been opened by the time that it comes. */
const drawTalk = (id) => draw(`/desk/conversations/${id}`, () => id === open.id);

/** What only this page knows is put on the cards again: which is open, what is unread. */
function afterDrawing() {
  for (const card of document.querySelectorAll("[data-open]")) {
    const { id, unread } = open.talks.of(card.dataset.open);
    card.setAttribute("aria-current", String(id === open.id));
    const mark = card.querySelector(".unread");
    if (mark) mark.textContent = unread || "";
  }
  const waiting = byId("waiting-count")?.textContent ?? "";
  byId("tab-left-count").textContent = waiting;
  document.title = Number(waiting) ? `(${waiting}) ${TITLE}` : TITLE;
  open.showRights();
  facts.showAgain();
}

async function look(id) {
  open.open(id);
  columns.show("middle");
  afterDrawing();
  await drawTalk(id);
  await open.catchUp();
  if (!columns.isNarrow) open.composer.focus();
}

/** Leave the conversation that is over: the next one is waiting. */
function leave() {
  open.close();
  columns.show("left");
  afterDrawing();
  (document.querySelector("[data-open]") ?? byId("next"))?.focus();
}

function hear(frame) {
  if (frame.now) setClock(frame.now);
  if (frame.type === "queue") loadQueue();
  if (frame.type === "entries") open.hear(frame);
  if (frame.type === "facts" && frame.conversation === open.id) loadFacts();
  if (frame.type === "typing" && frame.conversation === open.id) open.showTyping(false);
  if (frame.type === "said") noteUnread(frame.conversation);
  if (frame.type === "error") hearRefusal(frame.error);
}

function hearRefusal({ code, message }) {
  if (code === "with_a_colleague") open.lose(message);
  else say(message, true);
}

function noteUnread(conversation) {
  if (conversation !== open.id) open.talks.of(conversation).unread += 1;
  afterDrawing();
}

function showLine(ready) {
  byId("offline").hidden = ready;
  if (!ready) return;
  open.talks.wake();
  loadQueue();
  loadFacts();
}

async function run(button) {
  button.disabled = true;
  say("");
  try {
    await follow("", await act(button.dataset.method ?? "POST", button.dataset.act, valuesOf(button)));
  } catch (failure) {
    say(failure.message, true);
  } finally {
    button.disabled = false;
    await draw(QUEUE_NOW);
  }
}

function valuesOf({ dataset }) {
  return dataset.set ? { field: dataset.set, value: dataset.value } : {};
}

/** What follows an act; `name` is that of the question before it, if there was one. */
async function follow(name, answer) {
  if (OVER.includes(name)) leave();
  if (name === "reveal") facts.show(answer.values);
  else loadFacts();
  if (answer?.word) say(answer.word);
  if (name) await draw(QUEUE_NOW);
  if (answer?.conversation) await look(answer.conversation);
}

document.addEventListener("click", ({ target }) => {
  const card = target.closest("[data-open]");
  const button = target.closest("button[data-act]");
  const words = target.closest("[data-words]:not(.phrase)");
  if (card) look(card.dataset.open);
  if (button) run(button);
  if (words) open.composer.add(words.dataset.words);
});

listenToKeys({
  F2: () => press("#next"),
  F4: () => open.composer.focus(),
  F8: () => press("[data-ask=register]"),
  F9: () => press("[data-ask=finish]"),
  "[": () => columns.step(-1),
  "]": () => columns.step(1),
});
["left", "right"].forEach((name) => walkByArrows(byId(name)));
new Questions(follow);
remember();
startClock();
setInterval(() => open.catchUp(), POLL);
window.addEventListener("online", () => open.talks.wake());
socket.open();
if (location.hash.length > 1) look(location.hash.slice(1));
else afterDrawing();
