const NARROW = matchMedia("(max-width: 64em)");
const ORDER = ["left", "middle", "right"];

/** The three columns; on a narrow screen one at a time, chosen by tabs. */
export class Columns {
  constructor() {
    this.tabs = ORDER.map((name) => document.getElementById(`tab-${name}`));
    this.tabs.forEach((tab, index) => {
      tab.addEventListener("click", () => this.show(ORDER[index]));
      tab.addEventListener("keydown", (event) => this.key(event, index));
    });
    this.show("left");
  }

  get isNarrow() {
    return NARROW.matches;
  }

  key(event, index) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (index + step + ORDER.length) % ORDER.length;
    this.show(ORDER[next]);
    this.tabs[next].focus();
  }

  show(name) {
    this.current = name;
    document.body.dataset.column = name;
    this.tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(ORDER[index] === name));
      tab.tabIndex = ORDER[index] === name ? 0 : -1;
    });
  }

  /** Go to the column `step` further on. */
  step(step) {
    const here = ORDER.findIndex((name) => document.getElementById(name).contains(document.activeElement));
    const from = here < 0 ? ORDER.indexOf(this.current) : here;
    const name = ORDER[(from + step + ORDER.length) % ORDER.length];
    this.show(name);
    const column = document.getElementById(name);
    (column.querySelector("[data-stop], #words:enabled, [data-field]") ?? column).focus();
  }
}
