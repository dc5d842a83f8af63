import { fileParts, showProgress } from "./file_view.js";
import { text } from "./language.js";
import { fullTime, momentBetween } from "./moments.js";
import { phoneParts } from "./phone_links.js";
import { senderOf } from "./senders.js";

/** One entry of the log, kept in the page and changed in place. */
export class MessageView {
  /** `actions` are `choose(choice)`, `resend(entry)` and `takeBack(entry)`. */
  constructor(entry, actions) {
    const template = document.getElementById("message-template");
    this.element = template.content.firstElementChild.cloneNode(true);
    this.actions = actions;
    this.element.classList.add(entry.from, ...(entry.file ? ["file"] : []));
    this.shown = {};
  }

  part(name) {
    return this.element.querySelector(`.${name}`);
  }

  update(entry, previous) {
    this.showFrame(entry, previous);
    if (entry.file) this.showFile(entry);
    else this.when("text", entry.text, () => this.showText(entry));
    this.when("choices", JSON.stringify(entry.choices), () => this.showChoices(entry.choices));
    const delivery = [entry.state, entry.reason, document.documentElement.lang].join();
    this.when("delivery", delivery, () => this.showDelivery(entry));
  }

  /** Touch the page only where something changed: the log is read aloud. */
  when(name, value, show) {
    if (this.shown[name] === value) return;
    this.shown[name] = value;
    show();
  }

  showFrame(entry, previous) {
    const moment = momentBetween(previous?.at, entry.at);
    const sender = senderOf(entry);
    this.when("moment", moment, () => this.showMoment(moment, entry.at));
    this.when("sender", sender, () => (this.part("sender").textContent = sender));
    const sameSide = previous?.from === entry.from && previous?.author === entry.author;
    this.element.classList.toggle("follows", sameSide && !moment);
  }

  showMoment(moment, at) {
    this.part("moment").textContent = moment;
    this.part("stamp").textContent = fullTime(at);
    this.part("stamp").dateTime = at;
  }

  showText(entry) {
    const parts = entry.from === "consumer" ? [{ text: entry.text }] : phoneParts(entry.text);
    this.part("bubble").replaceChildren(...parts.map(phoneLink));
  }

  showFile({ file, state }) {
    const { kind, number, size, thumbnail } = file;
    const shown = [kind, number, size, Boolean(thumbnail), document.documentElement.lang].join();
    this.when("file", shown, () => this.part("bubble").replaceChildren(...fileParts(file)));
    showProgress(this.part("bubble"), file, state === "sending");
  }

  showChoices(choices) {
    const group = this.part("choices");
    group.hidden = choices.length === 0;
    group.setAttribute("aria-label", text("choices"));
    group.replaceChildren(...choices.map((choice) => this.choiceButton(choice)));
  }

  choiceButton(choice) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "choice";
    button.textContent = choice.title;
    button.addEventListener("click", () => this.actions.choose(choice));
    return button;
  }

  showDelivery(entry) {
    const { file, state, reason } = entry;
    const [label, action] = {
      undelivered: ["resend", () => this.actions.resend(entry)],
      refused: [file ? "fileRemove" : "takeBack", () => this.actions.takeBack(entry)],
    }[state] ?? [null, null];
    this.element.dataset.state = state;
    this.part("delivery").hidden = state === "delivered";
    // "Sending" is for the eye: read out after every message it would only be in the way.
    this.part("delivery").setAttribute("aria-hidden", String(state === "sending"));
    this.part("delivery-text").textContent = deliveryText(state, reason);
    this.showButton(label, action);
  }

  showButton(label, action) {
    const button = this.part("link");
    button.hidden = !label;
    button.textContent = label ? text(label) : "";
    button.onclick = action;
  }
}

function deliveryText(state, reason) {
  if (state === "sending") return text("sending");
  return reason ? `${text("undelivered")}：${reason}` : text("undelivered");
}

function phoneLink({ text: words, phone }) {
  if (!phone) return document.createTextNode(words);
  const link = document.createElement("a");
  link.href = `tel:${phone}`;
  link.textContent = words;
  return link;
}
