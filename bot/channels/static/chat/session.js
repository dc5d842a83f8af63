import * as api from "./api.js";
import { Outbox } from "./outbox.js";
import { Alarm, backOff } from "./pauses.js";
import { Record } from "./record.js";
import { ChatSocket } from "./socket.js";
import * as storage from "./storage.js";

const POLL = 3_000;
const SEEN_TYPING = 8_000;

/**
 * One conversation, kept alive over reloads and lost networks.
 *
 * `phase` is `opening`, `unreachable` (no greeting yet; `reason` is what the server said, if it
 * did), `open` or `expired`; `online` tells whether the last exchange got through; `typing` whether
 * an answer is being written. `changed` is called after each change of any of them, of `record` or
 * of `outbox`.
 */
export class Session {
  constructor(preferences, changed) {
    this.preferences = preferences;
    this.changed = changed;
    this.conversation = storage.loadConversation();
    this.record = new Record();
    this.outbox = new Outbox((turn) => this.deliver(turn), changed);
    this.alarm = new Alarm();
    this.phase = "opening";
    this.reason = "";
    this.online = true;
    this.typing = false;
    this.socket = new ChatSocket({
      hello: () => this.hello(),
      onFrame: (frame) => this.hear(frame),
      onStatus: (ready) => this.socketChanged(ready),
    });
  }

  /** Resume the conversation of this device, or start one; tries until it succeeds. */
  async open() {
    for (let attempt = 0; this.phase !== "open"; attempt += 1) {
      const error = await this.greet().then(() => null, (failure) => failure);
      if (!error) this.phase = "open";
      else if (error.expired && this.conversation) this.forget();
      else await this.waitToOpen(error, attempt);
    }
    this.changed();
    this.socket.open();
    this.poll = setInterval(() => this.pollOnce(), POLL);
    this.outbox.resume();
  }

  async greet() {
    if (this.conversation) return this.loadHistory();
    const answer = await api.startConversation(this.preferences.body);
    this.conversation = { id: answer.conversation, token: answer.token };
    storage.saveConversation(this.conversation);
    this.record.takeHistory(answer);
  }

  async waitToOpen(error, attempt) {
    this.phase = "unreachable";
    this.reason = error.message;
    this.changed();
    await this.alarm.sleep(error.retryAfter ?? backOff(attempt + 1));
  }

  /** Do not wait for the next try: the network is back, or the consumer asks for it. */
  wake() {
    this.alarm.ring();
    if (this.phase !== "open") return;
    if (!this.socket.ready) this.socket.open();
    this.catchUp();
    this.outbox.resume();
  }

  forget() {
    this.outbox.clear();
    storage.forgetConversation();
    this.conversation = null;
  }

  expire() {
    this.phase = "expired";
    this.socket.close();
    clearInterval(this.poll);
    this.changed();
  }

  async savePreferences() {
    if (this.phase !== "open") return;
    await api.putPreferences(this.conversation, this.preferences.body).catch(() => {});
  }

  async deliver(turn) {
    const answer = await this.ask(turn);
    this.take(answer);
    // Keep the turn on screen until the stored copy of it can take its place.
    if (!answer.messages.some(({ from }) => from === "consumer")) await this.catchUp();
  }

  async ask({ key, text, button }) {
    const turn = button ? { key, button } : { key, text };
    if (this.socket.ready) {
      const frame = await this.socket.ask(turn).catch(() => null);
      if (frame) return frame;
    }
    return this.watch(api.sendTurn(this.conversation, turn));
  }

  async loadHistory() {
    const answer = await this.watch(api.fetchMessages(this.conversation, this.record.cursor));
    this.record.takeHistory(answer);
    this.settle();
  }

  /** Fetch whatever is missing; a failure shows in `online` and is made good by the next try. */
  catchUp() {
    return this.loadHistory().catch(() => {});
  }

  /** Learn from how a request ends whether we are online and the conversation still exists. */
  async watch(request) {
    try {
      const answer = await request;
      this.setOnline(true);
      return answer;
    } catch (error) {
      if (error.unreachable) this.setOnline(false);
      if (error.expired && this.phase === "open") this.expire();
      if (error.status === 409) this.catchUp();
      if (error.retryAfter) this.quietUntil = Date.now() + error.retryAfter * 1000;
      throw error;
    }
  }

  pollOnce() {
    const quiet = Date.now() < (this.quietUntil ?? 0);
    if (!this.socket.ready && !document.hidden && !quiet) this.catchUp();
  }

  setOnline(online) {
    const back = online && !this.online;
    this.online = online;
    if (back) this.outbox.resume();
    this.changed();
  }

  hello() {
    return { type: "hello", ...this.identity(), after: this.record.cursor };
  }

  identity() {
    return { conversation: this.conversation.id, token: this.conversation.token };
  }

  hear(frame) {
    if (frame.type === "messages") this.take(frame);
    if (frame.type === "typing") this.showTyping();
    // An error about no turn in particular: REST will tell whether the conversation still exists.
    if (frame.type === "error" && !frame.key) this.catchUp();
  }

  socketChanged(ready) {
    if (ready) this.setOnline(true);
    if (ready) this.outbox.resume();
  }

  take(answer) {
    this.record.take(answer);
    this.typing = false;
    this.settle();
    if (this.record.incomplete) this.catchUp();
  }

  /**
   * Drop the failed turns that arrived after all. Those still being sent are kept although the
   * server has their words: asking again with the same key is how their answer is fetched.
   */
  settle() {
    for (const { key, state } of this.outbox.turns.values()) {
      if (state !== "sending" && this.record.has(key)) this.outbox.remove(key);
    }
    this.changed();
  }

  showTyping() {
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.stopTyping(), SEEN_TYPING);
    this.typing = true;
    this.changed();
  }

  stopTyping() {
    this.typing = false;
    this.changed();
  }
}
