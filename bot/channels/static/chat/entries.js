/**
 * What the log shows: the messages in order, then the turns still on their way.
 *
 * An entry is a message with `id`, `choices` (only where they may be clicked), `state` and `reason`
 * (of a turn). A turn and the stored message that replaces it share their `id`, so that the page
 * does not read the same words out twice.
 */
export function entriesOf({ record, outbox, typing }) {
  const messages = record.inOrder().map(messageEntry);
  const last = messages[messages.length - 1];
  if (last && !outbox.sending) last.choices = record.messages.get(last.seq).choices ?? [];
  const turns = [...outbox.turns.values()].filter((turn) => !record.has(turn.key));
  return [...messages, ...turns.map((turn) => turnEntry(turn, typing))];
}

const messageEntry = (message) => ({
  ...message,
  id: message.key ? `turn ${message.key}` : `message ${message.seq}`,
  choices: [],
  state: "delivered",
});

const turnEntry = ({ key, text, at, state, reason }, typing) => ({
  id: `turn ${key}`,
  key,
  from: "consumer",
  text,
  at,
  choices: [],
  // An answer is being written, so the turn has arrived.
  state: typing && state === "sending" ? "delivered" : state,
  reason,
});
