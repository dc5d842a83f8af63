import { text } from "./language.js";

const MEGABYTE = 1024 * 1024;

const sizeWords = (size) =>
  size < MEGABYTE ? `${Math.max(1, Math.round(size / 1024))} KB` : `${(size / MEGABYTE).toFixed(1)} MB`;

/** What a file is called here: its kind, and its number once it has arrived. */
export const fileLabel = ({ kind, number }) =>
  [text(`file.${kind}`), number].filter(Boolean).join(" ");

/** The size, and that it has arrived. */
export const fileDetail = ({ size, number }) =>
  [sizeWords(size), number ? text("fileReceived") : ""].filter(Boolean).join(" · ");

function wordsOf(name, words) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = words;
  return element;
}

/** The parts of a bubble that shows a file. */
export function fileParts(file) {
  const words = [wordsOf("file-label", fileLabel(file)), wordsOf("file-detail", fileDetail(file))];
  if (!file.thumbnail) return words;
  file.thumbnail.setAttribute("aria-hidden", "true");
  return [file.thumbnail, ...words];
}

/** Show in `bubble` how much has gone, if the file is still on its way. */
export function showProgress(bubble, { part }, sending) {
  const bar = bubble.querySelector("progress");
  if (!sending) return bar?.remove();
  const shown = bar ?? bubble.appendChild(document.createElement("progress"));
  shown.setAttribute("aria-label", text("sending"));
  // All has gone, and the house is looking it over: nobody knows how long.
  if (part < 1) shown.value = part ?? 0;
  else shown.removeAttribute("value");
  return undefined;
}
