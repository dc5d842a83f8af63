import { text } from "./language.js";

const byId = (id) => document.getElementById(id);

/** The live line of one who waits for a person, and the two ways out of it. */
export class QueueView {
  /** `wish(name)` resolves when the server has answered. */
  constructor(wish) {
    this.wish = wish;
    this.goingOn = false;
    byId("leave-queue").addEventListener("click", () => this.ask("leave"));
    byId("go-on").addEventListener("click", () => this.ask("go_on"));
  }

  async ask(name) {
    this.lock(true);
    this.goingOn = name === "go_on";
    await this.wish(name).catch(() => (this.goingOn = false));
    this.lock(false);
    byId("go-on").hidden = this.goingOn;
    byId("text").focus({ preventScroll: true });
  }

  lock(locked) {
    byId("leave-queue").disabled = byId("go-on").disabled = locked;
  }

  show({ phase, record }) {
    const waiting = phase === "open" && record.owner === "waiting";
    if (!waiting) this.goingOn = false;
    byId("queue").hidden = !waiting;
    byId("go-on").hidden = this.goingOn;
    const words = waiting ? placeWords(record.queue) : "";
    // Read aloud when it changes, so it is written only then.
    if (byId("queue-text").textContent !== words) byId("queue-text").textContent = words;
  }
}

function placeWords(queue) {
  if (!queue) return text("queueUnknown");
  const values = { position: queue.position, minutes: queue.wait_minutes };
  return text(queue.wait_minutes ? "queue" : "queueSoon", values);
}
