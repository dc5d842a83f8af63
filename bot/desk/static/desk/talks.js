import { Outbox } from "./outbox.js";

/** What is known here of one conversation: its stored lines, those on their way, what is unread. */
export class Talk {
  constructor(id, changed) {
    this.id = id;
    this.entries = new Map();
    this.outbox = new Outbox(id, changed);
    this.words = "";
    this.unread = 0;
    this.last = 0;
  }

  /** Take stored lines in; the same again changes nothing. Returns those that are new. */
  take(entries) {
    const fresh = entries.filter(({ seq }) => !this.entries.has(seq));
    fresh.forEach((entry) => this.entries.set(entry.seq, entry));
    this.last = Math.max(this.last, ...entries.map(({ seq }) => seq));
    this.outbox.settle(this.entries.keys());
    return fresh;
  }

  /** All lines in the order to show them: what is on its way comes last. */
  get lines() {
    const stored = [...this.entries.values()].sort((one, other) => one.seq - other.seq);
    const known = stored.map((entry) => ({ ...entry, id: entry.seq, state: "delivered" }));
    return [...known, ...this.outbox.lines.map((line) => ({ ...line, id: line.key }))];
  }
}

/** All conversations that were opened on this page. */
export class Talks {
  constructor(changed) {
    this.changed = changed;
    this.known = new Map();
  }

  of(id) {
    if (!this.known.has(id)) this.known.set(id, new Talk(id, () => this.changed(id)));
    return this.known.get(id);
  }

  wake() {
    this.known.forEach(({ outbox }) => outbox.wake());
  }
}
