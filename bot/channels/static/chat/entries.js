/**
 * What the log shows: messages and files in order, then what is still on its way.
 *
 * An entry is a message with `id`, `choices` (only where they may be clicked), `state` and `reason`
 * (of a turn or a file); a file has `file` instead of words. A turn and the stored message that
 * replaces it share their `id`, so that the page does not read the same words out twice.
 */
export function entriesOf({ record, outbox, files, typing }) {
  const messages = record.inOrder().map(messageEntry);
  const last = messages[messages.length - 1];
  if (last && !outbox.sending) last.choices = record.messages.get(last.seq).choices ?? [];
  const turns = [...outbox.turns.values()].filter((turn) => !record.has(turn.key));
  return [
    ...withFiles(messages, files.received.map(fileEntry)),
    ...turns.map((turn) => turnEntry(turn, typing)),
    ...files.sending.map(fileEntry),
  ];
}

/** Set each file between the messages before and after it; those keep their own order. */
export function withFiles(messages, files) {
  const all = [...messages];
  for (const file of files) {
    const next = all.findIndex(({ at }) => new Date(at) > new Date(file.at));
    all.splice(next < 0 ? all.length : next, 0, file);
  }
  return all;
}

const messageEntry = (message) => ({
  ...message,
  id: message.key ? `turn ${message.key}` : `message ${message.seq}`,
  choices: [],
  state: "delivered",
});

const fileEntry = ({ key, at, state, reason, ...file }) => ({
  id: `file ${key}`,
  key,
  from: "consumer",
  text: "",
  file,
  at,
  choices: [],
  state,
  reason,
});

const turnEntry = ({ key, text, at, state, reason }, typing) => ({
  id: `turn ${key}`,
  key,
  from: "consumer",
  text,
  at,
  choices: [],
  // An answer is being written, so the turn has arrived.
  state: typing === "bot" && state === "sending" ? "delivered" : state,
  reason,
});
