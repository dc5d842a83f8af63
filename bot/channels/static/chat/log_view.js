import { MessageView } from "./message_view.js";

const NEAR = 120;

const page = () => document.scrollingElement;
const distanceToEnd = () => page().scrollHeight - window.scrollY - window.innerHeight;
const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The log of the conversation, following its end unless the reader has scrolled away. */
export class LogView {
  constructor(actions) {
    this.actions = actions;
    this.log = document.getElementById("log");
    this.list = document.getElementById("messages");
    this.jumpRow = document.getElementById("jump-row");
    this.views = new Map();
    this.following = true;
    document.getElementById("jump").addEventListener("click", () => this.follow());
    window.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    new ResizeObserver(() => this.keepEnd()).observe(document.querySelector(".bottom"));
  }

  render(entries) {
    const added = entries.filter(({ id }) => !this.views.has(id));
    this.removeAllBut(new Set(entries.map(({ id }) => id)));
    entries.forEach((entry, index) => this.place(entry, entries[index - 1], index));
    if (added.some(({ from }) => from === "consumer")) this.following = true;
    if (added.length && !this.following) this.jumpRow.hidden = false;
    this.keepEnd();
    this.startReading(entries);
  }

  removeAllBut(ids) {
    for (const [id, view] of this.views) {
      if (ids.has(id)) continue;
      view.element.remove();
      this.views.delete(id);
    }
  }

  place(entry, previous, index) {
    const view = this.views.get(entry.id) ?? new MessageView(entry, this.actions);
    this.views.set(entry.id, view);
    view.update(entry, previous);
    const there = this.list.children[index];
    if (there !== view.element) this.list.insertBefore(view.element, there ?? null);
  }

  /** The history is not read out; what comes after it is. */
  startReading(entries) {
    if (this.log.getAttribute("aria-live") === "polite" || !entries.length) return;
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  noteScroll() {
    this.following = distanceToEnd() < NEAR;
    if (this.following) this.jumpRow.hidden = true;
  }

  keepEnd() {
    if (this.following) window.scrollTo({ top: page().scrollHeight, behavior: "auto" });
  }

  follow() {
    this.following = true;
    this.jumpRow.hidden = true;
    this.log.focus({ preventScroll: true });
    window.scrollTo({ top: page().scrollHeight, behavior: isCalm() ? "auto" : "smooth" });
  }
}
