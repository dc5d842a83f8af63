const ANYTHING = { kind: "text" };

/**
 * What the server has said so far, each message once, whatever way it came.
 *
 * `cursor` is the number up to which nothing is missing. An answer to a turn may overtake a message
 * of a person, so only unbroken runs and histories move it.
 */
export class Record {
  constructor() {
    this.messages = new Map();
    this.cursor = 0;
    this.latest = 0;
    this.expects = ANYTHING;
    this.owner = "bot";
    this.queue = null;
    this.rate = false;
  }

  /** Take in a pushed frame or the answer to a turn. */
  take(answer) {
    const highest = this.store(answer.messages);
    while (this.messages.has(this.cursor + 1)) this.cursor += 1;
    // A repeated turn gets its old answer again, whose expectation is out of date.
    if (answer.expects && highest >= this.latest) this.expects = answer.expects;
    if (answer.owner) this.owner = answer.owner;
    if ("queue" in answer) this.queue = answer.queue;
    if ("rate" in answer) this.rate = answer.rate;
  }

  /** Take in everything that the server has after `cursor`. */
  takeHistory(answer) {
    this.take(answer);
    const highest = Math.max(0, ...answer.messages.map(({ seq }) => seq));
    this.cursor = Math.max(this.cursor, highest);
  }

  store(messages) {
    let highest = messages.length ? 0 : this.latest;
    for (const message of messages) {
      this.messages.set(message.seq, message);
      highest = Math.max(highest, message.seq);
    }
    this.latest = Math.max(this.latest, highest);
    return highest;
  }

  /** The kind of answer awaited; people, unlike the bot, do not say. */
  get expected() {
    return this.owner === "person" ? "text" : this.expects.kind;
  }

  /** The person who spoke last, as consumers are told the name; empty if none did. */
  get person() {
    const theirs = this.inOrder().filter(({ from }) => from === "person");
    return theirs[theirs.length - 1]?.author ?? "";
  }

  /** Whether a message came whose forerunners did not. */
  get incomplete() {
    return this.latest > this.cursor;
  }

  has(key) {
    return [...this.messages.values()].some((message) => message.key === key);
  }

  inOrder() {
    return [...this.messages.values()].sort((one, other) => one.seq - other.seq);
  }
}
