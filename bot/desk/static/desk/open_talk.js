import { read } from "../api.js";
import { forget } from "../pieces.js";
import { Composer } from "./composer.js";
import { Talks } from "./talks.js";
import { Transcript } from "./transcript.js";

const TYPING_SHOWN = 6000;

const byId = (id) => document.getElementById(id);

/** What may be written here, from what the head of the conversation says. */
function rights({ mine, looking, phone, owner }) {
  if (mine && phone) {
    return { speak: false, whisper: true, hint: "这是电话，请在通话里说。写下的话只有同事看见" };
  }
  if (mine) return { speak: true, whisper: true, hint: "写给消费者。Enter 发送，Ctrl+Enter 悄悄话" };
  if (looking) return { speak: false, whisper: true, hint: "您在旁听：写下的话只有同事看见" };
  return { speak: false, whisper: false, hint: owner ?? "" };
}

/** The conversation in the middle column, and all others that were opened on this page. */
export class OpenTalk {
  /** `socket()` gives the live line; `phrases()` opens the list of ready words. */
  constructor(socket, phrases) {
    this.socket = socket;
    this.talk = null;
    this.talks = new Talks((id) => id === this.id && this.draw());
    this.transcript = new Transcript((key) => this.takeBack(key));
    this.composer = new Composer({
      send: (kind, words) => this.send(kind, words),
      typing: () => socket().write({ type: "typing", conversation: this.id }),
      phrases,
    });
  }

  get id() {
    return this.talk?.id ?? null;
  }

  /** Show another conversation; what was being written in the one before is kept for it. */
  open(id) {
    if (this.talk) this.talk.words = this.composer.input.value;
    this.talk = this.talks.of(id);
    this.talk.unread = 0;
    history.replaceState(null, "", `#${id}`);
    this.transcript.clear();
    this.composer.write(this.talk.words);
    this.composer.allow(rights({}));
    this.showTyping(true);
    this.draw();
    this.socket().write(this.hello);
  }

  close() {
    this.talk = null;
    history.replaceState(null, "", location.pathname);
    this.socket().write(this.hello);
  }

  /** The frame that asks for the lines of this conversation that are not here yet. */
  get hello() {
    return { type: "look", conversation: this.id, after: this.talk?.last ?? 0 };
  }

  draw() {
    if (this.talk) this.transcript.render(this.talk.lines);
  }

  /** Somebody else has it now: what was said stays in sight, nothing more can be done here. */
  lose(words) {
    const head = byId("talk-head");
    if (head?.dataset.conversation === this.id) {
      forget(head);
      head.dataset.owner = words;
      delete head.dataset.mine;
      delete head.dataset.looking;
      head.querySelector("h2").textContent = "现在由同事接待";
      head.querySelector(".talk-acts").replaceChildren();
    }
    this.showRights();
  }

  /** The head was drawn anew: whoever has the conversation may have changed. */
  showRights() {
    byId("talk").hidden = !this.talk;
    byId("nobody").hidden = Boolean(this.talk);
    const head = byId("talk-head");
    if (head?.dataset.conversation === this.id) this.composer.allow(rights(head.dataset));
  }

  send(kind, words) {
    if (this.talk) this.talk.outbox.add(kind, words);
    return Boolean(this.talk);
  }

  takeBack(key) {
    const { text } = this.talk.outbox.lines.find((line) => line.key === key);
    this.talk.outbox.remove(key);
    this.composer.add(text);
  }

  hear({ conversation, entries }) {
    const fresh = this.talks.of(conversation).take(entries);
    if (conversation !== this.id) return;
    if (fresh.some(({ kind }) => kind === "consumer")) this.showTyping(true);
    this.draw();
  }

  showTyping(over) {
    clearTimeout(this.timer);
    byId("typing").textContent = over ? "" : "同事正在写";
    if (!over) this.timer = setTimeout(() => this.showTyping(true), TYPING_SHOWN);
  }

  /** Without the live line the page asks now and then, so that work can go on. */
  async catchUp() {
    if (!this.talk || this.socket().ready) return;
    const path = `/desk/conversations/${this.id}/entries?after=${this.talk.last}`;
    await read(path).then((answer) => this.hear(answer), () => {});
  }
}
