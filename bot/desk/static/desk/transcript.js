import { fullTime, momentBetween } from "/static/chat/moments.js";

const NEAR = 80;
const SENDERS = { consumer: "消费者", bot: "小保", notice: "", whisper: "悄悄话" };

const template = () => document.getElementById("line-template").content.firstElementChild;

/** The lines of the conversation that is open, following its end unless the reader went up. */
export class Transcript {
  /** `takeBack(key)` is called for a line that was refused. */
  constructor(takeBack) {
    this.takeBack = takeBack;
    this.box = document.getElementById("lines");
    this.list = document.getElementById("entries");
    this.jump = document.getElementById("jump");
    this.views = new Map();
    this.following = true;
    this.box.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    this.jump.addEventListener("click", () => this.follow());
    const watch = new ResizeObserver(() => this.keepEnd());
    [this.box, this.list].forEach((element) => watch.observe(element));
  }

  /** Begin with another conversation. */
  clear() {
    this.views.clear();
    this.list.replaceChildren();
    this.following = true;
    this.jump.hidden = true;
    this.box.setAttribute("aria-live", "off");
  }

  render(lines) {
    const grew = lines.some(({ id }) => !this.views.has(id));
    this.removeAllBut(new Set(lines.map(({ id }) => id)));
    lines.forEach((line, index) => this.place(line, lines[index - 1], index));
    if (lines.at(-1)?.state === "sending") this.following = true;
    this.jump.hidden = this.following || (!grew && this.jump.hidden);
    this.keepEnd();
    // The history is not read out; what comes after it is.
    requestAnimationFrame(() => this.box.setAttribute("aria-live", "polite"));
  }

  removeAllBut(ids) {
    for (const [id, element] of this.views) {
      if (ids.has(id)) continue;
      element.remove();
      this.views.delete(id);
    }
  }

  place(line, previous, index) {
    const element = this.views.get(line.id) ?? template().cloneNode(true);
    this.views.set(line.id, element);
    this.fill(element, line, previous);
    const there = this.list.children[index];
    if (there !== element) this.list.insertBefore(element, there ?? null);
  }

  fill(element, line, previous) {
    const moment = momentBetween(previous?.at, line.at);
    const follows = previous?.kind === line.kind && previous?.author === line.author && !moment;
    element.className = `line ${line.kind}${follows ? " follows" : ""}`;
    element.dataset.state = line.state;
    write(element, ".moment", moment);
    write(element, ".sender", nameOf(line));
    write(element, ".bubble", line.text);
    write(element, ".offered", line.choices?.length ? `选项：${line.choices.join(" / ")}` : "");
    element.querySelector(".bubble").title = fullTime(line.at);
    this.fillDelivery(element, line);
  }

  fillDelivery(element, line) {
    const refused = line.state === "refused";
    write(element, ".delivery-text", refused ? line.reason : line.state === "sending" ? "发送中" : "");
    const button = element.querySelector(".take-back");
    button.hidden = !refused;
    button.onclick = () => this.takeBack(line.key);
  }

  /** A scroll tells where the reader wants to be, unless it came from another size of things. */
  noteScroll() {
    const { scrollHeight, clientHeight, scrollTop } = this.box;
    const size = `${scrollHeight}/${clientHeight}`;
    if (size === this.size) this.following = scrollHeight - scrollTop - clientHeight < NEAR;
    this.size = size;
    if (this.following) this.jump.hidden = true;
  }

  keepEnd() {
    if (this.following) this.box.scrollTop = this.box.scrollHeight;
  }

  follow() {
    this.following = true;
    this.jump.hidden = true;
    this.keepEnd();
  }
}

/** Touch the page only where something changed: the lines are read aloud. */
function write(element, part, words) {
  const place = element.querySelector(part);
  if (place.textContent !== words) place.textContent = words;
}

function nameOf({ kind, author }) {
  if (kind === "person") return author || "我";
  return [SENDERS[kind], author].filter(Boolean).join(" · ");
}
