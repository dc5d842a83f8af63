import { Attach } from "./chat/attach.js";
import { Composer, hasTouch } from "./chat/composer.js";
import { entriesOf, withFiles } from "./chat/entries.js";
import { fileLabel } from "./chat/file_view.js";
import { otherLanguage, text } from "./chat/language.js";
import { LogView } from "./chat/log_view.js";
import { closeLikeAMenu, confirmBy } from "./chat/menu.js";
import { Preferences } from "./chat/preferences.js";
import { QueueView } from "./chat/queue_view.js";
import { RatingView } from "./chat/rating_view.js";
import { Session } from "./chat/session.js";
import { showStatus } from "./chat/status_view.js";
import * as storage from "./chat/storage.js";
import { saveAs, transcript } from "./chat/transcript.js";

const byId = (id) => document.getElementById(id);
const onClick = (id, action) => byId(id).addEventListener("click", action);

let scheduled = false;

const preferences = new Preferences();
const session = new Session(preferences, scheduleRender);
const composer = new Composer((words) => session.outbox.add(words));
const log = new LogView({ choose, resend, takeBack });
const queue = new QueueView((name) => session.wish(name));
const rating = new RatingView((rated, leaving) => session.rate(rated, leaving));

/** Several changes in one step of the program become one change of the page. */
function scheduleRender() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    render();
  });
}

function render() {
  showStatus(session);
  composer.expect(session.record.expected);
  log.render(entriesOf(session));
  queue.show(session);
  rating.show(session);
  log.keepEnd();
}

function choose({ title, payload }) {
  session.outbox.add(title, payload);
  // The button is about to go; on a phone the input would open the keyboard over the answer.
  (hasTouch() ? log.log : composer.input).focus({ preventScroll: true });
}

function resend({ file, key }) {
  (file ? session.files : session.outbox).resend(key);
}

function takeBack({ file, key }) {
  if (file) return session.files.remove(key);
  const { text: words, button } = session.outbox.turns.get(key);
  session.outbox.remove(key);
  if (!button) composer.takeBack(words);
  return render();
}

function startAgain(draft) {
  session.forget();
  storage.saveDraft(draft);
  location.reload();
}

/** After a conversation that ended by itself, words that came too late go into the next one. */
function startAfterEnd() {
  const late = [...session.outbox.turns.values()].filter(({ button }) => !button);
  startAgain([...late.map((turn) => turn.text), storage.loadDraft()].filter(Boolean).join("\n"));
}

async function restart() {
  if (await confirmBy(byId("confirm"))) startAgain("");
  else byId("menu").querySelector("summary").focus();
}

function changePreferences(values) {
  preferences.change(values);
  showPreferences();
  composer.change();
  rating.translate();
  render();
  session.savePreferences();
}

function showPreferences() {
  const button = byId("language");
  button.textContent = text("otherLanguage");
  button.setAttribute("aria-label", text("otherLanguageLabel"));
  button.lang = otherLanguage(preferences.language);
  byId("large-type").setAttribute("aria-pressed", String(preferences.largeType));
}

function saveTranscript() {
  const files = session.files.received.map(({ at, ...file }) => {
    return { at, from: "consumer", text: `[${fileLabel(file)}]` };
  });
  const all = withFiles(session.record.inOrder(), files);
  const words = transcript(byId("name").textContent, all);
  saveAs(`${text("fileName")}.txt`, words);
}

function listenToControls() {
  onClick("language", () => changePreferences({ language: otherLanguage(preferences.language) }));
  onClick("large-type", () => changePreferences({ largeType: !preferences.largeType }));
  onClick("person", () => session.outbox.add(text("person")));
  onClick("print", () => window.print());
  onClick("save", saveTranscript);
  onClick("restart", restart);
  onClick("begin-again", startAfterEnd);
  onClick("retry", () => session.wake());
  closeLikeAMenu(byId("menu"));
}

function listenToFiles() {
  const warn = (words) => composer.say(words);
  session.files.again = (file) => warn(text("fileAgain", { label: fileLabel(file) }));
  return new Attach({
    add: (content) => session.files.add(content),
    warn,
    open: () => !byId("composer").hidden,
  });
}

function listenToSurroundings() {
  window.addEventListener("online", () => session.wake());
  window.addEventListener("offline", () => session.setOnline(false));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) session.wake();
  });
  storage.onConversationReplaced(() => location.reload());
}

/** Inside another site's page: that page shows the name and closes the frame. */
function fitIntoFrame() {
  document.documentElement.classList.add("embedded");
  document.addEventListener("keydown", (event) => {
    const leaving = event.key === "Escape" && !event.defaultPrevented && !event.isComposing;
    if (leaving) window.parent.postMessage({ type: "xiaobao:close" }, "*");
  });
}

/** Whoever opened the frame wants to write; on a phone the keyboard would hide the greeting. */
function focusInFrame() {
  const embedded = document.documentElement.classList.contains("embedded");
  if (embedded && !hasTouch()) composer.input.focus();
}

if (new URLSearchParams(location.search).has("embed")) fitIntoFrame();
listenToControls();
listenToFiles();
listenToSurroundings();
showPreferences();
render();
session.open().then(focusInFrame);
