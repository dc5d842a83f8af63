const LIMIT = 2000;
const TYPING_EVERY = 3000;

const isEnter = (event) => event.key === "Enter" && !event.isComposing && event.keyCode !== 229;

/** Where this person writes: to the consumer, or to colleagues only. */
export class Composer {
  /** `send(kind, words)`, `typing()`, `phrases(begin)`; all for the conversation that is open. */
  constructor({ send, typing, phrases }) {
    Object.assign(this, { send, typing, phrases });
    this.form = document.getElementById("composer");
    this.input = document.getElementById("words");
    this.alert = document.getElementById("composer-alert");
    this.typedAt = 0;
    this.speak = false;
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", () => this.change());
  }

  key(event) {
    if (event.key === "/" && !this.input.value) {
      event.preventDefault();
      this.phrases();
    }
    if (!isEnter(event) || event.shiftKey) return;
    event.preventDefault();
    this.say(event.ctrlKey || event.metaKey ? "whisper" : "person");
  }

  submit(event) {
    event.preventDefault();
    this.say(event.submitter?.value === "whisper" ? "whisper" : "person");
  }

  say(kind) {
    const words = this.input.value.trim();
    const excess = [...words].length - LIMIT;
    if (excess > 0) return this.warn(`多了 ${excess} 字，请分成几条发。`);
    const aloud = this.speak ? kind : "whisper";
    if (!words || this.input.disabled || !this.send(aloud, words)) return undefined;
    this.write("");
    return this.input.focus();
  }

  /** Put words in, behind what stands there already. */
  add(words) {
    this.write([this.input.value.trim(), words].filter(Boolean).join(""));
    this.input.focus();
  }

  write(words) {
    this.input.value = words;
    this.warn("");
  }

  warn(words) {
    this.alert.textContent = words;
  }

  change() {
    this.warn("");
    if (!this.input.value.trim() || Date.now() - this.typedAt < TYPING_EVERY) return;
    this.typedAt = Date.now();
    this.typing();
  }

  focus() {
    this.input.focus();
  }

  /** Only who owns the conversation speaks to the consumer; who looks on may whisper. */
  allow({ speak, whisper, hint }) {
    this.speak = speak;
    this.input.disabled = !speak && !whisper;
    this.form.querySelector("[value=person]").disabled = !speak;
    this.form.querySelector("[value=whisper]").disabled = !whisper;
    this.input.placeholder = hint;
  }
}
