import { text } from "./language.js";

const LARGEST = 10 * 1024 * 1024;

const byId = (id) => document.getElementById(id);
const filesIn = (transfer) => [...(transfer?.files ?? [])];

/** The ways by which files come to the page: the button, a paste, a drop. */
export class Attach {
  /** `add(file)` sends one; `warn(words)` says what is wrong; `open()` tells if files are taken. */
  constructor({ add, warn, open }) {
    Object.assign(this, { add, warn, open });
    this.input = byId("file");
    byId("attach").addEventListener("click", () => this.input.click());
    this.input.addEventListener("change", () => this.picked());
    byId("text").addEventListener("paste", (event) => this.takeFrom(event, event.clipboardData));
    document.addEventListener("dragover", (event) => {
      // Else the browser opens the file in place of the page.
      if (event.dataTransfer.types.includes("Files")) event.preventDefault();
    });
    document.addEventListener("drop", (event) => this.takeFrom(event, event.dataTransfer));
  }

  picked() {
    const files = [...this.input.files];
    // The same file may be picked again, and its name is forgotten.
    this.input.value = "";
    this.take(files);
    byId("attach").focus({ preventScroll: true });
  }

  takeFrom(event, transfer) {
    const files = filesIn(transfer);
    if (!files.length) return;
    event.preventDefault();
    this.take(files);
  }

  take(files) {
    if (!this.open()) return;
    const small = files.filter(({ size }) => size <= LARGEST);
    this.warn(small.length < files.length ? text("fileTooLarge") : "");
    small.forEach((file) => this.add(file));
  }
}
