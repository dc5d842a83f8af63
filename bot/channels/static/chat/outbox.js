import { newKey } from "./keys.js";
import { Alarm } from "./pauses.js";
import * as storage from "./storage.js";

const RETRY_SECONDS = [1, 2, 4, 8];

/**
 * Turns on their way to the server, delivered one after the other.
 *
 * A turn is `{key, text, button, at, state, reason}`; `state` is `sending`, `undelivered` (worth
 * another try) or `refused` (not as it is). A turn keeps its key for life, so that the server can
 * tell a repeat from a new one.
 */
export class Outbox {
  /** `deliver(turn)` resolves when the server has answered, or throws `ServiceError`. */
  constructor(deliver, changed) {
    this.deliver = deliver;
    this.changed = changed;
    this.turns = new Map(storage.loadTurns().map((turn) => [turn.key, turn]));
    this.alarm = new Alarm();
    this.busy = false;
  }

  get sending() {
    return [...this.turns.values()].some((turn) => turn.state === "sending");
  }

  add(text, button = null) {
    const turn = { key: newKey(), text, button, at: new Date().toISOString() };
    this.turns.set(turn.key, turn);
    this.mark(turn, "sending");
    return this.pump();
  }

  resend(key) {
    this.mark(this.turns.get(key), "sending");
    return this.pump();
  }

  /** Try at once whatever the network, not the server, has held up. */
  resume() {
    for (const turn of this.turns.values()) {
      if (turn.state === "undelivered") this.mark(turn, "sending");
    }
    this.alarm.ring();
    return this.pump();
  }

  /** Forget a turn: it has arrived, or its author took it back. */
  remove(key) {
    const turn = this.turns.get(key);
    if (!turn) return;
    this.turns.delete(key);
    storage.removeTurn(turn);
  }

  clear() {
    [...this.turns.keys()].forEach((key) => this.remove(key));
  }

  mark(turn, state, reason = "") {
    Object.assign(turn, { state, reason });
    storage.saveTurn(turn);
    this.changed();
  }

  async pump() {
    if (this.busy) return;
    this.busy = true;
    for (let turn = this.next(); turn; turn = this.next()) await this.send(turn);
    this.busy = false;
    this.changed();
  }

  next() {
    return [...this.turns.values()].find((turn) => turn.state === "sending");
  }

  async send(turn) {
    for (const seconds of [...RETRY_SECONDS, null]) {
      const error = await this.deliver(turn).then(() => null, (failure) => failure);
      if (!error) this.remove(turn.key);
      // The whole conversation may also have been left while we waited.
      if (!this.turns.has(turn.key)) return;
      if (!error.temporary) return this.mark(turn, "refused", error.message);
      if (seconds === null) return this.mark(turn, "undelivered", error.message);
      await this.alarm.sleep(error.retryAfter ?? seconds);
    }
  }
}
