import * as api from "./api.js";
import { Files } from "./files.js";
import { newKey } from "./keys.js";
import { Outbox } from "./outbox.js";
import { Alarm, backOff } from "./pauses.js";
import { Record } from "./record.js";
import { ChatSocket } from "./socket.js";
import * as storage from "./storage.js";
import { sendFile } from "./uploads.js";

const POLL = 3_000;
const SEEN_TYPING = 8_000;

/**
 * One conversation, kept alive over reloads and lost networks.
 *
 * `phase` is `opening`, `unreachable` (no greeting yet; `reason` is what the server said, if it
 * did), `open` or `expired`; `online` tells whether the last exchange got through; `typing` who
 * is writing an answer (`bot`, `person` or nobody: empty). `changed` is called after each change of
 * any of them, of `record`, of `outbox` or of `files`.
 */
export class Session {
  constructor(preferences, changed) {
    this.preferences = preferences;
    this.changed = changed;
    this.conversation = storage.loadConversation();
    this.record = new Record();
    this.outbox = new Outbox((turn) => this.deliver(turn), changed);
    this.files = new Files({
      deliver: (content, progress) => this.handIn(content, progress),
      reload: () => this.loadFiles(),
      changed,
    });
    this.alarm = new Alarm();
    this.phase = "opening";
    this.reason = "";
    this.online = true;
    this.typing = "";
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
    this.loadFiles();
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
    this.files.resume();
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
    return this.askBothWays({ type: "turn", ...turn }, () => api.sendTurn(this.conversation, turn));
  }

  /** Ask over the socket; what it fails to answer is asked again over REST, by the same key. */
  async askBothWays(frame, overRest) {
    if (this.socket.ready) {
      const answer = await this.socket.ask(frame).catch(() => null);
      if (answer) return answer;
    }
    return this.watch(overRest());
  }

  /** Wait no longer (`leave`), or go on with the bot meanwhile (`go_on`). */
  async wish(name) {
    const key = newKey();
    const overRest = () => api.sendWish(this.conversation, name.replace("_", "-"), key);
    this.take(await this.askBothWays({ type: name, key }, overRest));
  }

  /** Hand in what the consumer thinks of the talk; resolves when it has arrived. */
  async rate(rating, leaving = false) {
    await this.watch(api.sendRating(this.conversation, rating, leaving));
    this.record.rate = false;
    this.changed();
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

  async handIn(content, progress) {
    try {
      return await sendFile(this.conversation, content, progress);
    } catch (error) {
      // Whether it is the line or the conversation that has gone, the next reading tells.
      if (error.unreachable || error.expired) this.catchUp();
      throw error;
    }
  }

  /** Ask what has been handed in; whatever fails is made good when the socket comes back. */
  async loadFiles() {
    const answer = await this.watch(api.fetchFiles(this.conversation)).catch(() => null);
    if (answer) this.files.take(answer.files);
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
    if (frame.type === "typing") this.showTyping(frame.who ?? "bot");
    if (frame.type === "queue") this.stand({ queue: frame });
    if (frame.type === "rate") this.stand({ rate: true });
    if (frame.type === "file") this.loadFiles();
    // An error about no turn in particular: REST will tell whether the conversation still exists.
    if (frame.type === "error" && !frame.key) this.catchUp();
  }

  socketChanged(ready) {
    if (ready) this.setOnline(true);
    if (ready) this.outbox.resume();
    if (ready) this.loadFiles();
  }

  take(answer) {
    this.record.take(answer);
    // The consumer's own words coming back end nobody's writing.
    if (answer.messages.some(({ from }) => from !== "consumer")) this.typing = "";
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

  /** Something changed that is no message: one's place in line, or the question for a rating. */
  stand(values) {
    Object.assign(this.record, values);
    this.changed();
  }

  showTyping(who) {
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.stopTyping(), SEEN_TYPING);
    this.typing = who;
    this.changed();
  }

  stopTyping() {
    this.typing = "";
    this.changed();
  }
}
