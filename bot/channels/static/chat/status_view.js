import { text } from "./language.js";

const byId = (id) => document.getElementById(id);

function statusOf({ phase, online, record }) {
  if (phase === "expired") return "closed";
  if (phase !== "open") return "connecting";
  return online ? record.owner : "offline";
}

/** Write only what changed, since these lines are read aloud. */
function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function showPlaceholder({ phase, reason }) {
  const unreachable = phase === "unreachable";
  byId("placeholder").hidden = phase !== "opening" && !unreachable;
  say(byId("placeholder-text"), text(unreachable ? "unreachable" : "opening"));
  say(byId("placeholder-detail"), unreachable ? reason || text("unreachableDetail") : "");
  byId("retry").hidden = !unreachable;
}

function showBanner({ phase, online }) {
  const offline = phase === "open" && !online;
  byId("banner").hidden = !offline;
  say(byId("banner").firstElementChild, offline ? text("offline") : "");
}

function showEnd({ phase, record }) {
  const expired = phase === "expired";
  const ended = expired || (phase === "open" && record.owner === "closed");
  byId("ended").hidden = !ended;
  byId("composer").hidden = ended || phase !== "open";
  say(byId("ended-text"), ended ? text(expired ? "expired" : "closed") : "");
}

function showOwner(owner) {
  byId("person").hidden = owner !== "bot";
  say(byId("notice"), text(owner === "person" ? "noticeOfPerson" : "notice"));
}

function typingWords({ typing, record }) {
  if (!typing) return "";
  if (typing !== "person") return text("typing");
  return text("typingPerson", { who: record.person || text("someone") });
}

function showTyping(session) {
  say(byId("typing"), typingWords(session));
}

/** Show how the session stands: who is answering, whether we are connected, what to do if not. */
export function showStatus(session) {
  const status = byId("status");
  status.dataset.state = statusOf(session);
  say(status, text(`status.${statusOf(session)}`));
  showOwner(session.record.owner);
  showPlaceholder(session);
  showBanner(session);
  showEnd(session);
  showTyping(session);
}
