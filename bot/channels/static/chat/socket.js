import { backOff } from "./pauses.js";

const ADDRESS = new URL("../../chat/socket", import.meta.url);
ADDRESS.protocol = ADDRESS.protocol.replace("http", "ws");

const PING = 25_000;
const SILENCE = 60_000;
const ANSWER = 20_000;

/**
 * A WebSocket that comes back by itself.
 *
 * It is the fast way only: whatever it fails to answer is asked again over REST, whose status codes
 * say what went wrong.
 */
export class ChatSocket {
  /** `hello()` gives the first frame; `onFrame(frame)` and `onStatus(ready)` hear the rest. */
  constructor({ hello, onFrame, onStatus }) {
    Object.assign(this, { hello, onFrame, onStatus });
    this.ready = false;
    this.failures = 0;
    this.questions = new Map();
  }

  open() {
    this.close();
    this.heardAt = Date.now();
    this.heart = setInterval(() => this.beat(), PING);
    this.socket = new WebSocket(ADDRESS);
    this.socket.onopen = () => this.write(this.hello());
    this.socket.onmessage = (event) => this.hear(JSON.parse(event.data));
    this.socket.onclose = () => this.lose();
  }

  close() {
    clearTimeout(this.timer);
    clearInterval(this.heart);
    this.ready = false;
    this.questions.forEach(({ reject }) => reject(new Error("closed")));
    if (!this.socket) return;
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }

  /** Send a frame with a key and wait for the one that answers it; any failure rejects. */
  ask(frame) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no answer")), ANSWER);
      this.questions.set(frame.key, { resolve, reject, timer });
      this.write(frame);
    }).finally(() => {
      clearTimeout(this.questions.get(frame.key)?.timer);
      this.questions.delete(frame.key);
    });
  }

  write(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  hear(frame) {
    this.heardAt = Date.now();
    if (frame.type === "ready") this.becomeReady();
    const question = this.questions.get(frame.key);
    this.onFrame(frame);
    if (frame.type === "messages") question?.resolve(frame);
    if (frame.type === "error") question?.reject(new Error("refused"));
  }

  becomeReady() {
    this.ready = true;
    this.failures = 0;
    this.onStatus(true);
  }

  beat() {
    if (Date.now() - this.heardAt > SILENCE) this.lose();
    else if (this.ready) this.write({ type: "ping" });
  }

  lose() {
    this.close();
    this.onStatus(false);
    this.timer = setTimeout(() => this.open(), backOff(this.failures) * 1000);
    this.failures += 1;
  }
}
