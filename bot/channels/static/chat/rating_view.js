import { text } from "./language.js";

const byId = (id) => document.getElementById(id);
const SCORES = [1, 2, 3, 4, 5];
const RECOMMENDATIONS = [...Array(11).keys()];

/** One round button of a scale: a radio button with a large label. */
function step(name, value, described) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "radio", name, value });
  const shown = document.createElement("span");
  shown.textContent = value;
  if (described) input.setAttribute("aria-label", `${value}，${described}`);
  label.append(input, shown);
  return label;
}

/**
 * The card that asks how the talk with a person was: a score, then two things that may be left out.
 *
 * A score that was chosen is handed in even if the page is closed before the button is pressed.
 */
export class RatingView {
  /** `rate(rating, leaving)` resolves when the rating has arrived. */
  constructor(rate) {
    this.rate = rate;
    this.form = byId("rating");
    this.skipped = false;
    byId("recommendations").replaceChildren(...RECOMMENDATIONS.map((n) => step("nps", n)));
    byId("scores").addEventListener("change", () => this.ask());
    byId("rating-skip").addEventListener("click", () => this.skip());
    this.form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("pagehide", () => this.leave());
    this.translate();
  }

  /** The scale is read aloud in words, so it is written anew in another language. */
  translate() {
    const chosen = this.value("score");
    byId("scores").replaceChildren(...SCORES.map((n) => step("score", n, text(`score.${n}`))));
    if (chosen !== null) this.form.elements.score.value = chosen;
  }

  value(name) {
    const chosen = this.form.elements[name]?.value ?? "";
    return chosen === "" ? null : Number(chosen);
  }

  get rating() {
    const [score, nps] = [this.value("score"), this.value("nps")];
    return { score, nps, words: byId("rating-words").value.trim() };
  }

  show({ phase, record }) {
    const asked = phase === "open" && record.rate && record.owner === "bot" && !this.skipped;
    if (!record.rate) this.skipped = false;
    if (asked && this.form.hidden) this.begin();
    this.form.hidden = !asked;
    // Written once the card is there, so that it is read aloud.
    const title = asked ? text("ratingTitle") : "";
    if (byId("rating-title").textContent !== title) byId("rating-title").textContent = title;
  }

  begin() {
    this.form.reset();
    this.warn("");
    byId("rating-more").hidden = byId("rating-send").hidden = true;
    byId("rating-thanks").textContent = "";
  }

  ask() {
    byId("rating-more").hidden = byId("rating-send").hidden = false;
    byId("rating-send").scrollIntoView({ block: "nearest" });
  }

  warn(message) {
    byId("rating-alert").textContent = message;
  }

  skip() {
    this.skipped = true;
    this.form.hidden = true;
    byId("text").focus({ preventScroll: true });
  }

  async submit(event) {
    event.preventDefault();
    if (this.value("score") === null) return;
    byId("rating-send").disabled = true;
    const failed = await this.rate(this.rating).then(() => false, (error) => error.temporary);
    byId("rating-send").disabled = false;
    if (failed) return this.warn(text("ratingFailed"));
    this.form.hidden = true;
    byId("rating-thanks").textContent = text("ratingThanks");
    byId("text").focus({ preventScroll: true });
  }

  leave() {
    if (!this.form.hidden && this.value("score") !== null) this.rate(this.rating, true).catch(() => {});
  }
}
