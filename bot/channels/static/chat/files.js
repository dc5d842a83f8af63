import { newKey } from "./keys.js";
import { thumbnailOf } from "./thumbnails.js";

const GROUPS = { image: "image", audio: "audio", application: "pdf" };

/**
 * The files of the conversation: those received, by the server's count, and those on their way.
 *
 * A file on its way is `{key, kind, size, at, state, reason, part, thumbnail}`; `part` is how much
 * has gone, from 0 to 1; `state` is as that of a turn. Its name stays on the device. What has not
 * arrived when the page is closed is gone: a page may not keep files of people.
 */
export class Files {
  /**
   * `deliver(content, progress)` resolves when the server has answered, or throws `ServiceError`;
   * `reload()` asks for the server's list. Set `again(file)` to hear of what was there already.
   */
  constructor({ deliver, reload, changed }) {
    Object.assign(this, { deliver, reload, changed });
    this.again = () => {};
    this.known = new Map();
    this.sent = new Map();
    this.contents = new Map();
    this.busy = false;
  }

  /** Files received, oldest first; `number` is the one that people at the desk see, too. */
  get received() {
    return [...this.known.values()];
  }

  get sending() {
    return [...this.sent.values()];
  }

  /** Take in the server's list; not while one is sent, which may be in it already. */
  take(files) {
    if (this.busy) return;
    files.forEach((file) => this.keep(file));
    this.changed();
  }

  /** Remember a file as received; what was sent from here stays on the page as the same entry. */
  keep({ name, kind, size, at }, sent = null) {
    const before = this.known.get(name);
    const file = {
      key: before?.key ?? sent?.key ?? name,
      thumbnail: before?.thumbnail ?? sent?.thumbnail ?? null,
      number: Number(name.match(/\d+/)?.[0] ?? 0),
    };
    this.known.set(name, { ...file, kind, size, at, state: "delivered" });
    return this.known.get(name);
  }

  add(content) {
    const kind = GROUPS[content.type.split("/")[0]] ?? "file";
    const at = new Date().toISOString();
    const file = { key: newKey(), kind, size: content.size, at, part: 0, thumbnail: null };
    this.sent.set(file.key, file);
    this.contents.set(file.key, content);
    this.mark(file, "sending");
    return this.pump();
  }

  resend(key) {
    this.mark(this.sent.get(key), "sending");
    return this.pump();
  }

  /** Try again what the network has held up. */
  resume() {
    this.sending.filter(({ state }) => state === "undelivered").forEach(({ key }) => this.resend(key));
  }

  remove(key) {
    this.sent.delete(key);
    this.contents.delete(key);
    this.changed();
  }

  mark(file, state, reason = "") {
    Object.assign(file, { state, reason, part: 0 });
    this.changed();
  }

  /** One after the other: a bad line is not shared. */
  async pump() {
    if (this.busy) return;
    this.busy = true;
    for (let file = this.next(); file; file = this.next()) await this.send(file);
    this.busy = false;
    this.reload();
  }

  next() {
    return this.sending.find(({ state }) => state === "sending");
  }

  async send(file) {
    const progress = (part) => {
      file.part = part;
      this.changed();
    };
    const content = this.contents.get(file.key);
    file.thumbnail ??= await thumbnailOf(content);
    try {
      this.arrive(file, await this.deliver(content, progress));
    } catch (error) {
      // A full house stays full: who asks again has to be told again.
      const again = error.temporary && error.status !== 409;
      this.mark(file, again ? "undelivered" : "refused", error.message);
    }
  }

  /** The same file again is the entry that is there already. */
  arrive(file, { file: stored, again }) {
    const kept = this.keep(stored, file);
    if (again) this.again(kept);
    this.remove(file.key);
  }
}
