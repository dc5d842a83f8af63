/** What survives a reload. A browser that refuses storage gets a chat that lives as long as the page. */

const CONVERSATION = "xiaobao.conversation";
const PREFERENCES = "xiaobao.preferences";
const DRAFT = "xiaobao.draft";
const TURN = "xiaobao.turn.";

function attempt(action, otherwise = null) {
  try {
    return action() ?? otherwise;
  } catch {
    return otherwise;
  }
}

const read = (name) => attempt(() => JSON.parse(localStorage.getItem(name)));
const write = (name, value) => attempt(() => localStorage.setItem(name, JSON.stringify(value)));
const remove = (name) => attempt(() => localStorage.removeItem(name));

/** `{id, token}` of the conversation of this device, or null. */
export const loadConversation = () => read(CONVERSATION);
export const saveConversation = (conversation) => write(CONVERSATION, conversation);

/** `{language, largeType}`, or null at the first visit. */
export const loadPreferences = () => read(PREFERENCES);
export const savePreferences = (preferences) => write(PREFERENCES, preferences);

// One entry for each turn, so that two tabs never overwrite each other's.
export const saveTurn = (turn) => write(TURN + turn.key, turn);
export const removeTurn = (turn) => remove(TURN + turn.key);

const turnNames = () =>
  attempt(() => Object.keys(localStorage).filter((name) => name.startsWith(TURN)), []);

/** Turns not yet known to have arrived, oldest first. */
export function loadTurns() {
  const turns = turnNames().map(read).filter(Boolean);
  return turns.sort((one, other) => one.at.localeCompare(other.at));
}

/** Unsent words stay in this tab only: they may be more personal than what was sent. */
export const loadDraft = () => attempt(() => sessionStorage.getItem(DRAFT), "");
export const saveDraft = (draft) => attempt(() => sessionStorage.setItem(DRAFT, draft));

export function forgetConversation() {
  turnNames().forEach(remove);
  remove(CONVERSATION);
}

/** Call `listener` when another tab has started a new conversation. */
export function onConversationReplaced(listener) {
  window.addEventListener("storage", (event) => {
    if (event.key === CONVERSATION && event.newValue) listener();
  });
}
