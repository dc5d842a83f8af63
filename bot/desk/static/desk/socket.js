import { backOff } from "/static/chat/pauses.js";

const ADDRESS = new URL("/desk/socket", location.href);
ADDRESS.protocol = ADDRESS.protocol.replace("http", "ws");

const SILENCE = 25_000;
const LOOK = 5_000;
const SIGNED_OUT = [4401, 4403];

/**
 * The live line of the desk: tells what changed, and that this page is alive.
 *
 * The server sends a pulse every few seconds and the page answers it: the clocks of a page in the
 * background are slowed down by browsers, what it receives is not.
 */
export class DeskSocket {
  /** `hello()` gives the frames to begin with; `onFrame(frame)` and `onStatus(ready)` hear the rest. */
  constructor({ hello, onFrame, onStatus }) {
    Object.assign(this, { hello, onFrame, onStatus });
    this.failures = 0;
    this.ready = false;
  }

  open() {
    this.close();
    this.heardAt = Date.now();
    this.watch = setInterval(() => this.look(), LOOK);
    this.socket = new WebSocket(ADDRESS);
    this.socket.onmessage = (event) => this.hear(JSON.parse(event.data));
    this.socket.onclose = (event) => this.lose(event.code);
  }

  close() {
    clearTimeout(this.timer);
    clearInterval(this.watch);
    this.ready = false;
    if (!this.socket) return;
    this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }

  /** Send a frame if the line stands; whatever matters is sent again when it comes back. */
  write(frame) {
    if (this.ready) this.socket.send(JSON.stringify(frame));
  }

  hear(frame) {
    this.heardAt = Date.now();
    if (frame.type === "ready") this.becomeReady();
    if (frame.type === "pulse") this.write({ type: "beat" });
    this.onFrame(frame);
  }

  becomeReady() {
    this.ready = true;
    this.failures = 0;
    this.hello().forEach((frame) => this.write(frame));
    this.onStatus(true);
  }

  look() {
    if (Date.now() - this.heardAt > SILENCE) this.lose();
  }

  lose(code) {
    this.close();
    if (SIGNED_OUT.includes(code)) return location.reload();
    this.onStatus(false);
    this.timer = setTimeout(() => this.open(), backOff(this.failures, 10) * 1000);
    this.failures += 1;
    return undefined;
  }
}
