import { act, piece } from "../api.js";

const byId = (id) => document.getElementById(id);

/** The values of a form by name; boxes that can be ticked together give a list. */
function valuesOf(form) {
  const data = new FormData(form);
  const values = Object.fromEntries([...data.keys()].map((name) => [name, data.get(name)]));
  delete values.csrf;
  return values;
}

/**
 * Questions before an act: a `dialog` with a form, whose answers are sent as JSON.
 *
 * A button opens one: `data-ask` is its name (`#ask-finish`), `data-path` where the answers go,
 * `data-look` a piece of a page to show in it first.
 */
export class Questions {
  /** `done(name, answer)` is called when the server has taken it. */
  constructor(done) {
    this.done = done;
    document.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-ask]");
      if (button && !button.disabled) this.open(button);
    });
  }

  async open(button) {
    const dialog = byId(`ask-${button.dataset.ask}`);
    const form = dialog.querySelector("form");
    form.reset();
    form.dataset.path = button.dataset.path;
    this.warn(form, "");
    if (button.dataset.preview) await this.preview(dialog, button.dataset.preview);
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("[autofocus]")?.focus();
  }

  async preview(dialog, path) {
    const place = dialog.querySelector(".preview");
    try {
      place.replaceChildren(...(await piece(path)).children);
    } catch (failure) {
      place.textContent = failure.message;
    }
    const ready = place.querySelector("[data-ready=no]") === null;
    dialog.querySelector(".primary").disabled = !ready;
  }

  async submit(event) {
    const form = event.target;
    const dialog = form.closest("dialog.ask[data-act]");
    if (!dialog || event.defaultPrevented) return;
    if (event.submitter?.value === "no") return;
    event.preventDefault();
    const button = form.querySelector(".primary");
    button.disabled = true;
    try {
      const answer = await act("POST", form.dataset.path, valuesOf(form));
      dialog.close();
      this.done(dialog.id.replace("ask-", ""), answer);
    } catch (failure) {
      this.warn(form, failure.message);
    } finally {
      button.disabled = false;
    }
  }

  warn(form, words) {
    const place = form.querySelector("[role=alert]");
    if (place) place.textContent = words;
  }
}
