import { text } from "./language.js";
import * as storage from "./storage.js";

const LIMIT = 2000;
const COUNT_FROM = 1800;

/** How the phone's keyboard and the browser's memory can help with each kind of answer. */
const KINDS = {
  text: { inputMode: "text", autocomplete: "off" },
  phone: { inputMode: "tel", autocomplete: "tel" },
  id_number: { inputMode: "text", autocomplete: "off", autocapitalize: "characters" },
  name: { inputMode: "text", autocomplete: "name" },
  choice: { inputMode: "text", autocomplete: "off" },
  nothing: { inputMode: "text", autocomplete: "off" },
};

export const hasTouch = () => matchMedia("(pointer: coarse)").matches;

/** Enter sends, but not the Enter that picks a word in an input method (Safari: code 229). */
const isSend = (event) =>
  event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;

const lengthOf = (words) => [...words].length;

/** Where the consumer writes. */
export class Composer {
  constructor(send) {
    this.send = send;
    this.form = document.getElementById("composer");
    this.input = document.getElementById("text");
    this.counter = document.getElementById("counter");
    this.alert = document.getElementById("alert");
    this.keyboard = document.getElementById("keyboard");
    this.input.value = storage.loadDraft();
    this.listen();
    this.change();
  }

  listen() {
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.input.addEventListener("input", () => this.change());
    this.input.addEventListener("keydown", (event) => {
      if (isSend(event)) this.submit(event);
    });
    this.keyboard.addEventListener("click", () => this.useWords());
  }

  submit(event) {
    event.preventDefault();
    const words = this.input.value.trim();
    if (lengthOf(words) > LIMIT) return this.warn(text("tooLong", { limit: LIMIT }));
    if (words) this.send(words);
    if (words) this.write("");
    return this.input.focus();
  }

  write(words) {
    this.input.value = words;
    this.change();
  }

  /** Put back words that could not be sent, before whatever has been written since. */
  takeBack(words) {
    this.write([words, this.input.value].filter(Boolean).join("\n"));
    this.input.focus();
  }

  change() {
    storage.saveDraft(this.input.value);
    this.warn("");
    this.count();
    this.grow();
  }

  warn(message) {
    this.alert.textContent = message;
    this.input.setAttribute("aria-invalid", String(Boolean(message)));
  }

  /** Say something that is not the fault of the words in the input. */
  say(message) {
    this.alert.textContent = message;
  }

  count() {
    const length = lengthOf(this.input.value.trim());
    const key = length > LIMIT ? "excess" : "remaining";
    this.counter.hidden = length < COUNT_FROM;
    this.counter.classList.toggle("excess", length > LIMIT);
    this.counter.textContent = text(key, { count: Math.abs(LIMIT - length) });
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  /** Set the keyboard for the kind of answer that is expected, once when the kind changes. */
  expect(kind) {
    this.input.placeholder = text(`hint.${kind in KINDS ? kind : "text"}`);
    if (kind === this.kind) return;
    this.kind = kind;
    this.setKeyboard({ autocapitalize: "off", ...(KINDS[kind] ?? KINDS.text) });
  }

  setKeyboard({ inputMode, autocomplete, autocapitalize }) {
    this.input.inputMode = inputMode;
    this.input.autocomplete = autocomplete;
    this.input.setAttribute("autocapitalize", autocapitalize);
    // A keypad would shut in whoever wants to ask something instead.
    this.keyboard.hidden = inputMode !== "tel" || !hasTouch();
  }

  useWords() {
    this.setKeyboard({ ...KINDS.text, autocapitalize: "off" });
    this.input.blur();
    this.input.focus();
  }
}
