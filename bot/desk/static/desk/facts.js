import { act } from "../api.js";

const HIDE_AFTER = 60_000;

/** The draft beside the conversation: each field is stored when it is left. */
export class Facts {
  /** `changed()` is called when a field has been stored. */
  constructor(changed) {
    this.changed = changed;
    this.box = document.getElementById("right");
    this.box.addEventListener("input", ({ target }) => this.mark(target));
    this.box.addEventListener("change", ({ target }) => this.store(target));
    this.box.addEventListener("keydown", (event) => this.key(event));
  }

  mark(field) {
    if (field.dataset.field) field.dataset.unsaved = "";
  }

  key(event) {
    const field = event.target;
    if (!field.dataset.field) return;
    if (event.key === "Enter" && field.tagName === "INPUT" && !event.isComposing) {
      event.preventDefault();
      this.store(field);
    }
    if (event.key === "Escape" && "unsaved" in field.dataset) this.restore(field);
  }

  restore(field) {
    field.value = field.defaultValue ?? field.value;
    delete field.dataset.unsaved;
    this.warn(field, "");
  }

  async store(field) {
    const { field: name, path } = field.dataset;
    if (!name || !("unsaved" in field.dataset)) return;
    try {
      await act("PUT", path, { field: name, value: field.value.trim() });
      delete field.dataset.unsaved;
      this.warn(field, "");
      this.changed();
    } catch (failure) {
      this.warn(field, failure.message);
    }
  }

  warn(field, words) {
    const place = document.getElementById(`${field.id}-word`);
    field.setAttribute("aria-invalid", String(Boolean(words)));
    if (place) place.textContent = words;
  }

  /** Show personal values for a minute; the look has been written down. */
  show(values) {
    this.values = values;
    this.path = this.pathNow;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), HIDE_AFTER);
    this.showAgain();
  }

  /** The fields were drawn anew, perhaps of another conversation. */
  showAgain() {
    if (!this.values) return;
    if (this.path !== this.pathNow) this.hide();
    else this.eachSecret((field) => (field.value = this.values[field.dataset.secret] ?? field.value));
  }

  hide() {
    this.values = null;
    this.eachSecret((field) => (field.value = field.dataset.masked));
  }

  get pathNow() {
    return this.box.querySelector("[data-secret]")?.dataset.path;
  }

  eachSecret(change) {
    const fields = [...this.box.querySelectorAll("[data-secret]")];
    fields.filter(({ dataset }) => !("unsaved" in dataset)).forEach(change);
  }
}
