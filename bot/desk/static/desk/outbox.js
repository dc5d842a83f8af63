import { act } from "../api.js";
import { Alarm, backOff } from "/static/chat/pauses.js";

const LONGEST_PAUSE = 8;

/**
 * What this person says in one conversation, on its way.
 *
 * Shown at once and sent in order; the key makes a second try harmless: the server says it once.
 */
export class Outbox {
  /** `changed()` is called after each change of `lines`. */
  constructor(conversation, changed) {
    this.conversation = conversation;
    this.changed = changed;
    this.lines = [];
    this.alarm = new Alarm();
    this.running = false;
  }

  /** `kind` is `person` (to the consumer) or `whisper` (to colleagues). */
  add(kind, text) {
    const line = { key: crypto.randomUUID(), kind, text, at: new Date().toISOString() };
    this.lines.push({ ...line, author: "", state: "sending" });
    this.changed();
    this.run();
  }

  remove(key) {
    this.lines = this.lines.filter((line) => line.key !== key);
    this.changed();
  }

  /** Try again now: the network is back. */
  wake() {
    this.alarm.ring();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    for (let line = this.next(); line; line = this.next()) await this.deliver(line);
    this.running = false;
  }

  next() {
    return this.lines.find(({ state }) => state === "sending");
  }

  async deliver(line) {
    const path = `/desk/conversations/${this.conversation}/${line.kind === "person" ? "say" : "whisper"}`;
    for (let attempt = 0; line.state === "sending"; attempt += 1) {
      const failure = await this.send(path, line);
      if (!failure) return;
      if (failure.temporary) await this.alarm.sleep(backOff(attempt, LONGEST_PAUSE));
      else Object.assign(line, { state: "refused", reason: failure.message });
      this.changed();
    }
  }

  async send(path, line) {
    try {
      const { seq } = await act("POST", path, { key: line.key, text: line.text });
      Object.assign(line, { state: "delivered", seq });
      this.changed();
      return null;
    } catch (failure) {
      return failure;
    }
  }

  /** The stored copies have come: what they hold need no longer be kept here. */
  settle(seqs) {
    const known = new Set(seqs);
    this.lines = this.lines.filter(({ seq }) => !known.has(seq));
  }
}
