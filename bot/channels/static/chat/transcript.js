import { text } from "./language.js";
import { fullTime } from "./moments.js";
import { senderOf } from "./senders.js";

/** The conversation as plain text, one paragraph for each message. */
export function transcript(name, messages, now = Date.now()) {
  const head = [
    `${name} · ${text("transcriptTitle")}`,
    text("transcriptSaved", { at: fullTime(now) }),
  ];
  const lines = messages.map(
    (message) => `[${fullTime(message.at)}] ${senderOf(message)}：\n${message.text}`,
  );
  return [head.join("\n"), ...lines].join("\n\n") + "\n";
}

/** Hand `words` to the browser as a text file. */
export function saveAs(fileName, words) {
  // The mark tells Windows Notepad that the file is UTF-8.
  const address = URL.createObjectURL(new Blob(["\ufeff", words], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
