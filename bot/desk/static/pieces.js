/** Pieces of pages that the server draws anew while people work in them. */

const drawn = new WeakMap();

/** A text that tells whether a piece has changed since it was drawn. */
const source = (element) => drawn.get(element) ?? element.outerHTML;

const isBusy = (section) =>
  section.contains(document.activeElement) && document.activeElement.matches("[data-unsaved]");

function keepOpen(old, fresh) {
  for (const details of old.querySelectorAll("details[open][data-key]")) {
    const same = fresh.querySelector(`details[data-key="${CSS.escape(details.dataset.key)}"]`);
    if (same) same.open = true;
  }
}

function keepWords(old, fresh) {
  for (const field of old.querySelectorAll("[data-unsaved][id]")) {
    const same = fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (!same) continue;
    same.value = field.value;
    same.dataset.unsaved = "";
  }
}

/** What stands for an element after it was drawn anew: its id, or its key within the piece. */
function nameOf(element) {
  if (element?.id) return `#${CSS.escape(element.id)}`;
  return element?.dataset.focus ? `[data-focus="${CSS.escape(element.dataset.focus)}"]` : "";
}

function replace(old, fresh) {
  const text = fresh.outerHTML;
  const focused = old.contains(document.activeElement) ? nameOf(document.activeElement) : "";
  const scrolled = old.scrollTop;
  keepOpen(old, fresh);
  keepWords(old, fresh);
  old.replaceWith(fresh);
  drawn.set(fresh, text);
  fresh.scrollTop = scrolled;
  if (focused) document.querySelector(focused)?.focus({ preventScroll: true });
}

/** Put the sections of `page` in place of those on the page; those that are the same stay. */
export function redraw(page) {
  for (const fresh of page.querySelectorAll("[data-section]")) {
    const old = document.querySelector(`[data-section="${fresh.dataset.section}"]`);
    if (old && source(old) !== fresh.outerHTML && !isBusy(old)) replace(old, fresh);
  }
}

/** Whatever comes next takes the place of this section. */
export const forget = (section) => drawn.delete(section);

/** Remember how the sections were drawn with the page, before scripts change them. */
export function remember() {
  for (const section of document.querySelectorAll("[data-section]")) {
    drawn.set(section, section.outerHTML);
  }
}
