/** Ready words: picked from a list by typing a part of them, by arrows, or by a press. */
export class Phrases {
  /** `pick(words)` gets what was chosen. */
  constructor(pick) {
    this.pick = pick;
    this.box = document.getElementById("phrases");
    this.field = document.getElementById("phrases-search");
    this.options = [...this.box.querySelectorAll("button.phrase")];
    this.field.addEventListener("input", () => this.filter());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("click", ({ target }) => this.choose(target.closest(".phrase")));
    document.getElementById("phrases-open").addEventListener("click", () => this.open());
  }

  open() {
    this.field.value = "";
    this.filter();
    if (!this.box.open) this.box.showModal();
    this.field.focus();
  }

  filter() {
    const wanted = this.field.value.trim();
    for (const option of this.options) option.hidden = !option.textContent.includes(wanted);
    for (const group of this.box.querySelectorAll(".phrase-group")) {
      group.hidden = !group.querySelector(".phrase:not([hidden])");
    }
  }

  key(event) {
    const shown = this.options.filter(({ hidden }) => !hidden);
    const at = shown.indexOf(document.activeElement);
    if (event.key === "ArrowDown") shown[Math.min(at + 1, shown.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? shown[at - 1] : this.field).focus();
    else if (event.key === "Enter" && at < 0) this.choose(shown[0]);
    else return;
    event.preventDefault();
  }

  choose(option) {
    if (!option) return;
    this.box.close();
    this.pick(option.dataset.words);
  }
}
