/** Shortcuts: single letters where nobody writes, the function keys everywhere. */

const WRITING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

export const isWriting = (element) => Boolean(element?.matches?.(WRITING));

const isLetter = (key) => key.length === 1;

function applies(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.metaKey) return false;
  if (event.ctrlKey) return false;
  if (document.querySelector("dialog[open]")) return false;
  return !(isLetter(event.key) && isWriting(event.target));
}

/** `acts` maps keys ("F2", "?") to functions of the event. */
export function listenToKeys(acts) {
  document.addEventListener("keydown", (event) => {
    const act = acts[event.key];
    if (!act || !applies(event)) return;
    if (/^F\d/.test(event.key)) event.preventDefault();
    act(event);
  });
}
